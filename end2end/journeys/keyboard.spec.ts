import {
  button, enter, exchanges, form, indicator, openDit, openPanelByAddress, panelOf, signIn, tabTo,
} from '../support/pages.ts';
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

test('a panel that came with the address closes with its form, and the page goes on working', async ({ page }) => {
  await enter(page.request);
  for (const leave of ['Escape', 'Fermer le panneau']) {
    const panel = await openPanelByAddress(page, number);
    await button(panel, 'Message reçu').click();
    await expect(form.detail(panel)).toBeFocused();
    await (leave === 'Escape' ? page.keyboard.press(leave) : button(panel, leave).click());
    await expect(panel).toBeHidden();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
  }
});

test('the arrow leads from the page into the list', async ({ page }) => {
  await signIn(page);
  await page.locator('body').click({ position: { x: 1, y: 1 } });
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.Row-link').first()).toBeFocused();
});
