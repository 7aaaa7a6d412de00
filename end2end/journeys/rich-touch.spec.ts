import type { Locator, Page } from '@playwright/test';
import { pasteHtml } from '../support/clipboard.ts';
import { inputMethodOf } from '../support/ime.ts';
import { button, composer, enterPanel, form, openComposer } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

/** A telephone in the hand. */
test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

interface Writing {
  readonly panel: Locator;
  readonly tool: Locator;
  readonly content: Locator;
}

async function startWriting(page: Page): Promise<Writing> {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').tap();
  const tool = await openComposer(page, panel);
  const content = composer.content(tool).and(page.locator('[contenteditable]'));
  await content.tap();
  await expect(content).toBeFocused();
  return { panel, tool, content };
}

/** What the form holds once the formatting tool is closed: the text as the program knows it, and not only as it is shown. */
async function expectKept({ panel, tool }: Writing, text: string): Promise<void> {
  await button(tool, 'Fermer').tap();
  await expect(form.detail(panel)).toHaveValue(text);
}

test.describe('on a telephone', () => {
  test('a selected word is made bold by a finger, and writing goes on', async ({ page }) => {
    const writing = await startWriting(page);
    const { tool, content } = writing;
    await page.keyboard.type('le brûleur');
    for (const _ of 'brûleur') await page.keyboard.press('Shift+ArrowLeft');
    await button(tool, 'Gras').tap();
    await expect(content).toBeFocused();
    await expect(button(tool, 'Gras')).toHaveAttribute('aria-pressed', 'true');
    await expect(content.locator('b')).toHaveText('brûleur');
    await page.keyboard.press('ArrowRight');
    await button(tool, 'Gras').tap();
    await page.keyboard.type(' neuf');
    await expect(content.locator('b')).toHaveText('brûleur');
    await button(tool, 'Annuler').tap();
    await button(tool, 'Rétablir').tap();
    await expectKept(writing, 'le brûleur neuf');
  });

  test('the tools are wide enough for a finger, and the page is not wider than the screen', async ({ page }) => {
    const { tool } = await startWriting(page);
    const bar = tool.getByRole('toolbar', { name: 'Mise en forme', exact: true });
    const tools = await bar.getByRole('button').all();
    expect(tools.length).toBeGreaterThan(9);
    for (const one of tools) {
      const box = await one.boundingBox();
      expect.soft(box?.width, await one.getAttribute('aria-label').then(String)).toBeGreaterThanOrEqual(44);
      expect.soft(box?.height).toBeGreaterThanOrEqual(44);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  test('the line that is written stays in sight, also when the keyboard takes half of the screen', async ({ page }) => {
    const { content } = await startWriting(page);
    for (let line = 1; line <= 30; line += 1) {
      await page.keyboard.type(`Ligne ${line}`);
      await page.keyboard.press('Enter');
    }
    await page.keyboard.type('dernière');
    await expectCaretInSight(content);
    await page.setViewportSize({ width: 390, height: 420 });
    await page.keyboard.type(' ligne');
    await expectCaretInSight(content);
  });

  test('a table that is wider than the screen moves the text, and not the page', async ({ page }) => {
    const { content } = await startWriting(page);
    const cells = Array.from({ length: 12 }, (_, index) => `<td>colonne${index}</td>`).join('');
    await pasteHtml(content, `<table border="1"><tr>${cells}</tr></table>`);
    await expect(content.locator('td')).toHaveCount(12);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await content.locator('td').nth(2).tap();
    await page.keyboard.type('x');
    await expect(content.locator('td').nth(2)).toContainText('x');
  });
});

test.describe('with an input method', () => {
  test('Japanese: what is not decided is replaced, and what is decided stays', async ({ page }) => {
    const writing = await startWriting(page);
    const method = await inputMethodOf(page);
    await page.keyboard.type('à ');
    await method.show('ｎ', 'に', 'にｈ', 'にほ', 'にほん', '日本');
    await expect(writing.content).toHaveText('à 日本');
    await method.decide('日本');
    await method.show('ご', '語');
    await method.decide('語');
    await page.keyboard.press('Enter');
    await page.keyboard.type('fin');
    await expectKept(writing, 'à 日本語\n\nfin');
  });

  test('Korean: syllables grow one after the other and none is doubled', async ({ page }) => {
    const writing = await startWriting(page);
    const method = await inputMethodOf(page);
    for (const drafts of [['ㅎ', '하', '한'], ['ㄱ', '그', '글']]) {
      await method.show(...drafts);
      await method.decide(drafts.at(-1) ?? '');
    }
    await page.keyboard.type('!');
    await expectKept(writing, '한글!');
  });

  test('dead keys: the accent waits for its letter', async ({ page }) => {
    const writing = await startWriting(page);
    const method = await inputMethodOf(page);
    await page.keyboard.type('for');
    await method.show('^');
    await method.decide('ê');
    await page.keyboard.type('t');
    await method.show('¨');
    await method.decide('¨');
    await expectKept(writing, 'forêt¨');
  });

  test('the keyboard of a telephone writes words, corrects them and ends lines', async ({ page }) => {
    const writing = await startWriting(page);
    const method = await inputMethodOf(page);
    await method.show('b', 'bo', 'bon', 'bonj', 'bonjo', 'bonjor');
    await method.decide('bonjour');
    // A word that stands is taken up again.
    await method.takeUp('bonsoi', 0, 'bonjour'.length);
    await method.decide('bonsoir ');
    // A letter is taken back inside of the word.
    await method.show('m', 'ma', 'mad', 'ma', 'madame');
    await method.decide('madame');
    await page.keyboard.press('Enter');
    await method.show('m', 'me', 'mer');
    await method.decide('merci');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Backspace');
    await method.show('!');
    await method.decide('!');
    await expectKept(writing, 'bonsoir madame\n\nmerci!');
  });

  test('what is being decided replaces a selection, and can be given up', async ({ page }) => {
    const writing = await startWriting(page);
    const method = await inputMethodOf(page);
    await page.keyboard.type('un deux trois');
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await method.show('さ', 'さん', '三');
    await method.decide('三');
    await method.show('x', 'xy');
    await method.show('');
    await page.keyboard.type('.');
    await expectKept(writing, 'un deux 三.');
  });

  test('it leaves the looks of the text and of its neighbours as they are', async ({ page }) => {
    const writing = await startWriting(page);
    const { tool, content } = writing;
    const method = await inputMethodOf(page);
    await button(tool, 'Gras').tap();
    await method.show('に', '日');
    await method.decide('日');
    await expect(content.locator('b')).toHaveText('日');
    await button(tool, 'Gras').tap();
    await method.show('本');
    await method.decide('本');
    await expect(content.locator('b')).toHaveText('日');
    await page.keyboard.press('Enter');
    await button(tool, 'Liste à puces').tap();
    await method.show('い', '一');
    await method.decide('一');
    await page.keyboard.press('Enter');
    await method.show('に', '二');
    await method.decide('二');
    await expect(content.locator('.item')).toHaveText(['一', '二']);
    await expect(content.locator('b')).toHaveText('日');
  });

  test('what was decided is undone and done again as any other text', async ({ page }) => {
    const writing = await startWriting(page);
    const { tool, content } = writing;
    const method = await inputMethodOf(page);
    await page.keyboard.type('à ');
    await method.show('に', 'にほ', '日本');
    await method.decide('日本');
    await expect(content).toHaveText('à 日本');
    const text = async (): Promise<string> => (await content.textContent()) ?? '';
    while ((await text()) !== '') await button(tool, 'Annuler').tap();
    await expect(button(tool, 'Annuler')).toHaveAttribute('aria-disabled', 'true');
    while ((await text()) !== 'à 日本') await button(tool, 'Rétablir').tap();
    await expect(button(tool, 'Rétablir')).toHaveAttribute('aria-disabled', 'true');
    await expectKept(writing, 'à 日本');
  });
});

/** The caret is on the screen, and nothing of the page lies over it. */
async function expectCaretInSight(content: Locator): Promise<void> {
  const covered = await content.evaluate((element) => {
    const range = getSelection()?.getRangeAt(0);
    const box = range?.getClientRects()[0] ?? (range?.startContainer as Element).getBoundingClientRect();
    const view = window.visualViewport;
    const isInside = box.top >= 0 && box.bottom <= (view?.height ?? innerHeight);
    const over = document.elementFromPoint(box.left + 1, (box.top + box.bottom) / 2);
    return isInside && over !== null && element.contains(over) ? '' : `caret at ${box.top}–${box.bottom}, under ${over?.outerHTML.slice(0, 200)}`;
  });
  expect(covered).toBe('');
}
