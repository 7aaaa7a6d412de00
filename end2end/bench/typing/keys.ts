import type { CDPSession, Locator, Page } from '@playwright/test';

/** What is typed in a round: letters, a space and an accent, one key after the other. */
export const typed = 'la chaudière est réparée demain matin par ';

/** Milliseconds between two keys; what an editor does between them counts as its script. */
const pause = 40;

/** What one round of typing took, in milliseconds. */
export interface Round {
  /** A key, on the average. */
  readonly script: number;
  readonly layout: number;
  readonly task: number;
  /** From each key to the end of the frame that shows it. */
  readonly paints: readonly number[];
}

/** An editor with its text, ready to be typed into. */
export interface Opened {
  readonly page: Page;
  readonly editable: Locator;
  readonly debug: CDPSession;
}

/** To be called before the page is loaded: it notes when what a key changed is on the screen. */
export async function watchKeys(page: Page): Promise<CDPSession> {
  await page.addInitScript(() => {
    const paints: number[] = [];
    Object.assign(window, { paints });
    const channel = new MessageChannel();
    const open: number[] = [];
    channel.port1.onmessage = () => paints.push(performance.now() - (open.shift() ?? 0));
    const note = (event: KeyboardEvent): void => {
      open.push(event.timeStamp);
      // Before the frame is painted; the message comes after it.
      requestAnimationFrame(() => channel.port2.postMessage(undefined));
    };
    addEventListener('keydown', note, true);
  });
  const debug = await page.context().newCDPSession(page);
  // Time of the processor: other programs of the machine do not count.
  await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
  return debug;
}

/** Types into the paragraph in the middle of the text, a bit further down in each round. */
export async function type({ page, editable, debug }: Opened, round: number): Promise<Round> {
  await page.bringToFront();
  const all = editable.locator('> *');
  const paragraph = all.nth(Math.floor((await all.count()) / 2) + round);
  await paragraph.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await paragraph.click();
  await press(debug, 'x');
  await idle(page);
  await page.evaluate(() => void (window as unknown as { paints: number[] }).paints.splice(0));

  const before = await spent(debug);
  for (const key of typed) await press(debug, key);
  await new Promise((done) => setTimeout(done, 400));
  const after = await spent(debug);

  const paints = await page.evaluate(() => (window as unknown as { paints: number[] }).paints);
  const shown = (await paragraph.textContent()) ?? '';
  if (!shown.includes(typed.trim()) || paints.length !== typed.length) {
    throw new Error(`${page.url()}: ${paints.length} keys of ${typed.length} were seen; the paragraph is «${shown}»`);
  }
  const each = (name: string): number => ((after.get(name) ?? 0) - (before.get(name) ?? 0)) * (1000 / typed.length);
  return {
    script: each('ScriptDuration'),
    layout: each('LayoutDuration') + each('RecalcStyleDuration'),
    task: each('TaskDuration'),
    paints,
  };
}

async function press(debug: CDPSession, key: string): Promise<void> {
  await debug.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text: key, unmodifiedText: key });
  await debug.send('Input.dispatchKeyEvent', { type: 'keyUp', key });
  await new Promise((done) => setTimeout(done, pause));
}

/** What the page was asked to do is done. */
async function idle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done(), { timeout: 2_000 })));
}

async function spent(debug: CDPSession): Promise<Map<string, number>> {
  const { metrics } = await debug.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}
