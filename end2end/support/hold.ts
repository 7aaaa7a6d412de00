import type { Page, Request } from '@playwright/test';

/** Requests that match wait until they are let go; what was asked for meanwhile is told of. */
export async function hold(page: Page, url: string): Promise<{ asked: readonly Request[]; release: () => void }> {
  const asked: Request[] = [];
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(url, async (route) => {
    asked.push(route.request());
    await released;
    await route.continue();
  });
  return { asked, release };
}
