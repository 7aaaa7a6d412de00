import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { pasteFile, pasteHtml } from '../support/clipboard.ts';
import { afterUndo, button, composer, dialog, enterPanel, exchanges, openComposer, states } from '../support/pages.ts';
import { png } from '../support/picture.ts';
import { readByPython } from '../support/received.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
const table = '<table border="1"><tr><th>Pièce</th><th>Prix</th></tr><tr><td>Brûleur</td><td>1 250 €</td></tr></table>';
const link = '<p>Le devis est <a href="https://a.example/devis?n=12&amp;v=2">en ligne</a>.</p>';
const picture = png(48, 32, [200, 60, 20]);
const quote = Buffer.from('Total : 1 250 €');

test('a formatted mail is received as it was previewed: HTML, text, image and file', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  const content = composer.content(tool).and(page.locator('[contenteditable]'));
  await composer.subject(tool).fill('Brûleur réparé – n° 12');
  await write(page, tool, content);
  await button(tool, 'Ajouter la signature').click();
  await tool.getByLabel('Joindre un fichier', { exact: true }).setInputFiles({ name: 'Devis n° 12.txt', mimeType: 'text/plain', buffer: quote });
  await expect(button(tool, 'Retirer Devis n° 12.txt')).toBeVisible();

  const previewed = await preview(page, tool);
  for (const said of ['<b>rendez-vous confirmé</b>', '<li', '<table', 'title="https://a.example/devis?n=12&amp;v=2"', 'Claire Moreau']) {
    expect(previewed.html).toContain(said);
  }
  expect(previewed.images).toEqual([sha256(picture)]);

  await button(tool, 'Envoyer').click();
  await expect(states(exchanges(panel, 'rendez-vous confirmé'), 'accepted')).toHaveCount(1, afterUndo);
  expect(smtp.mails).toHaveLength(1);
  const received = readByPython(smtp.mails[0]!);
  expect(received.defects).toEqual([]);
  expect(received.subject).toBe('Brûleur réparé – n° 12');
  expect(received.from).toEqual(['demo@example.org']);
  expect(received.to).toEqual(['contact1@client.example']);
  expect(received.structure.filter((type) => type.startsWith('multipart/')).sort()).toEqual([
    'multipart/alternative',
    'multipart/mixed',
    'multipart/related',
  ]);
  expect(received.images.map(({ type, sha256 }) => ({ type, sha256 }))).toEqual([{ type: 'image/png', sha256: sha256(picture) }]);
  expect(received.files.map(({ name, disposition, sha256 }) => ({ name, disposition, sha256 }))).toEqual([
    { name: 'Devis n° 12.txt', disposition: 'attachment', sha256: sha256(quote) },
  ]);

  await test.step('each image of the HTML is a part of the mail', async () => {
    const named = [...received.html.matchAll(/\ssrc="([^"]*)"/g)].map(([, source]) => source);
    expect(named).toEqual(received.images.map(({ id }) => `cid:${id}`));
  });
  await test.step('it is what was previewed', async () => {
    const hashes = new Map(received.images.map(({ id, sha256 }) => [`cid:${id}`, sha256]));
    const left = await (await page.context().newPage()).evaluate((html) => new DOMParser().parseFromString(html, 'text/html').body.innerHTML, received.html);
    // A preview leads nowhere: it says where a link would.
    expect(left.replaceAll(' href=', ' title=').replace(/src="([^"]*)"/g, (_, source: string) => `src="${hashes.get(source)}"`).trim()).toBe(previewed.html.trim());
    expect(received.text.replaceAll('\r\n', '\n').trim()).toBe(previewed.text.trim());
  });
});

/** Writes a text with something of everything, by keys, by buttons and by pasting. */
async function write(page: Page, tool: Locator, content: Locator): Promise<void> {
  await content.click();
  await page.keyboard.type('Bonjour, ');
  await page.keyboard.press('ControlOrMeta+b');
  await page.keyboard.type('rendez-vous confirmé');
  await page.keyboard.press('ControlOrMeta+b');
  await page.keyboard.type(' pour jeudi.');
  await page.keyboard.press('Enter');
  await button(tool, 'Liste à puces').click();
  await page.keyboard.type('purger le circuit');
  await page.keyboard.press('Enter');
  await page.keyboard.type('régler « l’air »');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await pasteHtml(content, link);
  await page.keyboard.press('Enter');
  await pasteFile(content, 'brûleur.png', 'image/png', picture);
  await expect(content.locator('img[data-object]')).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Enter');
  await pasteHtml(content, table);
  await expect(content.locator('td')).toHaveText(['Brûleur', '1 250 €']);
}

/** The preview: its HTML with the hash of each image in the place of its address, and its text. */
async function preview(page: Page, tool: Locator): Promise<{ html: string; text: string; images: string[] }> {
  await button(tool, 'Aperçu').click();
  const shown = dialog(page, 'Aperçu du mail');
  const body = shown.frameLocator('iframe').locator('body');
  await expect(body).toContainText('rendez-vous confirmé');
  let html = await body.innerHTML();
  const images: string[] = [];
  for (const image of await body.locator('img').all()) {
    await expect(image).toBeVisible();
    const source = (await image.getAttribute('src')) ?? '';
    const hash = sha256(await bytesOf(page, source));
    images.push(hash);
    html = html.replace(`src="${source.replaceAll('&', '&amp;')}"`, `src="${hash}"`);
  }
  await shown.getByText('Texte', { exact: true }).click();
  const text = await shown.getByRole('region', { name: 'Texte', exact: true }).innerText();
  await button(shown, 'Fermer').click();
  await expect(shown).toBeHidden();
  return { html, text, images };
}

async function bytesOf(page: Page, source: string): Promise<Buffer> {
  if (source.startsWith('data:')) return Buffer.from(source.slice(source.indexOf(',') + 1), 'base64');
  return (await page.request.get(source)).body();
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
