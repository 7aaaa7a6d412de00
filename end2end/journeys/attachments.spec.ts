import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expectNoViolations } from '../support/axe.ts';
import { largeFile } from '../support/files.ts';
import { afterUndo, button, composer, enterPanel, exchanges, form, openComposer, states } from '../support/pages.ts';
import { hold } from '../support/hold.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
const mega = 1024 * 1024;
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
  const { release } = await hold(page, '**/attachments?*');
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

test('each file says how far it is, can be stopped, and typing goes on meanwhile', async ({ page }) => {
  await page.route('**/attachments?*', () => undefined);
  const tool = await openTool(page);
  await attach(tool, note, { ...note, name: 'autre.txt' });
  await expect(tool.getByRole('progressbar', { name: `Envoi de ${note.name}`, exact: true })).toBeVisible();
  await expectNoViolations(page, 'files on their way');
  await composer.subject(tool).fill('Pendant ce temps');
  await composer.cc(tool).fill('technique@example.org;');
  await button(tool, 'Envoyer').click();
  await expect(tool.getByText(/encore en cours d’envoi/)).toBeVisible();
  await button(tool, `Arrêter l’envoi de ${note.name}`).click();
  await button(tool, 'Arrêter l’envoi de autre.txt').click();
  await expect(tool.getByRole('progressbar')).toHaveCount(0);
  await expect(button(tool, `Retirer ${note.name}`)).toHaveCount(0);
  await expect(composer.subject(tool)).toHaveValue('Pendant ce temps');
});

test('a file that the network dropped is kept, said, and sent again', async ({ page, smtp }) => {
  await page.route('**/attachments?*', (route) => route.abort('connectionreset'), { times: 1 });
  const tool = await openTool(page);
  await attach(tool, note);
  await expect(tool.getByText(/n’a pas répondu/)).toBeVisible();
  await button(tool, 'Envoyer').click();
  await expect(tool.getByText(/n’est pas joint/)).toBeVisible();
  await expectNoViolations(page, 'a file that did not arrive');
  await button(tool, `Réessayer ${note.name}`).click();
  await expect(button(tool, `Retirer ${note.name}`)).toBeVisible();
  await expect(tool.getByText(/^1 fichier, .* sur 20,0\sMo$/)).toBeVisible();
  await button(tool, 'Envoyer').click();
  await expect.poll(async () => (await smtp.mails[0]?.parsed())?.attachments[0]?.content, afterUndo).toEqual(note.buffer);
});

test('files are dropped, pasted, and taken from the request', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('Le plan du client.');
  await attach(panel, { ...note, name: 'plan du client.txt' });
  await expect(button(panel, 'Retirer plan du client.txt')).toBeVisible();
  await form.save(panel).click();
  await expect(exchanges(panel, 'Le plan du client.')).toHaveCount(1);

  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour.');
  const tool = await openComposer(page, panel);
  await give(composer.subject(tool), 'drop', 'déposé.txt');
  await expect(button(tool, 'Retirer déposé.txt')).toBeVisible();
  await give(composer.subject(tool), 'paste', 'collé.txt');
  await expect(button(tool, 'Retirer collé.txt')).toBeVisible();

  await button(tool, 'Fichiers de la demande').click();
  const list = tool.getByRole('group', { name: 'Fichiers de la demande', exact: true });
  await list.getByRole('button', { name: /^plan du client\.txt/ }).click();
  await expect(button(tool, 'Retirer plan du client.txt')).toBeVisible();
  await expect(list.getByRole('button', { name: /^plan du client\.txt/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(tool).toBeVisible();
  await expect(tool.getByText(/^3 fichiers, /)).toBeVisible();
  await button(tool, 'Envoyer').click();
  const sent = exchanges(panel, 'Bonjour.');
  await expect(states(sent, 'accepted')).toHaveCount(1, afterUndo);
  for (const name of ['déposé.txt', 'collé.txt', 'plan du client.txt']) await expect(sent.getByRole('link', { name })).toBeVisible();
});

test('more than a mail takes is said before it is sent, and nothing is lost', async ({ page }) => {
  const tool = await openTool(page);
  await attach(tool, ...(await Promise.all(['a.bin', 'b.bin', 'c.bin'].map((name) => largeFile(name, 9 * mega)))));
  await expect(tool.getByText(/27\sMo, 20\sMo au plus/)).toBeVisible();
  await button(tool, 'Envoyer').click();
  await expect(tool).toBeVisible();
  await button(tool, 'Retirer b.bin').click();
  await expect(tool.getByText(/^2 fichiers, 18,0\sMo sur 20,0\sMo$/)).toBeVisible();
  await attach(tool, await largeFile('trop.bin', 11 * mega));
  await expect(tool.getByText(/«\strop\.bin\s» fait 11\sMo, 10\sMo au plus/)).toBeVisible();
});

async function openTool(page: Page): Promise<Locator> {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour.');
  return openComposer(page, panel);
}

/** Lets go of a file over an element, or pastes it there. */
async function give(target: Locator, kind: 'drop' | 'paste', name: string): Promise<void> {
  await target.evaluate(
    (element, { kind, name }) => {
      const data = new DataTransfer();
      data.items.add(new File(['contenu'], name, { type: 'text/plain' }));
      const options = { bubbles: true, cancelable: true };
      const event =
        kind === 'drop'
          ? new DragEvent('drop', { ...options, dataTransfer: data })
          : new ClipboardEvent('paste', { ...options, clipboardData: data });
      element.dispatchEvent(event);
    },
    { kind, name },
  );
}

async function attach(panel: Locator, ...files: (typeof note)[] | string[]): Promise<void> {
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
