import type { Locator, Page } from '@playwright/test';
import { button, composer, crash, enterPanel, expectAddresses, form, openComposer, textbox } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

/** The fields that hold words. */
const fields = {
  subject: { locate: (panel: Locator) => form.subject(panel), value: 'Créneau « confirmé »' },
  detail: { locate: (panel: Locator) => form.detail(panel), value: 'Ligne 1\n\n  Ligne 2, 12 €' },
  recipient: { locate: (panel: Locator) => form.recipientMail(panel), value: 'a@client.example; pas fini' },
  name: { locate: (panel: Locator) => textbox(panel, 'Nom de la personne'), value: 'Mme Ney, gardienne' },
};

test('what was typed in any field of the form outlives a reload and a crash of the browser', async ({ page, context }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await panel.getByRole('combobox', { name: 'Reçu par', exact: true }).selectOption('Une autre personne…');
  const typed: { locate: (panel: Locator) => Locator; value: string }[] = [];
  for (const field of [fields.name, fields.recipient, fields.subject]) {
    await field.locate(panel).fill(field.value);
    typed.push(field);
    await page.reload();
    for (const { locate, value } of typed) await expect(locate(panel)).toHaveValue(value);
  }
  await fields.detail.locate(panel).fill(fields.detail.value);
  await onDevice(page, 'Ligne 2, 12 €');
  await crash(page);

  const again = await enterPanel(await context.newPage(), number);
  for (const { locate, value } of [...typed, fields.detail]) await expect(locate(again)).toHaveValue(value);
  await expect(again.getByRole('combobox', { name: 'Reçu par', exact: true })).toHaveValue('free');
});

test('what was typed in the formatting tool is there after a reload and after a crash', async ({ page, context }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  await composer.from(tool).selectOption('technique@example.org');
  await composer.cc(tool).fill('copie@client.example');
  await composer.bcc(tool).fill('cachee@example.org; x');
  await button(tool, 'Ajouter la signature').click();
  await composer.content(tool).fill('Écrit dans l’outil.');
  await page.reload();
  await expectKept(tool, 'Écrit dans l’outil.');

  await composer.content(tool).fill('Écrit dans l’outil, puis après.');
  await onDevice(page, 'puis après');
  await crash(page);
  const again = await context.newPage();
  await enterPanel(again, number);
  await expectKept(again.getByRole('dialog', { name: 'Mettre en forme', exact: true }), 'Écrit dans l’outil, puis après.');
});

async function expectKept(tool: Locator, content: string): Promise<void> {
  await expect(composer.content(tool)).toHaveText(content, { useInnerText: true });
  await expect(composer.from(tool)).toHaveValue('technique@example.org');
  await expectAddresses(tool, 'Cc', ['copie@client.example']);
  await expectAddresses(tool, 'Cci', ['cachee@example.org']);
  await expect(composer.bcc(tool)).toHaveValue('x');
  await expect(composer.signature(tool)).toContainText('Claire Moreau');
}

/** The device has it, which it must within 300 ms. */
async function onDevice(page: Page, text: string): Promise<void> {
  const isKept = (wanted: string): boolean => Object.values({ ...localStorage }).some((kept) => String(kept).includes(wanted));
  await page.waitForFunction(isKept, text, { polling: 20, timeout: 5_000 });
}
