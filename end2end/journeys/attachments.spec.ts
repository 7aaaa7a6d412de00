import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { button, enterPanel, exchanges, form } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
const note = { name: 'Relevé n° 3.txt', mimeType: 'text/plain', buffer: Buffer.from('Pression : 1,5 bar\r\n\0fin') };

test('a file is kept with its exchange, and a mailed one arrives byte for byte', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('Le relevé en pièce jointe.');
  await attach(panel, note);
  await expect(button(panel, `Retirer ${note.name}`)).toBeVisible();
  await form.save(panel).click();
  expect(await download(page, exchanges(panel, 'Le relevé en pièce jointe.'))).toEqual(note.buffer);

  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Notre réponse, avec le relevé.');
  await attach(panel, note, { ...note, name: 'de trop.txt' });
  await button(panel, 'Retirer de trop.txt').click();
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  const mailed = exchanges(panel, 'Notre réponse');
  await expect(mailed.locator('[data-mail-state]')).toHaveAttribute('data-mail-state', 'accepted');
  const attachments = (await smtp.mails[0]?.parsed())?.attachments ?? [];
  expect(attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([[note.name, 'text/plain']]);
  expect(attachments[0]?.content).toEqual(note.buffer);

  await page.reload();
  expect(await download(page, mailed)).toEqual(note.buffer);
});

test('a file that is still on its way is not left behind', async ({ page }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/attachments?*', async (route) => {
    await released;
    await route.continue();
  });
  const panel = await enterPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('Avec le plan.');
  const asked = page.waitForRequest('**/attachments?*');
  await attach(panel, note);
  await asked;
  await form.save(panel).click();
  release();
  // The program waits for the file by itself, or says in words that it does and keeps the form.
  await expect(async () => {
    if (await form.save(panel).isVisible()) await form.save(panel).click();
    await expect(exchanges(panel, 'Avec le plan.')).toHaveCount(1, { timeout: 1_000 });
  }).toPass({ timeout: 8_000 });
  await expect(exchanges(panel, 'Avec le plan.')).toContainText(note.name, { timeout: 3_000 });
});

async function attach(panel: Locator, ...files: (typeof note)[]): Promise<void> {
  await panel.getByLabel('Joindre un fichier', { exact: true }).setInputFiles(files);
}

async function download(page: Page, exchange: Locator): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    exchange.getByRole('link', { name: new RegExp(note.name) }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(note.name);
  return readFile(await file.path());
}
