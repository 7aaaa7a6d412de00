import { dialog, indicator, openDit, panelOf, signIn, waitHydrated } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('a customer is read in one look, and every figure leads to its requests @every-size', async ({ page }) => {
  await signIn(page);
  await openDit(page, 'DIT-2026-0005');
  await page.getByRole('link', { name: 'Habitat des Deux Rives' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Habitat des Deux Rives' })).toBeVisible();
  await expect(page).toHaveURL(/\/customers\/C-0005$/);
  for (const title of ['Interlocuteurs', 'Interventions à venir', 'Sites', 'Demandes', 'Tous les échanges']) {
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  }
  await page.getByRole('link', { name: /attend(ent)? notre réponse/ }).click();
  await expect(page).toHaveURL(/customer=C-0005/);
  await expect(page).toHaveURL(/waiting=us/);
  await expect(page.locator('.DitList-name').first()).toHaveText('Habitat des Deux Rives');
});

test('the log of a customer is filtered, continued, and opens the panel of a request', async ({ page }) => {
  await signIn(page);
  await page.goto('/customers/C-0005');
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', '');
  const lines = page.locator('.CustomerLog-line');
  await expect(lines).toHaveCount(50);
  await page.getByRole('button', { name: 'Afficher les échanges plus anciens' }).click();
  await expect(lines).toHaveCount(100);
  await page.getByText('Reçus', { exact: true }).click();
  await expect(lines).toHaveCount(50);
  await expect(page.locator('.CustomerLog [data-direction="sent"]')).toHaveCount(0);
  const dit = page.locator('.CustomerLog-dit').first();
  const number = (await dit.innerText()).match(/DIT-\d{4}-\d+/)?.[0] ?? '';
  await dit.click();
  await expect(panelOf(page, number)).toBeVisible();
  await expect(page).toHaveURL(/\/customers\/C-0005\?panel=exchanges/);
});

test('F10 leads from a request to its customer, and asks for one where none is shown', async ({ page }) => {
  await signIn(page);
  await page.keyboard.press('F10');
  const quick = dialog(page, 'Recherche rapide');
  await expect(quick.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(quick).toBeHidden();
  await openDit(page, 'DIT-2026-0001');
  await page.keyboard.press('F10');
  await expect(page).toHaveURL(/\/customers\/C-0001$/);
  await expect(indicator(page).first()).toBeVisible();
});

test('a page that did not come for want of a network comes with the network', async ({ page, context }) => {
  await signIn(page);
  await openDit(page, 'DIT-2026-0005');
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Habitat des Deux Rives' }).click();
  await expect(page.getByRole('button', { name: 'Réessayer' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { level: 1, name: 'Habitat des Deux Rives' })).toBeVisible();
});

test('the list says whose requests it shows, and shows all again', async ({ page }) => {
  await signIn(page);
  await page.goto('/?customer=C-0005&state=in_progress');
  await waitHydrated(page);
  const theirs = page.getByRole('group', { name: 'Filtres actifs' }).getByRole('link', { name: /Client/ });
  await theirs.click();
  await expect(page).toHaveURL(/\/\?state=in_progress$/);
  await expect(theirs).toHaveCount(0);
});

test('an unknown customer is a 404 that says so', async ({ page }) => {
  await signIn(page);
  const answer = await page.goto('/customers/C-9999');
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('Aucun client ne porte le code')).toBeVisible();
});
