import { expect, test } from '@playwright/test';
import { corpus, families, type Family, large } from '../hostile/corpus.ts';
import { setTrap } from '../support/trap.ts';

test('the hostile inputs are two thousand, and no two are the same', () => {
  const names = Object.keys(families) as Family[];
  const all = [...names.flatMap((name) => corpus(name, 'http://trap.example')), ...large('http://trap.example')];
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(2_000);
});

/** How many of the inputs must do harm by themselves, with nobody clicking: the others need a click, or another browser. */
const harmful: Partial<Record<Family, number>> = { scripts: 60, handlers: 45, resources: 60, styles: 40, markup: 80 };

for (const [family, least] of Object.entries(harmful)) {
  test(`where nothing is in their way, the inputs do harm: ${family}`, async ({ page }) => {
    const trap = await setTrap();
    await page.goto(trap.url);
    page.on('dialog', (opened) => void opened.dismiss());
    const inputs = corpus(family as Family, trap.url).filter((input) => !input.includes('while(true)'));
    const numbered = inputs.map((input, index) =>
      input.replaceAll('top.stolen=1', `top.stolen=${index}`).replaceAll(trap.url, `${trap.url}/${index}`),
    );
    const ran = await page.evaluate(async (documents) => {
      const ran = new Set<number>();
      Object.defineProperty(window, 'stolen', { set: (value: number) => ran.add(value) });
      const show = async (html: string): Promise<void> => {
        const frame = document.createElement('iframe');
        // Everything but to leave the page that counts.
        frame.sandbox.add('allow-scripts', 'allow-same-origin', 'allow-forms', 'allow-modals', 'allow-popups');
        frame.srcdoc = html;
        const shown = new Promise((done) => (frame.onload = done));
        document.body.append(frame);
        // A document may never end to load; what it does by itself it does soon.
        await Promise.race([shown, new Promise((done) => setTimeout(done, 1_000))]);
        await new Promise((done) => setTimeout(done, 50));
        frame.remove();
      };
      const waiting = [...documents];
      const lane = async (): Promise<void> => {
        for (let html = waiting.pop(); html !== undefined; html = waiting.pop()) await show(html);
      };
      await Promise.all(Array.from({ length: 20 }, lane));
      return [...ran];
    }, numbered);
    const fetched = trap.asked.map((path) => Number(/^\/(\d+)\//.exec(path)?.[1])).filter((index) => !Number.isNaN(index));
    const harm = new Set([...ran, ...fetched]);
    expect(harm.size).toBeGreaterThanOrEqual(least);
    await trap.stop();
  });
}
