import type { Locator, Page } from '@playwright/test';
import { strangeIn } from '../hostile/allowed.ts';
import { corpus, families, type Family, large } from '../hostile/corpus.ts';
import { watch, type Watch } from '../hostile/watch.ts';
import { pasteHtml } from '../support/clipboard.ts';
import { button, composer, dialog, enterPanel, exchanges, form, openComposer } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';
import { setTrap, type Trap } from '../support/trap.ts';

const number = 'DIT-2026-0001';

/** Inputs that come into one text before it is previewed and recorded. */
const batch = 50;

/** A template field that has no value: there is no mail with one, and so no preview. */
const field = /\{[a-z0-9_.]+\}/;

for (const family of Object.keys(families) as Family[]) {
  test(`what is hostile is pasted, previewed and shown without harm: ${family}`, async ({ page }) => {
    // Some hundreds of pastes.
    test.setTimeout(300_000);
    const trap = await setTrap();
    const watched = await watch(page);
    const panel = await enterPanel(page, number);
    watched.start();
    const apart = await page.context().newPage();
    const address = page.url();
    const inputs = corpus(family, trap.url);
    for (let first = 0; first < inputs.length; first += batch) {
      await test.step(`from ${first}`, async () => {
        await button(panel, 'Message transmis').click();
        const tool = await openComposer(page, panel);
        const content = editable(page, tool);
        const pasteAll = async (all: readonly string[], name: string): Promise<void> => {
          for (const [index, input] of all.entries()) {
            await content.press('ControlOrMeta+End');
            await pasteHtml(content, `<p>${name} ${index}</p>${input}`);
            await expect(content, input).toContainText(`${name} ${index}`);
            expect(await content.evaluate(strangeIn), input).toEqual([]);
          }
        };
        const [unfilled, others] = apartIf(inputs.slice(first, first + batch), (input) => field.test(input));
        await pasteAll(others, `avant ${first} `);
        await expectNoHarmInPreview(page, tool, apart, `avant ${first} `);
        await pasteAll(unfilled, 'champ');
        if (field.test(await content.innerText())) {
          await button(tool, 'Aperçu').click();
          await expect(tool.getByText(/du modèle n’a pas de valeur/).first()).toBeVisible();
        }
        await button(tool, 'Fermer').click();
        await form.save(panel).click();
        const exchange = exchanges(panel, `avant ${first} `);
        await expect(exchange).toHaveCount(1);
        await expectNoHarmInPanel(exchange);
        expect(page.url()).toBe(address);
        await expectNoHarm(watched, trap);
      });
    }
    await trap.stop();
  });
}

test('what is hostile by its size is cut with a sentence, and one goes on typing', async ({ page }) => {
  test.setTimeout(300_000);
  const trap = await setTrap();
  const watched = await watch(page);
  const panel = await enterPanel(page, number);
  watched.start();
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  const content = editable(page, tool);
  for (const [index, input] of large(trap.url).entries()) {
    await test.step(`${input.slice(0, 40)}, ${input.length} characters`, async () => {
      await content.press('ControlOrMeta+a');
      await pasteHtml(content, `<p>avant ${index}</p>${input}`);
      await expect(content.getByText(`avant ${index}`, { exact: true })).toHaveCount(1);
      await content.press('ControlOrMeta+Home');
      await content.press('z');
      await expect(content.getByText(`zavant ${index}`, { exact: true })).toHaveCount(1);
      expect((await content.evaluate(strangeIn)).slice(0, 5)).toEqual([]);
    });
  }
  await expectNoHarm(watched, trap);
  await trap.stop();
});

function apartIf<T>(all: readonly T[], isApart: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isApart), all.filter((one) => !isApart(one))];
}

/** The text as the formatting tool lets one change it, once its part of the program is there. */
function editable(page: Page, tool: Locator): Locator {
  return composer.content(tool).and(page.locator('[contenteditable]'));
}

async function expectNoHarm(watched: Watch, trap: Trap): Promise<void> {
  expect(watched.seen).toEqual([]);
  expect(await watched.inPage()).toEqual([]);
  expect(trap.asked).toEqual([]);
}

/** The frame runs nothing, not even for this test: `apart` is a page that reads its HTML instead. */
async function expectNoHarmInPreview(page: Page, tool: Locator, apart: Page, shown: string): Promise<void> {
  await button(tool, 'Aperçu').click();
  const preview = dialog(page, 'Aperçu du mail');
  const body = preview.frameLocator('iframe').locator('body');
  await expect(body).toContainText(shown);
  expect(await apart.evaluate(strangeIn, await body.innerHTML())).toEqual([]);
  await preview.getByText('Texte', { exact: true }).click();
  await expect(preview.getByRole('region', { name: 'Texte', exact: true })).toContainText(shown);
  await button(preview, 'Fermer').click();
  await expect(preview).toBeHidden();
}

async function expectNoHarmInPanel(exchange: Locator): Promise<void> {
  const texts = exchange.locator('.Prose');
  await expect(texts).toHaveCount(1);
  expect(await texts.evaluate(strangeIn)).toEqual([]);
}
