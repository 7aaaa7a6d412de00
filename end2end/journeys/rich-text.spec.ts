import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { button, composer, crash, enterPanel, form, openComposer, openPanelByAddress } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
const fixtures = join(import.meta.dirname, '../../app/editor/tests/it/fixtures');

/** The formatted text of a new message, with the focus at its end. */
async function write(page: Page, text = ''): Promise<Locator> {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  if (text !== '') await form.detail(panel).fill(text);
  const content = composer.content(await openComposer(page, panel));
  // Nobody types before they see the text.
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await content.focus();
  await page.keyboard.press('Control+End');
  return content;
}

/** What stands in the text: a line for each block, with what it is before it and its marks around its parts. */
function shown(content: Locator): Promise<string> {
  return content.evaluate((area) => {
    const inner = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (!(node instanceof HTMLElement) || node.tagName === 'BR') return '';
      const text = [...node.childNodes].map(inner).join('');
      const mark = { B: '*', I: '/', U: '_', S: '~' }[node.tagName] ?? '';
      return mark + text + mark;
    };
    const line = (block: Element): string => {
      const level = '  '.repeat(Number(/level-(\d)/.exec(block.className)?.[1] ?? 0));
      const quote = '>'.repeat(Number(/quote-(\d)/.exec(block.className)?.[1] ?? 0));
      const marker = block.getAttribute('data-marker');
      if (block.tagName === 'TABLE') {
        return [...block.querySelectorAll('tr')].map((row) => [...row.children].map(inner).join(' | ')).join('\n');
      }
      const name = block.tagName === 'P' ? '' : `${block.tagName} `;
      return quote + level + name + (marker === null ? '' : `${marker} `) + inner(block);
    };
    return [...area.children].map(line).join('\n');
  });
}

async function expectShown(content: Locator, text: string): Promise<void> {
  await expect.poll(() => shown(content)).toBe(text);
}

/** Puts something on the clipboard of a paste and pastes it, as the browser does after Ctrl+V. */
async function paste(content: Locator, forms: Record<string, string>): Promise<void> {
  await content.evaluate((area, forms) => {
    const data = new DataTransfer();
    for (const [form, text] of Object.entries(forms)) data.setData(form, text);
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, forms);
}

test('Enter, Backspace and Delete keep the lines in order', async ({ page }) => {
  const content = await write(page, 'Bonjour,\n\nle brûleur est là.');
  await page.keyboard.type(' Merci');
  await expectShown(content, 'Bonjour,\nle brûleur est là. Merci');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Fin');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('ou pas');
  await expectShown(content, 'Bonjour,\nle brûleur est là. Merci\nFin\nou pas');
  await expect(content.locator('> *')).toHaveCount(3);
  for (let presses = 0; presses < 'Fin\nou pas'.length + 1; presses += 1) await page.keyboard.press('Backspace');
  await expectShown(content, 'Bonjour,\nle brûleur est là. Merci');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('End');
  await page.keyboard.press('Delete');
  await page.keyboard.type(' ');
  await expectShown(content, 'Bonjour, le brûleur est là. Merci');
  await page.keyboard.press('Control+Delete');
  await expectShown(content, 'Bonjour,  brûleur est là. Merci');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Tout neuf');
  await expectShown(content, 'Tout neuf');
});

test('signs at the start of a line make lists and quotes, and one undo gives the signs back', async ({ page }) => {
  const content = await write(page);
  await page.keyboard.type('- un');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('dedans');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.type('deux');
  await expectShown(content, '• un\n  • dedans\n• deux');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('1. pas');
  await page.keyboard.press('Enter');
  await page.keyboard.type('à pas');
  await expectShown(content, '• un\n  • dedans\n• deux\n1. pas\n2. à pas');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('> dit');
  await expectShown(content, '• un\n  • dedans\n• deux\n1. pas\n2. à pas\n>dit');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expectShown(content, '• un\n  • dedans\n• deux\n1. pas\n2. à pas\n> ');
});

test('numbers follow when an item is taken away above them', async ({ page }) => {
  const content = await write(page);
  await page.keyboard.type('1. a');
  for (const item of ['b', 'c']) {
    await page.keyboard.press('Enter');
    await page.keyboard.type(item);
  }
  await expectShown(content, '1. a\n2. b\n3. c');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await expectShown(content, '1. a\n2. c');
});

test('undo to the start and redo to the end give the same text', async ({ page }) => {
  const content = await write(page, 'Départ');
  await page.keyboard.type(' un');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('gras');
  await page.keyboard.press('Control+b');
  await page.keyboard.type(' puis ');
  await page.keyboard.press('Control+i');
  await page.keyboard.type('penché');
  await page.keyboard.press('Control+Shift+Digit8');
  await page.keyboard.press('Enter');
  await page.keyboard.type('fin');
  await page.keyboard.press('Control+Shift+Digit9');
  await page.keyboard.press('Backspace');
  const end = await shown(content);
  expect(end).toBe('Départ un\n>• *gras* puis /penché/\n>• /fi/'.replace('>• *', '• *'));
  for (let presses = 0; presses < 40; presses += 1) await page.keyboard.press('Control+z');
  await expectShown(content, 'Départ');
  for (let presses = 0; presses < 20; presses += 1) await page.keyboard.press('Control+y');
  for (let presses = 0; presses < 20; presses += 1) await page.keyboard.press('Control+Shift+z');
  await expectShown(content, end);
});

test('a composition is left alone, read back, and Enter during it is not lost', async ({ page }) => {
  const content = await write(page, 'Nom : ');
  const keyboard = await page.context().newCDPSession(page);
  const compose = (text: string) =>
    keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  for (const text of ['に', 'にほ', 'にほん']) await compose(text);
  await expectShown(content, 'Nom : にほん');
  await keyboard.send('Input.insertText', { text: '日本' });
  await expectShown(content, 'Nom : 日本');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+b');
  await compose('e');
  await compose('é');
  await keyboard.send('Input.insertText', { text: 'é' });
  await page.keyboard.type('té');
  await expectShown(content, 'Nom : 日本\n*été*');

  // Some keyboards send Enter while the word is still open.
  await compose('fin');
  await content.evaluate((area) => {
    const enter = { inputType: 'insertParagraph', isComposing: true, bubbles: true, cancelable: true };
    area.dispatchEvent(new InputEvent('beforeinput', enter));
  });
  await keyboard.send('Input.insertText', { text: 'fin' });
  await page.keyboard.type('suite');
  await expectShown(content, 'Nom : 日本\n*étéfin*\n*suite*');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expectShown(content, 'Nom : 日本\n*étéfin*');
});

test('a composition over lines that are selected takes their place', async ({ page }) => {
  const content = await write(page, 'un\n\ndeux\n\ntrois');
  await page.keyboard.press('Control+a');
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
  await keyboard.send('Input.insertText', { text: '日' });
  await page.keyboard.type('!');
  await expectShown(content, '日!');
});

test('what is copied comes back as it was, and what is cut is undone at once', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const content = await write(page);
  await page.keyboard.type('- un');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('deux');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  const html = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return (await item?.getType('text/html'))?.text();
  });
  expect(html).toMatch(/<ul>.*un.*<b>deux<\/b>/s);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('- un\n- deux');
  await page.keyboard.press('Control+x');
  await expectShown(content, '• ');
  await page.keyboard.press('Control+z');
  await expectShown(content, '• un\n• *deux*');
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+v');
  await expectShown(content, '• un\n• *deux*\n• un\n• *deux*');
  await page.keyboard.press('Control+Shift+v');
  await expectShown(content, '• un\n• *deux*\n• un\n• *deux- un\n- deux*');
});

test('what other programs put on the clipboard keeps its meaning and does nothing else', async ({ page }) => {
  const content = await write(page);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  for (const name of readdirSync(fixtures)) {
    const [html = ''] = readFileSync(join(fixtures, name), 'utf8').split('\n=====\n');
    await content.fill('');
    await paste(content, { 'text/html': html, 'text/plain': 'x' });
    // Images of other places are not fetched: where there is nothing else, that is said.
    const isTaken = async (): Promise<boolean> => (await shown(content)) !== '' || (await page.getByText(/^Non repris/).isVisible());
    await expect.poll(isTaken, name).toBe(true);
    await expect(content.locator('script, style, iframe, svg, form, [onclick], [style*="url"]'), name).toHaveCount(0);
  }
  expect(requests.filter((url) => !/\/api\/|\/dev\.txt$/.test(url))).toEqual([]);

  await content.fill('');
  const word = readFileSync(join(fixtures, 'word_fake_bullets.txt'), 'utf8').split('\n=====\n')[0] ?? '';
  await paste(content, { 'text/html': word, 'text/plain': 'x' });
  await expect(content.locator('[data-marker]')).not.toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expectShown(content, '');
  await paste(content, { 'text/html': '<p>un <img src="https://a.example/x.png" width=90> <b>deux</b></p>', 'text/plain': 'x' });
  await expectShown(content, 'un  *deux*'.replace('  ', ' '));
  await expect(page.getByText('Non repris : une image.')).toBeVisible();
});

test('a paste that is too long or too deep is cut with a sentence', async ({ page }) => {
  const content = await write(page);
  await paste(content, { 'text/html': '<div>'.repeat(10_000) + 'au fond', 'text/plain': 'x' });
  await expect(content).toContainText('au fond');
  await content.fill('');
  await paste(content, { 'text/html': `<p>${'long '.repeat(600_000)}</p>`, 'text/plain': 'x' });
  await expect(page.getByText('Non repris : la fin du texte, trop long.')).toBeVisible();
});

test('what is typed in the last instant before the page goes is kept', async ({ page }) => {
  const content = await write(page, 'Départ');
  const kept = await content.evaluate((area: HTMLElement) => {
    getSelection()?.selectAllChildren(area);
    document.execCommand('insertText', false, 'à la fin');
    dispatchEvent(new PageTransitionEvent('pagehide'));
    return JSON.stringify({ ...localStorage });
  });
  expect(kept).toContain('à la fin');
});

test('text that was formatted is there after a reload and after a crash', async ({ page, context }) => {
  const content = await write(page, 'Départ');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('gras');
  await page.reload();
  await expectShown(content, 'Départ\n*gras*');
  await content.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' et suite');
  const isKept = (wanted: string): boolean => Object.values({ ...localStorage }).some((kept) => String(kept).includes(wanted));
  await page.waitForFunction(isKept, 'gras et suite', { polling: 20, timeout: 5_000 });
  await crash(page);
  const again = await context.newPage();
  await openPanelByAddress(again, number);
  const tool = again.getByRole('dialog', { name: 'Mettre en forme', exact: true });
  await expectShown(composer.content(tool), 'Départ\n*gras et suite*');
});

test('the last words of a long text are there after a crash', async ({ page, context }) => {
  const content = await write(page);
  const paragraph = (index: number): string => `<p>${index} ${'un <b>long</b> texte '.repeat(10)}</p>`;
  await paste(content, { 'text/html': Array.from({ length: 60 }, (_, index) => paragraph(index)).join(''), 'text/plain': 'x' });
  await expect(content.locator('> *')).toHaveCount(60);
  const isKept = (wanted: string): boolean => Object.values({ ...localStorage }).some((kept) => String(kept).includes(wanted));
  // The draft is kept whole before the first of the words: they stand in what changed since, none of them in two.
  await page.waitForFunction(isKept, '59 un', { polling: 20, timeout: 5_000 });
  await page.keyboard.press('Control+End');
  for (const words of [' premiers', ' seconds', ' derniers']) {
    await page.keyboard.type(words);
    await page.waitForFunction(isKept, words, { polling: 20, timeout: 5_000 });
  }
  // Only what changed is written again.
  const written = await page.evaluate(() => Object.values({ ...localStorage }).filter((kept) => String(kept).includes(' derniers')));
  expect(written.map((kept) => String(kept).length).filter((length) => length > 3_000)).toEqual([]);
  await crash(page);
  const again = await context.newPage();
  await openPanelByAddress(again, number);
  const tool = again.getByRole('dialog', { name: 'Mettre en forme', exact: true });
  await expect(composer.content(tool).locator('> *').last()).toContainText('premiers seconds derniers');
  await expect(composer.content(tool).locator('> *')).toHaveCount(60);
});

test('what a program of the browser corrects behind what is typed is taken in', async ({ page }) => {
  const content = await write(page, 'Bonjour ');
  await content.evaluate((area: HTMLElement) => {
    area.addEventListener('input', () => {
      const text = getSelection()?.focusNode;
      if (text instanceof Text && text.data.includes('teh ')) text.replaceData(text.data.indexOf('teh '), 3, 'the');
    });
  });
  await page.keyboard.type('teh chat');
  const isKept = (wanted: string): boolean => Object.values({ ...localStorage }).some((kept) => String(kept).includes(wanted));
  await page.waitForFunction(isKept, 'Bonjour the chat', { polling: 20, timeout: 5_000 });
  await expectShown(content, 'Bonjour the chat');
});

test('what is changed in the plain text leaves the formatting of the rest', async ({ page }) => {
  const content = await write(page, 'un\n\ndeux');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Control+b');
  await expectShown(content, '*un*\ndeux');
  const tool = page.getByRole('dialog', { name: 'Mettre en forme', exact: true });
  await button(tool, 'Fermer').click();
  const panel = page.getByRole('complementary', { name: `Échanges de ${number}` });
  await form.detail(panel).fill('un\n\ndeux, changé');
  await expectShown(composer.content(await openComposer(page, panel)), '*un*\ndeux, changé');
});

test('Tab leaves a paragraph, changes the level of an item, and leaves that too after Escape', async ({ page }) => {
  const content = await write(page);
  const tool = page.getByRole('dialog', { name: 'Mettre en forme', exact: true });
  await page.keyboard.press('Tab');
  await expect(content).not.toBeFocused();
  await content.focus();
  await page.keyboard.type('- un');
  await page.keyboard.press('Tab');
  await expect(content).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(tool).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(content).not.toBeFocused();
});

test('links are not followed by a click, and open apart with Ctrl', async ({ page, context }) => {
  const content = await write(page);
  await context.route('https://exemple.example/**', (route) => route.fulfill({ body: 'ailleurs' }));
  await paste(content, { 'text/html': '<a href="https://exemple.example/x">un lien</a>', 'text/plain': 'x' });
  const link = content.getByRole('link', { name: 'un lien' });
  await link.click();
  await expect(content).toBeFocused();
  expect(context.pages()).toHaveLength(1);
  const [other] = await Promise.all([context.waitForEvent('page'), link.click({ modifiers: ['Control'] })]);
  expect(await other.evaluate(() => window.opener)).toBeNull();
});

test('the part that formats comes when it is about to be used and no sooner', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const isAsked = (part: string): boolean => asked.some((url) => url.endsWith(`split_${part}.wasm`));
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour');
  await expect.poll(() => isAsked('customer')).toBe(true);
  expect(isAsked('composer')).toBe(false);
  await form.compose(panel).focus();
  await expect.poll(() => isAsked('composer')).toBe(true);
  expect(isAsked('clipboard')).toBe(false);
  const content = composer.content(await openComposer(page, panel));
  await content.focus();
  await expect.poll(() => isAsked('clipboard')).toBe(true);
});

test('what is typed before the part is there goes on where it was', async ({ page }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/split_composer.wasm', async (route) => {
    await held;
    await route.continue();
  });
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  const plain = tool.getByRole('textbox', { name: 'Contenu', exact: true });
  await plain.fill('un deux');
  await plain.press('Home');
  await page.keyboard.type('zéro ');
  release();
  const content = composer.content(tool);
  await expect(content).toBeFocused();
  await page.keyboard.type('et ');
  await expectShown(content, 'zéro et un deux');
});
