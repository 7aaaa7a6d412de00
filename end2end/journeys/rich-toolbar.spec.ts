import type { Locator, Page } from '@playwright/test';
import { deflateSync, crc32 } from 'node:zlib';
import { expectNoViolations } from '../support/axe.ts';
import { largeFile } from '../support/files.ts';
import { button, composer, enterPanel, exchanges, form, openComposer, textbox } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

/** How a button is pressed. */
type Press = (tool: Locator, name: string) => Promise<void>;

const mouse: Press = async (tool, name) => button(tool, name).click();
const touch: Press = async (tool, name) => button(tool, name).tap();
/** From the text to the toolbar, and with the arrows to the button. */
const keyboard: Press = async (tool, name) => {
  const page = tool.page();
  await page.keyboard.press('Alt+F10');
  await page.keyboard.press('Home');
  const target = button(tool, name);
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowRight');
  }
  await expect(target).toBeFocused();
  await page.keyboard.press('Enter');
};

/** Opens the formatting tool with a text in it, which is selected. */
async function write(page: Page, text: string): Promise<{ tool: Locator; content: Locator }> {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  await expect(tool.getByRole('toolbar', { name: 'Mise en forme', exact: true })).toBeVisible();
  const content = composer.content(tool);
  await content.click();
  await page.keyboard.type(text);
  await page.keyboard.press('Control+a');
  return { tool, content };
}

/** Buttons that are on or off, and what the text then is made of. */
const toggles: [string, string][] = [
  ['Gras', 'b'],
  ['Italique', 'i'],
  ['Souligné', 'u'],
  ['Barré', 's'],
  ['Liste à puces', '.item[data-marker="•"]'],
  ['Liste numérotée', '.item[data-marker="1."]'],
  ['Citation', '.quote-1'],
];

async function pressAll(tool: Locator, content: Locator, press: Press): Promise<void> {
  for (const [name, made] of toggles) {
    await test.step(name, async () => {
      await press(tool, name);
      await expect(content.locator(made)).toHaveText('Bonjour');
      await expect(button(tool, name)).toHaveAttribute('aria-pressed', 'true');
      await expect(content).toBeFocused();
      await press(tool, name);
      await expect(content.locator(made)).toHaveCount(0);
      await expect(button(tool, name)).toHaveAttribute('aria-pressed', 'false');
    });
  }
  await test.step('indent, undo, redo', async () => {
    await press(tool, 'Augmenter le retrait');
    await expect(content.locator('.indent-1')).toHaveText('Bonjour');
    await press(tool, 'Annuler');
    await expect(content.locator('.indent-1')).toHaveCount(0);
    await press(tool, 'Rétablir');
    await expect(content.locator('.indent-1')).toHaveText('Bonjour');
    await press(tool, 'Diminuer le retrait');
    await expect(content.locator('.indent-1')).toHaveCount(0);
    await expect(button(tool, 'Diminuer le retrait')).toHaveAttribute('aria-disabled', 'true');
  });
  await test.step('clearing', async () => {
    await press(tool, 'Gras');
    await press(tool, 'Effacer la mise en forme');
    await expect(content.locator('b')).toHaveCount(0);
    await expect(button(tool, 'Effacer la mise en forme')).toHaveAttribute('aria-disabled', 'true');
  });
}

test('every button of the toolbar does its work by mouse', async ({ page }) => {
  const { tool, content } = await write(page, 'Bonjour');
  await pressAll(tool, content, mouse);
  await page.keyboard.press('End');
  await mouse(tool, 'Ligne horizontale');
  await expect(content.locator('hr')).toHaveCount(1);
});

test('every button of the toolbar does its work from the keyboard alone', async ({ page }) => {
  const { tool, content } = await write(page, 'Bonjour');
  await pressAll(tool, content, keyboard);
  await test.step('Escape goes back to the text, and the arrows go round', async () => {
    await page.keyboard.press('Alt+F10');
    await page.keyboard.press('Home');
    await expect(button(tool, 'Annuler')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(button(tool, 'Effacer la mise en forme')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(content).toBeFocused();
    await expect(tool).toBeVisible();
  });
  await test.step('a menu opens with the arrow down', async () => {
    await page.keyboard.press('Alt+F10');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect(item(tool, 'Paragraphe')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(content.locator('h1')).toHaveText('Bonjour');
    await expect(content).toBeFocused();
  });
});

test.describe('under a finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('every button of the toolbar does its work, and is large enough', async ({ page }) => {
    const { tool, content } = await write(page, 'Bonjour');
    await pressAll(tool, content, touch);
    const bar = tool.getByRole('toolbar', { name: 'Mise en forme', exact: true });
    const sizes = await bar.getByRole('button').evaluateAll((buttons) =>
      buttons.map((element) => element.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
    );
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
    // One row, which scrolls.
    expect((await bar.boundingBox())?.height).toBeLessThan(60);
  });

  test('the toolbar never covers the caret', async ({ page }) => {
    const { content } = await write(page, 'Bonjour');
    await page.keyboard.press('End');
    for (let line = 0; line < 30; line += 1) await page.keyboard.press('Enter');
    await page.keyboard.type('fin');
    const bar = page.getByRole('toolbar', { name: 'Mise en forme', exact: true });
    await expect(async () => {
      const last = await content.locator('> *').last().boundingBox();
      const row = await bar.boundingBox();
      // The line of the caret, which is the first of its block.
      expect((last?.y ?? 0) + 22).toBeLessThanOrEqual(row?.y ?? 0);
    }).toPass({ timeout: 3_000 });
  });
});

function item(tool: Locator, name: string): Locator {
  return tool.getByRole('menuitemradio', { name, exact: true });
}

test('style, size, colours and alignment are chosen by name', async ({ page }) => {
  const { tool, content } = await write(page, 'Bonjour');
  const choose = async (menu: RegExp, name: string) => {
    await tool.getByRole('button', { name: menu }).click();
    await item(tool, name).click();
    await tool.getByRole('button', { name: menu }).click();
    await expect(item(tool, name)).toHaveAttribute('aria-checked', 'true');
    await page.keyboard.press('Escape');
    await expect(tool).toBeVisible();
  };
  await choose(/^Style /, 'Titre 2');
  await expect(content.locator('h2')).toHaveText('Bonjour');
  await expect(tool.getByRole('button', { name: 'Style Titre 2', exact: true })).toBeVisible();
  await choose(/^Taille /, 'Grande');
  await expect(content.locator('[data-size="large"]')).toHaveText('Bonjour');
  await choose(/^Alignement/, 'Au centre');
  await expect(content.locator('h2.center')).toHaveCount(1);
  await choose(/^Couleur du texte/, 'Rouge');
  await choose(/^Surlignage/, 'Fond jaune');
  await expect(content.getByText('Bonjour')).toHaveCSS('color', 'rgb(166, 27, 27)');
  await expect(content.getByText('Bonjour')).toHaveCSS('background-color', 'rgb(254, 240, 138)');
});

test('a menu that is left without a choice gives the focus back', async ({ page }) => {
  const { tool, content } = await write(page, 'Bonjour');
  await tool.getByRole('button', { name: /^Couleur du texte/ }).click();
  await expect(item(tool, 'Rouge')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(item(tool, 'Rouge')).toHaveCount(0);
  await page.keyboard.type('Madame');
  await expect(content).toHaveText('Madame');
});

test('a link is made, changed and taken away in place', async ({ page }) => {
  const { tool, content } = await write(page, 'Voir le site');
  const address = textbox(tool, 'Adresse du lien');
  await test.step('what is no address gets a sentence, and nothing is lost', async () => {
    await page.keyboard.press('Control+k');
    await expect(address).toBeFocused();
    for (const wrong of ['javascript:alert(1)', 'data:text/html,x', 'deux mots']) {
      await address.fill(wrong);
      await button(tool, 'Appliquer').click();
      await expect(address).toHaveAttribute('aria-invalid', 'true');
      await expect(tool.getByText('Ce n’est pas une adresse de lien.')).toBeVisible();
      await expect(address).toHaveValue(wrong);
    }
    await expect(content.locator('a')).toHaveCount(0);
  });
  await test.step('the selected text becomes the link', async () => {
    await address.fill('exemple.fr/page');
    await page.keyboard.press('Enter');
    await expect(content.locator('a')).toHaveAttribute('href', 'https://exemple.fr/page');
    await expect(content.locator('a')).toHaveText('Voir le site');
    await expect(content).toBeFocused();
  });
  await test.step('in the link, the bar tells where it leads', async () => {
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    const bar = tool.getByRole('group', { name: 'Lien du texte', exact: true });
    await expect(bar).toContainText('https://exemple.fr/page');
    await expect(bar.getByRole('link', { name: 'Ouvrir', exact: true })).toHaveAttribute('href', 'https://exemple.fr/page');
    await button(bar, 'Modifier le lien').click();
    await expect(address).toHaveValue('https://exemple.fr/page');
    await address.fill('anne@exemple.fr');
    await page.keyboard.press('Enter');
    await expect(content.locator('a')).toHaveAttribute('href', 'mailto:anne@exemple.fr');
    await button(tool, 'Lien').click();
    await button(tool, 'Retirer le lien').click();
    await expect(content.locator('a')).toHaveCount(0);
    await expect(content).toHaveText('Voir le site');
  });
  await test.step('without a selection, its text can be given', async () => {
    await page.keyboard.press('Control+End');
    await button(tool, 'Lien').click();
    await address.fill('exemple.fr');
    await textbox(tool, 'Texte du lien').fill(' ici');
    await button(tool, 'Appliquer').click();
    await expect(content.locator('a')).toHaveText('ici');
    await page.keyboard.press('Control+k');
    await expect(address).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(content).toBeFocused();
    await expect(tool).toBeVisible();
  });
});

test('a table is drawn from the keyboard and changed by its own bar', async ({ page }) => {
  const { tool, content } = await write(page, 'Relevés');
  await page.keyboard.press('End');
  await button(tool, 'Insérer un tableau').focus();
  await page.keyboard.press('Enter');
  await expect(tool.getByRole('menuitem', { name: '1 ligne, 1 colonne', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const cells = content.locator('td, th');
  await expect(cells).toHaveCount(4);
  await page.keyboard.type('Pièce');
  await expect(cells.first()).toHaveText('Pièce');

  const bar = tool.getByRole('toolbar', { name: 'Outils du tableau', exact: true });
  await expect(bar).toBeVisible();
  await test.step('Alt+F10 goes to it, and on to the toolbar', async () => {
    await page.keyboard.press('Alt+F10');
    await expect(button(bar, 'Ajouter une ligne au-dessus')).toBeFocused();
    await page.keyboard.press('Alt+F10');
    await expect(button(tool, 'Annuler').or(button(tool, 'Insérer un tableau')).and(page.locator(':focus'))).toHaveCount(1);
    await page.keyboard.press('Escape');
  });
  for (const [name, count] of [
    ['Ajouter une ligne au-dessous', 6],
    ['Ajouter une colonne à droite', 9],
    ['Ajouter une ligne au-dessus', 12],
    ['Ajouter une colonne à gauche', 16],
    ['Supprimer la ligne', 12],
    ['Supprimer la colonne', 9],
  ] as const) {
    await button(bar, name).click();
    await expect(cells, name).toHaveCount(count);
  }
  await expectNoViolations(page, 'bar of a table');
  await button(bar, "Ligne d'en-tête").click();
  await expect(content.locator('th')).toHaveCount(3);
  await expect(button(bar, "Ligne d'en-tête")).toHaveAttribute('aria-pressed', 'true');
  await expect(button(tool, 'Insérer un tableau')).toHaveAttribute('aria-disabled', 'true');
  await button(bar, 'Supprimer le tableau').click();
  await expect(content.locator('table')).toHaveCount(0);
  await expect(bar).toBeHidden();
});

/** A PNG of one grey. */
function png(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(data.length, 0);
    around.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  const rows = width * height > 1_000_000 ? Buffer.alloc(16) : Buffer.alloc((width + 1) * height, 0x80).map((byte, at) => (at % (width + 1) === 0 ? 0 : byte));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const picture = (name: string, buffer: Buffer, mimeType = 'image/png') => ({ name, mimeType, buffer });

async function pick(tool: Locator, ...files: ReturnType<typeof picture>[] | string[]): Promise<void> {
  const [chooser] = await Promise.all([tool.page().waitForEvent('filechooser'), button(tool, 'Insérer une image').click()]);
  await chooser.setFiles(files);
}

test('an image is put in, described, resized, replaced and taken out', async ({ page }) => {
  const { tool, content } = await write(page, 'Avant après');
  await page.keyboard.press('End');
  for (let moves = 0; moves < 6; moves += 1) await page.keyboard.press('ArrowLeft');
  await pick(tool, picture('plan.png', png(320, 200)));
  const image = content.locator('img');
  await expect(image).toHaveCount(1);
  await expect(content.locator('p')).toHaveText('Avant après');
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(320);
  await expect(tool.getByRole('status').filter({ hasText: 'Image ajoutée au texte.' })).toBeVisible();
  // It stands in the text, not below it.
  await expect(tool.getByRole('button', { name: /plan\.png/ })).toHaveCount(0);

  await image.click();
  const alternative = textbox(tool, 'Texte de remplacement');
  await expect(alternative).toBeVisible();
  await expectNoViolations(page, 'bar of an image');
  await alternative.fill('Plan de la chaufferie');
  await alternative.press('Enter');
  await expect(image).toHaveAttribute('alt', 'Plan de la chaufferie');
  await textbox(tool, 'Largeur en pixels').fill('200');
  await textbox(tool, 'Largeur en pixels').press('Enter');
  await expect(image).toHaveAttribute('width', '200');
  await button(tool, "Agrandir l'image").click();
  await expect(image).toHaveAttribute('width', '220');
  await button(tool, "Réduire l'image").click();
  await expect(image).toHaveAttribute('width', '200');

  await test.step('its corner is dragged', async () => {
    const handle = await tool.locator('.ImageHandle').boundingBox();
    if (handle === null) throw new Error('no handle');
    const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 4 });
    await page.mouse.up();
    await expect(image).toHaveAttribute('width', '260');
  });
  const first = await image.getAttribute('src');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(tool, "Remplacer l'image").click()]);
  await chooser.setFiles(picture('photo.png', png(40, 30)));
  await expect(image).not.toHaveAttribute('src', first ?? '');
  await expect(image).toHaveAttribute('alt', 'Plan de la chaufferie');
  await button(tool, "Supprimer l'image").click();
  await expect(image).toHaveCount(0);
  await button(tool, 'Annuler').click();
  await expect(image).toHaveCount(1);
});

test('an image goes where it was dropped, whatever is typed meanwhile', async ({ page }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/attachments?*', async (route) => {
    await released;
    await route.continue();
  });
  const { tool, content } = await write(page, 'Avant');
  await page.keyboard.press('End');
  const asked = page.waitForRequest('**/attachments?*');
  await pick(tool, picture('plan.png', png(20, 20)));
  await asked;
  await expect(tool.getByRole('progressbar', { name: 'Envoi de plan.png' })).toBeVisible();
  await content.click();
  await page.keyboard.press('Home');
  await page.keyboard.type('Bien ');
  release();
  await expect(content.locator('img')).toHaveCount(1);
  await page.keyboard.type('et ');
  await expect(content).toHaveText('Bien et Avant');
  expect(await content.locator('img').evaluate((image) => image.previousSibling?.textContent)).toBe('Bien et Avant');
});

test('an image on its way when the tool is closed goes along as a file', async ({ page }) => {
  await page.route('**/attachments?use=image*', () => undefined);
  const { tool } = await write(page, 'Bonjour');
  await page.keyboard.press('End');
  await pick(tool, picture('plan.png', png(20, 20)));
  await expect(tool.getByRole('progressbar', { name: 'Envoi de plan.png' })).toBeVisible();
  await button(tool, 'Fermer').click();
  const panel = page.getByRole('complementary');
  await expect(button(panel, 'Retirer plan.png')).toBeVisible();
  await form.save(panel).click();
  await expect(exchanges(panel, 'Bonjour').getByRole('link', { name: /plan\.png/ })).toBeVisible();
});

test('an image that cannot be shown gets a sentence, and one that was cut off can be tried again', async ({ page }) => {
  const { tool, content } = await write(page, 'Bonjour');
  await page.keyboard.press('End');
  const said = (text: RegExp) => tool.getByText(text).first();
  await pick(tool, picture('bombe.png', png(30_000, 30_000)));
  await expect(said(/bombe\.png n’a pas été ajoutée.*30000.*30000/)).toBeVisible();
  await pick(tool, await largeFile('lourde.gif', 40 * 1024 * 1024, 'GIF89a\x10\0\x10\0'));
  await expect(said(/lourde\.gif n’a pas été ajoutée.*10/)).toBeVisible();
  await expect(content.locator('img')).toHaveCount(0);
  await expect(content).toHaveText('Bonjour');

  await page.route('**/attachments?*', (route) => route.abort());
  await pick(tool, picture('plan.png', png(20, 20)));
  await expect(tool.getByRole('alert').filter({ hasText: 'plan.png n’est pas partie' })).toBeVisible();
  await page.unroute('**/attachments?*');
  await button(tool, 'Réessayer plan.png').click();
  await expect(content.locator('img')).toHaveCount(1);
  await expect(tool.getByRole('alert')).toHaveCount(0);
});

test('a large photograph is made smaller before it is sent', async ({ page }) => {
  const { tool, content } = await write(page, 'Photo');
  await page.keyboard.press('End');
  const photo = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2400, 1600);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    const noise = context.createImageData(2400, 1600);
    for (let at = 0; at < noise.data.length; at += 65_536) crypto.getRandomValues(noise.data.subarray(at, at + 65_536));
    for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
    context.putImageData(noise, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  });
  const bytes = Buffer.from(photo, 'base64');
  expect(bytes.length).toBeGreaterThan(1024 * 1024);
  await pick(tool, picture('photo.jpg', bytes, 'image/jpeg'));
  const image = content.locator('img');
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth), { timeout: 20_000 }).toBe(1600);
  await expect(image).toHaveAttribute('width', '600');
});

test('each bar is free of accessibility violations while it is open', async ({ page }) => {
  const { tool } = await write(page, 'Bonjour');
  await expectNoViolations(page, 'toolbar');
  for (const menu of [/^Style /, /^Couleur du texte/, /^Insérer un tableau/]) {
    await tool.getByRole('button', { name: menu }).click();
    await expect(tool.getByRole('menu').first()).toBeVisible();
    await expectNoViolations(page, String(menu));
    await page.keyboard.press('Escape');
    await expect(tool.getByRole('menu')).toHaveCount(0);
  }
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+k');
  await expect(textbox(tool, 'Adresse du lien')).toBeFocused();
  await expectNoViolations(page, 'bar of a link');
});
