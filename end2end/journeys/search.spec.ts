import type { Locator, Page } from '@playwright/test';
import { execute, recordExchange } from '../support/api.ts';
import { button, dialog, enter, open, panelOf, signIn, tabTo } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

function question(page: Page): Locator {
  return page.getByRole('searchbox', { name: 'Mots à rechercher', exact: true });
}

function hits(page: Page): Locator {
  return page.getByRole('main').locator('.SearchHit');
}

/** Opens the quick search by its keys. */
async function quickSearch(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+k');
  const quick = dialog(page, 'Recherche rapide');
  await expect(quick.getByRole('combobox')).toBeFocused();
  return quick;
}

test('what was said is found without its accents, marked, and opens the panel of its request', { tag: '@every-size' }, async ({ page }) => {
  await enter(page.request);
  await execute(page.request, recordExchange(number, { detail: 'L’hygromètre crépite à l’étage.' }));
  await open(page, '/');
  await page.getByRole('link', { name: 'Recherche', exact: true }).click();
  await expect(page.getByText('Que cherchez-vous')).toBeVisible();
  await question(page).fill("l'HYGROMETRE crepi");
  await expect(hits(page)).toHaveCount(1);
  await expect(page).toHaveURL(/\/search\?q=l%27HYGROMETRE%20crepi$/);
  await expect(hits(page).locator('mark')).toHaveText(['hygromètre', 'crépite']);
  await expect(page.getByText('1\u00a0échange', { exact: true })).toBeVisible();

  await hits(page).getByRole('link', { name: new RegExp(number) }).click();
  await expect(panelOf(page, number)).toBeVisible();
  await expect(page).toHaveURL(/\/search\?q=.*panel=exchanges&dit=DIT-2026-0001$/);
  await page.goBack();
  await expect(panelOf(page, number)).toBeHidden();
  await expect(hits(page)).toHaveCount(1);
});

test('filters narrow a search and are in its address', async ({ page }) => {
  await signIn(page);
  await open(page, '/customers/C-0005');
  await page.getByRole('link', { name: 'Rechercher dans les échanges de ce client' }).click();
  await expect(page.getByText(/^Client\s: Habitat des Deux Rives$/)).toBeVisible();
  await question(page).fill('bonjour');
  await expect(hits(page).first()).toBeVisible();
  await expect(hits(page).filter({ hasNotText: 'Habitat des Deux Rives' })).toHaveCount(0);
  await page.getByLabel('Sens', { exact: true }).selectOption('Transmis');
  await expect(page).toHaveURL(/direction=sent/);
  await expect(page.locator('.SearchHit[data-direction="received"]')).toHaveCount(0);
  await page.getByLabel('Type', { exact: true }).selectOption('Relance');
  await expect(page).toHaveURL(/kind=\d+/);
  await page.getByLabel('Ordre', { exact: true }).selectOption('Plus pertinents d’abord');
  await expect(page).toHaveURL(/order=relevance/);
  await page.reload();
  await expect(page.getByLabel('Type', { exact: true })).toHaveValue(/\d+/);
  await expect(page.getByLabel('Ordre', { exact: true })).toHaveValue('relevance');
  await page.getByRole('link', { name: 'Chercher chez tous les clients' }).click();
  await expect(page).not.toHaveURL(/customer=/);
  await expect(page).toHaveURL(/q=bonjour/);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a search can be asked, read and continued', async ({ page }) => {
    await enter(page.request);
    await page.goto('/search');
    await question(page).fill('bonjour');
    await button(page.getByRole('main'), 'Rechercher').click();
    await expect(hits(page)).toHaveCount(50);
    await expect(question(page)).toHaveValue('bonjour');
    const first = await hits(page).first().innerText();
    await page.getByRole('link', { name: 'Page suivante' }).click();
    await expect(hits(page).first()).toBeVisible();
    expect(await hits(page).first().innerText()).not.toBe(first);
    await page.getByRole('link', { name: 'Première page' }).click();
    expect(await hits(page).first().innerText()).toBe(first);
  });
});

test('a search that asks nothing is answered with a sentence, and kept', async ({ page }) => {
  await signIn(page);
  await open(page, '/search');
  const main = page.getByRole('main');
  await question(page).fill('"*');
  await expect(main.getByText('ni lettre ni chiffre')).toBeVisible();
  await question(page).fill('( ! )');
  await expect(page).toHaveURL(/q=%28/);
  await expect(main.getByText('ni lettre ni chiffre')).toBeVisible();
  const long = 'é'.repeat(10_000);
  await question(page).fill(long);
  await expect(main.getByText(/celle-ci en a 10000/)).toBeVisible();
  await expect(question(page)).toHaveValue(long);
  await question(page).fill('"bonjour" OR NOT *');
  await expect(page.getByText('Aucun échange trouvé')).toBeVisible();
});

test('the keyboard finds a customer from anywhere', async ({ page }) => {
  await signIn(page);
  const quick = await quickSearch(page);
  await page.keyboard.type('2 rives');
  await expect(quick.getByText('Ni client, ni site')).toBeVisible();
  await quick.getByRole('combobox').fill('deux riv');
  const customer = quick.getByRole('group', { name: 'Clients' }).getByRole('option', { name: /Habitat des Deux Rives/ });
  await expect(customer).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(quick.getByRole('option', { name: /dans les échanges$/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(customer).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/customers\/C-0005$/);

  await tabTo(page, page.getByRole('link', { name: 'Aller au contenu' }));
  await quickSearch(page);
  await page.keyboard.press('Escape');
  await expect(quick).toBeHidden();
  await expect(page.getByRole('link', { name: 'Aller au contenu' })).toBeFocused();
});

test('Enter opens a request even before its answer is there', async ({ page }) => {
  await signIn(page);
  await quickSearch(page);
  await page.keyboard.type('DIT-2026-0014');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dits\/DIT-2026-0014$/);
});

test('a phone number is found in any spelling, by touch as well', { tag: '@every-size' }, async ({ page }) => {
  await signIn(page);
  await open(page, '/customers/C-0005');
  const phone = page.locator('#customer-contacts ~ * a[href^="tel:"]').first();
  const digits = (await phone.innerText()).replace(/\D/g, '');
  expect(digits).toHaveLength(10);
  await open(page, '/search');
  await button(page.getByRole('main'), 'Recherche rapide').click();
  const quick = dialog(page, 'Recherche rapide');
  const found = quick.getByRole('group', { name: 'Interlocuteurs' }).getByRole('option', { name: /Habitat des Deux Rives/ });
  for (const spelling of [digits, `+33 ${digits.slice(1)}`, digits.replace(/(..)(?=.)/g, '$1 '), digits.slice(3, 9)]) {
    await quick.getByRole('combobox').fill('introuvable');
    await expect(found).toHaveCount(0);
    await quick.getByRole('combobox').fill(spelling);
    await expect(found.first()).toBeVisible();
  }
  await found.first().click();
  await expect(page).toHaveURL(/\/customers\/C-0005$/);
});

test('the quick search says what keeps it from finding, and goes on afterwards', async ({ page, context }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Recherche rapide (Ctrl+K)' }).click();
  const quick = dialog(page, 'Recherche rapide');
  await expect(quick.getByRole('combobox')).toBeFocused();
  await context.setOffline(true);
  await quick.getByRole('combobox').fill('mairie');
  await expect(quick.getByRole('status').filter({ hasText: /\S+ \S+ \S+/ })).toBeVisible();
  await context.setOffline(false);
  await quick.getByRole('combobox').fill('mairie d');
  await expect(quick.getByRole('option').first()).toBeVisible();
  await quick.getByRole('combobox').fill('"*');
  await expect(quick.getByText('ni lettre ni chiffre')).toBeVisible();
  await quick.getByRole('combobox').fill('chaudière');
  await quick.getByRole('option', { name: 'Rechercher «\u00a0chaudière\u00a0» dans les échanges' }).click();
  await expect(page).toHaveURL(/\/search\?q=chaudi%C3%A8re$/);
  await expect(hits(page).first()).toBeVisible();
});
