import type { Page } from '@playwright/test';

/** What this application asks its own server for while somebody writes, records and looks at the preview. */
const usual =
  /^\/(pkg\/.*|api\/(save_draft|drop_draft|draft|execute|exchanges|exchange|session|preview_mail|suggestions|dit|dits|form|indicators)|mail\.html|mail-preview)$/;

export interface Watch {
  /** What happened that should not, in words. */
  readonly seen: string[];
  /** The marks that scripts left, and what the policy of the page had to refuse: it should have had nothing to refuse. */
  inPage(): Promise<string[]>;
}

/** Watches a page from before it is loaded. */
export async function watch(page: Page): Promise<Watch> {
  const seen: string[] = [];
  await page.addInitScript(() => {
    const marks: string[] = [];
    Object.defineProperty(window, 'stolen', { get: () => undefined, set: () => void marks.push('a script ran') });
    Object.assign(window, { marks });
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      marks.push(`the policy refused ${effectiveDirective} ${blockedURI}`);
    });
  });
  page.on('dialog', (opened) => {
    seen.push(`a dialog: ${opened.message()}`);
    void opened.dismiss();
  });
  page.on('popup', (opened) => seen.push(`a window: ${opened.url()}`));
  page.on('download', (download) => seen.push(`a download: ${download.url()}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== new URL(page.url()).origin || !usual.test(url.pathname)) seen.push(`a request: ${request.url()}`);
  });
  return { seen, inPage: () => page.evaluate(() => (window as unknown as { marks: string[] }).marks) };
}
