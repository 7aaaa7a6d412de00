import type { Locator, Page } from '@playwright/test';
import { pasteFile, pasteHtml } from '../support/clipboard.ts';
import { hold } from '../support/hold.ts';
import { button, composer, enterPanel, exchanges, form, openComposer, textbox } from '../support/pages.ts';
import { png } from '../support/picture.ts';
import { expect, test } from '../support/test.ts';

const picture = png(48, 32, [200, 60, 20]);
const file = (name: string): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'image/png', buffer: picture });

/** The formatting tool for a new message, with the caret at the end of its text. */
async function openText(page: Page, text: string, number = 'DIT-2026-0001'): Promise<{ panel: Locator; tool: Locator; content: Locator }> {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  const content = composer.content(tool);
  await content.click();
  await page.keyboard.type(text);
  return { panel, tool, content };
}

async function pick(tool: Locator, name: string): Promise<void> {
  const [chooser] = await Promise.all([tool.page().waitForEvent('filechooser'), button(tool, 'Insérer une image').click()]);
  await chooser.setFiles(file(name));
}

/** Composes a word, which is still open afterwards. */
async function compose(page: Page, text: string): Promise<{ end: (text: string) => Promise<void> }> {
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  return { end: async (text) => void (await keyboard.send('Input.insertText', { text })) };
}

/** The text around the images, which are stars. */
function line(content: Locator): Promise<string> {
  return content.evaluate((area) => {
    const copy = area.cloneNode(true) as HTMLElement;
    for (const image of copy.querySelectorAll('img')) image.replaceWith('*');
    return [...copy.children].map((block) => block.textContent).join('\n');
  });
}

test('a mail that is sent the moment its image arrives has the image', async ({ page }) => {
  const uploads = await hold(page, '**/attachments?use=image*');
  const { panel, tool, content } = await openText(page, 'Voici la plaque ');
  await composer.subject(tool).fill('Plaque');
  await content.click();
  await page.keyboard.press('End');
  await pick(tool, 'plaque.png');
  await composer.subject(tool).focus();
  // Nobody can press sooner than the page can.
  await content.evaluate((area) => {
    const press = (): void => {
      if (area.querySelector('img') === null) return;
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'F2', bubbles: true, cancelable: true }));
    };
    new MutationObserver(press).observe(area, { childList: true, subtree: true });
  });
  await expect(tool.getByRole('progressbar')).toHaveCount(1);
  uploads.release();
  await expect(exchanges(panel, 'Voici la plaque').locator('img')).toHaveCount(1);
});

test('the words of an image are sent by the key that follows them', async ({ page }) => {
  const { panel, tool, content } = await openText(page, 'Voici ');
  await composer.subject(tool).fill('Plaque');
  await content.click();
  await page.keyboard.press('End');
  await pasteFile(content, 'plaque.png', 'image/png', picture);
  await content.locator('img').click();
  await textbox(tool, 'Largeur en pixels').fill('40');
  await textbox(tool, 'Texte de remplacement').fill('La plaque');
  await page.keyboard.press('F2');
  const image = exchanges(panel, 'Voici').locator('img');
  await expect(image).toHaveAttribute('alt', 'La plaque');
  await expect(image).toHaveAttribute('width', '40');
});

test('the words of an image are typed at any pace', async ({ page }) => {
  const { tool, content } = await openText(page, 'Voici ');
  await pasteFile(content, 'plaque.png', 'image/png', picture);
  const image = content.locator('img');
  await image.click();
  const words = textbox(tool, 'Texte de remplacement');
  await words.focus();
  // The next letter comes in the same frame in which the words before it went into the text.
  await words.evaluate((input: HTMLInputElement) => {
    const shown = document.querySelector('[contenteditable] img');
    const type = (letter: string): void => {
      input.setRangeText(letter, input.value.length, input.value.length, 'end');
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    const letters = [...'laque'];
    const next = (): void => type(letters.shift() ?? '');
    if (shown) new MutationObserver(next).observe(shown.closest('p') ?? shown, { attributes: true, subtree: true, childList: true });
    type('P');
  });
  await expect(image).toHaveAttribute('alt', 'Plaque');
  await expect(words).toHaveValue('Plaque');
});

test('what is composed over several lines is the text, though nothing is typed after it', async ({ page }) => {
  const { panel, tool, content } = await openText(page, 'un');
  await page.keyboard.press('Enter');
  await page.keyboard.type('deux');
  await page.keyboard.press('Control+a');
  const word = await compose(page, 'に');
  await word.end('日本');
  await expect(content).toHaveText('日本');
  await button(tool, 'Fermer').click();
  await expect(form.detail(panel)).toHaveValue('日本');
});

test('an image that arrives while a word is composed waits for the word', async ({ page }) => {
  await page.addInitScript(() => {
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
      // After all who listen.
      this.addEventListener('loadend', () => setTimeout(() => Object.assign(window, { isAnswered: true })));
      send.call(this, body);
    };
  });
  const uploads = await hold(page, '**/attachments?use=image*');
  const { tool, content } = await openText(page, 'Voici ');
  await pick(tool, 'plaque.png');
  await content.click();
  await page.keyboard.press('End');
  const word = await compose(page, 'にほ');
  uploads.release();
  await page.waitForFunction(() => 'isAnswered' in window);
  await expect.poll(() => line(content)).toBe('Voici にほ');
  await word.end('日本');
  await expect.poll(() => line(content)).toBe('Voici *日本');
  await expect(tool.getByRole('progressbar')).toHaveCount(0);
  await page.keyboard.type('!');
  await expect.poll(() => line(content)).toBe('Voici *日本!');
});

test('a tool that is pressed while a word is composed ends the word first', async ({ page }) => {
  const { tool, content } = await openText(page, 'Avant après');
  for (let step = 0; step < 'après'.length; step += 1) await page.keyboard.press('ArrowLeft');
  await compose(page, 'mot');
  await button(tool, 'Ligne horizontale').click();
  await expect(content.locator('hr')).toHaveCount(1);
  await expect(content.locator('p')).toHaveText(['Avant mot', 'après']);
  await button(tool, 'Annuler').click();
  await expect(content.locator('p')).toHaveText(['Avant motaprès']);
  await compose(page, 'x');
  await button(tool, 'Annuler').click();
  await expect(content.locator('p')).toHaveText(['Avant motaprès']);
  await button(tool, 'Rétablir').click();
  await expect(content.locator('p')).toHaveText(['Avant motxaprès']);
});

test('an image that takes the place of another leaves alone whoever goes on typing', async ({ page }) => {
  const { tool, content } = await openText(page, 'Voici ');
  await pasteFile(content, 'plaque.png', 'image/png', picture);
  const image = content.locator('img');
  await image.click();
  const first = await image.getAttribute('src');
  const uploads = await hold(page, '**/attachments?use=image*');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(tool, "Remplacer l'image").click()]);
  await chooser.setFiles(file('photo.png'));
  await content.click();
  await page.keyboard.press('End');
  await page.keyboard.type(' la pl');
  uploads.release();
  await expect(image).not.toHaveAttribute('src', first ?? '');
  await page.keyboard.type('aque');
  await expect.poll(() => line(content)).toBe('Voici * la plaque');
});

test('an image that was given up while it was made smaller does not come', async ({ page }) => {
  await page.addInitScript(() => {
    const original = window.createImageBitmap.bind(window);
    const waiting = new Promise<void>((resolve) => Object.assign(window, { goOn: resolve }));
    Object.assign(window, {
      createImageBitmap: async (source: Blob) => {
        Object.assign(window, { isShrinking: true });
        await waiting;
        return original(source);
      },
    });
    const toBlob = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (done, ...rest) {
      const told: BlobCallback = (blob) => {
        done(blob);
        // What goes on after the picture is made has gone on by then.
        setTimeout(() => Object.assign(window, { isShrunk: true }));
      };
      toBlob.call(this, told, ...rest);
    };
  });
  const uploads = await hold(page, '**/attachments?use=image*');
  const { tool, content } = await openText(page, 'Voici ');
  // What follows the picture makes it heavy.
  const heavy = { name: 'lourde.png', mimeType: 'image/png', buffer: Buffer.concat([picture, Buffer.alloc(2 * 1024 * 1024)]) };
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(tool, 'Insérer une image').click()]);
  await chooser.setFiles(heavy);
  await page.waitForFunction(() => 'isShrinking' in window);
  await button(tool, 'Abandonner lourde.png').click();
  await pick(tool, 'plaque.png');
  await expect.poll(() => uploads.asked.length).toBe(1);
  await page.evaluate(() => (window as unknown as { goOn: () => void }).goOn());
  await page.waitForFunction(() => 'isShrunk' in window);
  uploads.release();
  await expect(content.locator('img')).toHaveCount(1);
  expect(uploads.asked.map((request) => new URL(request.url()).searchParams.get('name'))).toEqual(['plaque.png']);
});

test('a line that is pressed three times is that line alone', async ({ page }) => {
  const { content } = await openText(page, 'Titre');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Texte');
  await content.locator('p').first().click({ clickCount: 3 });
  await page.keyboard.type('X');
  await expect.poll(() => line(content)).toBe('X\nTexte');
});

test('HTML whose reader is slow to come stands where it was pasted', async ({ page }) => {
  const reader = await hold(page, '**/split_clipboard.wasm');
  const { content } = await openText(page, 'Avant ');
  await pasteHtml(content, '<b>collé</b>');
  await expect.poll(() => reader.asked.length).toBe(1);
  await page.keyboard.type('après');
  reader.release();
  await expect.poll(() => line(content)).toBe('Avant colléaprès');
  await page.keyboard.type('!');
  await expect.poll(() => line(content)).toBe('Avant colléaprès!');
});

test('what is typed over a selection stays when something was pasted over it before', async ({ page }) => {
  const reader = await hold(page, '**/split_clipboard.wasm');
  const { content } = await openText(page, 'Avant milieu après');
  for (let step = 0; step < ' après'.length; step += 1) await page.keyboard.press('ArrowLeft');
  for (let step = 0; step < 'milieu'.length; step += 1) await page.keyboard.press('Shift+ArrowLeft');
  await pasteHtml(content, '<b>collé</b>');
  await expect.poll(() => reader.asked.length).toBe(1);
  await page.keyboard.type('tapé');
  reader.release();
  await expect.poll(() => line(content)).toBe('Avant collétapé après');
});

test('an image that cannot be fetched from its request can be tried again', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { tool, content } = await openText(page, 'Plaque ');
  await pasteFile(content, 'plaque.png', 'image/png', picture);
  await expect(content.locator('img')).toHaveCount(1);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await button(tool, 'Fermer').click();

  const other = await openText(page, '', 'DIT-2026-0002');
  await page.route('**/attachments/*/image', (route) => route.abort());
  await page.keyboard.press('Control+v');
  await expect(other.content).toHaveText('Plaque');
  await expect(other.tool.getByRole('alert').filter({ hasText: 'image-1' })).toBeVisible();
  await page.unroute('**/attachments/*/image');
  await button(other.tool, 'Réessayer image-1').click();
  await expect(other.content.locator('img')).toHaveCount(1);
});

test('what is copied from one request to another brings its images', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { tool, content } = await openText(page, 'Plaque ');
  await pasteFile(content, 'plaque.png', 'image/png', picture);
  const first = await content.locator('img').getAttribute('src');
  await content.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await button(tool, 'Fermer').click();

  const other = await openText(page, '', 'DIT-2026-0002');
  await page.keyboard.press('Control+v');
  const image = other.content.locator('img');
  await expect(image).toHaveCount(1);
  expect(await image.getAttribute('src')).not.toBe(first);
  await button(other.tool, 'Fermer').click();
  await form.save(other.panel).click();
  await expect(exchanges(other.panel, 'Plaque').locator('img')).toHaveCount(1);
});
