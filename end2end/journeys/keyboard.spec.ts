import { button, exchanges, form, indicator, openDit, panelOf, signIn, tabTo } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('the whole journey needs no mouse', async ({ page }) => {
  await signIn(page);
  await openDit(page, number);
  await tabTo(page, indicator(page));
  await page.keyboard.press('Enter');
  const panel = panelOf(page, number);
  await expect(panel).toBeVisible();

  await tabTo(page, button(panel, 'Message reçu'));
  await page.keyboard.press('Enter');
  await expect(form.detail(panel)).toBeVisible();
  await tabTo(page, form.detail(panel));
  await page.keyboard.type('Noté au téléphone.');
  await page.keyboard.press('F2');
  await expect(exchanges(panel, 'Noté au téléphone.')).toHaveCount(1);

  await tabTo(page, button(panel, 'Message transmis'));
  await page.keyboard.press('Enter');
  await tabTo(page, form.detail(panel));
  await page.keyboard.type('Répondu.');
  await page.keyboard.press('Control+Enter');
  await expect(exchanges(panel, 'Répondu.')).toHaveCount(1);

  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(indicator(page)).toBeFocused();
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 2, dernier de nous');
});

test('Back closes the panel and Forward opens it', async ({ page }) => {
  await signIn(page);
  await openDit(page, number);
  await indicator(page).click();
  const panel = panelOf(page, number);
  await expect(panel).toBeVisible();
  await page.goBack();
  await expect(panel).toBeHidden();
  await page.goForward();
  await expect(panel).toBeVisible();
});
