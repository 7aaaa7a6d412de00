import type { Page } from '@playwright/test';

/** What the program asks its own server for while somebody writes, looks at the preview, records and reads. */
const usual =
  /^\/(pkg\/.*|dev\.txt|api\/(execute|save_draft|discard_draft|session|live|dit|form|exchange|exchanges|preview|preview_mail|templates|request_files)|previews\/mail\.html)$/;

export interface Watch {
  /** From now on the page has nothing to ask anybody else for, and nowhere to go. */
  start(): void;
  /** What happened since then that should not, in words. */
  readonly seen: readonly string[];
  /** The marks that scripts left, and what the policy of the page had to refuse: there should have been nothing to refuse. */
  inPage(): Promise<string[]>;
}

/** Watches a page that is not loaded yet. */
export async function watch(page: Page): Promise<Watch> {
  const seen: string[] = [];
  await page.addInitScript(() => {
    const marks: string[] = [];
    Object.defineProperty(window, 'stolen', { get: () => undefined, set: () => void marks.push('a script ran') });
    Object.assign(window, { marks });
    addEventListener('securitypolicyviolation', ({ target, effectiveDirective, blockedURI }) => {
      // Chromium judges what is parsed into a document that nobody sees as well, where nothing would run or load without a policy
      // either; it then names no element of the page.
      const isApart = target === document && /^(base-uri|media-src|script-src-attr|style-src-attr|style-src-elem)$/.test(effectiveDirective);
      if (!isApart) marks.push(`the policy refused ${effectiveDirective} ${blockedURI}`);
    });
  });
  const start = (): void => {
    const { origin } = new URL(page.url());
    page.on('dialog', (opened) => {
      seen.push(`a dialog: ${opened.message()}`);
      void opened.dismiss();
    });
    page.on('popup', (opened) => seen.push(`a window: ${opened.url()}`));
    page.on('download', (download) => seen.push(`a download: ${download.url()}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== origin || !usual.test(url.pathname)) seen.push(`a request: ${request.url()}`);
    });
  };
  return { start, seen, inPage: () => page.evaluate(() => (window as unknown as { marks: string[] }).marks) };
}
