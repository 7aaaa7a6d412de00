import type { Page } from '@playwright/test';

/** An input method: what it shows is not decided yet, and is replaced until it is. */
export interface InputMethod {
  /** Shows each of these in the place of the one before it; nothing is decided. */
  show(...drafts: readonly string[]): Promise<void>;
  /** Decides: this text stands in the place of what was shown. */
  decide(text: string): Promise<void>;
  /** Takes up again text that was decided: from and to count UTF-16 units of the paragraph. */
  takeUp(text: string, from: number, to: number): Promise<void>;
  /** A key that the input method keeps to itself: the page only learns that there was one. */
  swallow(): Promise<void>;
}

/** The input method of the page, as the system drives it. */
export async function inputMethodOf(page: Page): Promise<InputMethod> {
  const debug = await page.context().newCDPSession(page);
  const set = async (text: string, more: { replacementStart?: number; replacementEnd?: number } = {}): Promise<void> => {
    await debug.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length, ...more });
  };
  const swallow = async (): Promise<void> => {
    const key = { key: 'Process', code: '', windowsVirtualKeyCode: 229 };
    await debug.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
    await debug.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  };
  return {
    show: async (...drafts) => {
      for (const draft of drafts) {
        await swallow();
        await set(draft);
      }
    },
    decide: async (text) => {
      await debug.send('Input.insertText', { text });
    },
    takeUp: (text, from, to) => set(text, { replacementStart: from, replacementEnd: to }),
    swallow,
  };
}
