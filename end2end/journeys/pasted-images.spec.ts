import type { Locator, Page } from '@playwright/test';
import { pasteHtml } from '../support/clipboard.ts';
import { button, composer, enterPanel, exchanges, form, openComposer } from '../support/pages.ts';
import { png } from '../support/picture.ts';
import { expect, test } from '../support/test.ts';

const carried = (width: number, height: number, attributes: string): string =>
  `<img src="data:image/png;base64,${png(width, height, [200, 60, 20]).toString('base64')}" ${attributes}>`;

const html =
  `<p>Plaque ${carried(48, 32, 'alt="La plaque" width="24"')} du brûleur</p>` +
  `<table><tr><td>Avant</td><td>${carried(30, 20, 'alt="Après"')}</td></tr></table>` +
  `<p>${carried(900, 10, '')}</p>` +
  '<p>Fin<img src="https://x.example/logo.png" alt="Logo"><img src="data:0"><img src="data:7"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><img src="data:image/png;base64,AAAA"></p>';

/** Each image with the words and the width that it has, and what stands beside it. */
function images(content: Locator): Promise<string[]> {
  return content.locator('img[data-object]').evaluateAll((all) =>
    all.map((image) => `${image.getAttribute('alt')}:${image.getAttribute('width') ?? ''}:${image.closest('p')?.textContent ?? ''}`),
  );
}

/** The formatting tool for a new message, with the caret in its text. */
async function openText(page: Page): Promise<{ panel: Locator; tool: Locator; content: Locator }> {
  const panel = await enterPanel(page, 'DIT-2026-0001');
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  const content = composer.content(tool).and(page.locator('[contenteditable]'));
  await content.click();
  return { panel, tool, content };
}

test('images that pasted HTML carries in itself stand where they stood', async ({ page }) => {
  const { panel, tool, content } = await openText(page);
  await page.keyboard.type('Voici. ');
  await pasteHtml(content, html);
  await expect(page.getByText('Non repris : 5 images.')).toBeVisible();
  await expect.poll(() => images(content)).toEqual(['La plaque:24:Voici. Plaque  du brûleur', 'Après::', ':600:']);
  // The caret stayed where the paste left it.
  await page.keyboard.type(' du message');
  await expect(content.locator('> :last-child')).toHaveText('Fin du message');
  await expect(content.locator('td').nth(1).locator('img')).toBeVisible();

  await test.step('each is undone and done again alone, the paste as a whole', async () => {
    await page.keyboard.press('ControlOrMeta+z');
    await expect(content.locator('> :last-child')).toHaveText('Fin');
    for (let undone = 0; undone < 3; undone += 1) await page.keyboard.press('ControlOrMeta+z');
    await expect(content.locator('img')).toHaveCount(0);
    await expect(content.locator('td').first()).toHaveText('Avant');
    for (let done = 0; done < 3; done += 1) await page.keyboard.press('ControlOrMeta+y');
    await expect(content.locator('img')).toHaveCount(3);
  });

  await test.step('they are recorded with the text', async () => {
    await button(tool, 'Fermer').click();
    await form.save(panel).click();
    const shown = exchanges(panel, 'Plaque').locator('img');
    await expect(shown).toHaveCount(3);
    await expect(shown.first()).toHaveAttribute('alt', 'La plaque');
    for (const image of await shown.all()) {
      await image.scrollIntoViewIfNeeded();
      await expect.poll(() => image.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    }
  });
});

test('images go with the text that they were pasted with, when that is undone before they are there', async ({ page }) => {
  const held: (() => void)[] = [];
  await page.route('**/attachments?use=image*', async (route) => {
    await new Promise<void>((done) => held.push(done));
    await route.continue().catch(() => undefined);
  });
  const { tool, content } = await openText(page);
  await page.keyboard.type('Voici.');
  await pasteHtml(content, html);
  await expect(tool.getByRole('progressbar')).toHaveCount(3);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(content).toHaveText('Voici.');
  await expect(tool.getByRole('progressbar')).toHaveCount(0);
  for (const release of held) release();
  await page.keyboard.press('ControlOrMeta+y');
  await expect(content.locator('> :last-child')).toHaveText('Fin');
  await expect(content.locator('img')).toHaveCount(0);
});

test('a paste of hundreds of images takes the first of them', async ({ page }) => {
  const { content } = await openText(page);
  await pasteHtml(content, `<p>${carried(8, 8, '').repeat(300)}</p>`);
  await expect(page.getByText('Non repris : 280 images.')).toBeVisible();
  await expect(content.locator('img[data-object]')).toHaveCount(20);
});
