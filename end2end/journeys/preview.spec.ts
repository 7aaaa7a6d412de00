import { indicator, openDit, panelOf, signIn, tabTo } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('hovering an indicator shows its newest exchanges, and the card can be hovered and dismissed', async ({ page }) => {
  await signIn(page);
  await openDit(page, 'DIT-2026-0005');
  const card = page.locator('[data-preview]');
  const place = await indicator(page).boundingBox();
  await expect(async () => {
    await page.mouse.move(0, 0);
    await indicator(page).hover();
    await expect(card).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(card).toHaveAccessibleName('Aperçu des échanges');
  await expect(card.getByRole('listitem')).toHaveCount(5);
  await expect(card).toContainText('+ 295 autres');
  for (const text of await card.locator('.Preview-excerpt').allInnerTexts()) {
    expect(text.length).toBeLessThanOrEqual(161);
  }
  expect(await indicator(page).boundingBox()).toEqual(place);

  await card.getByRole('listitem').first().hover();
  await expect(card).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await indicator(page).click();
  await expect(panelOf(page, 'DIT-2026-0005')).toBeVisible();
  await expect(card).toBeHidden();
});

test('focusing an indicator with the keyboard shows its preview, and Escape closes it without moving', async ({ page }) => {
  await signIn(page);
  await openDit(page, 'DIT-2026-0004');
  await expect(page.locator('[data-preview]')).toBeAttached();
  await tabTo(page, indicator(page));
  const card = page.locator('[data-preview]');
  await expect(card).toBeVisible();
  await expect(card).toContainText('Relance');
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(indicator(page)).toBeFocused();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a finger that rests on an indicator shows its preview and opens nothing', async ({ page }) => {
    await signIn(page);
    await openDit(page, 'DIT-2026-0005');
    await expect(page.locator('[data-preview]')).toBeAttached();
    const place = (await indicator(page).boundingBox())!;
    const at = { x: place.x + place.width / 2, y: place.y + place.height / 2 };
    const session = await page.context().newCDPSession(page);
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
    await expect(page.locator('[data-preview]')).toBeVisible();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect(page.locator('[data-preview]')).toBeVisible();
    await expect(panelOf(page, 'DIT-2026-0005')).toBeHidden();
  });
});

test('a preview of a request without exchanges says so', async ({ page }) => {
  await signIn(page);
  await openDit(page, 'DIT-2026-0001');
  await expect(page.locator('[data-preview]')).toBeAttached();
  await tabTo(page, indicator(page));
  await expect(page.locator('[data-preview]')).toContainText('Aucun échange');
});
