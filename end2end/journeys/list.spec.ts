import type { Locator, Page } from '@playwright/test';
import { accounts, button, checkbox, dialog, enter, open, panelOf, tabTo, textbox } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

/** The lines of the list, without its head. */
function lines(page: Page): Locator {
  return page.locator('.DitTable tbody').getByRole('row');
}

function chips(page: Page): Locator {
  return page.getByRole('group', { name: 'Filtres actifs' }).getByRole('link', { name: /^Retirer le filtre/ });
}

function column(page: Page, name: string): Locator {
  return page.getByRole('columnheader', { name, exact: true });
}

async function openList(page: Page, query = ''): Promise<void> {
  await enter(page.request);
  await open(page, `/${query}`);
  await expect(lines(page).first()).toBeVisible();
}

test('filters are chips in the address, each taken away alone or all at once', async ({ page }) => {
  await enter(page.request);
  await open(page, '/?customer=C-0005&waiting=customer&days=1&state=in_progress&state=closed&chaser=on');
  await expect(chips(page)).toHaveCount(5);
  for (const name of ['Attend le client depuis 1 jour', 'Relance', 'En cours', 'Clôturée', 'Client : Habitat des Deux Rives']) {
    await expect(chips(page).filter({ hasText: name })).toHaveCount(1);
  }
  await chips(page).filter({ hasText: 'Clôturée' }).click();
  await expect(chips(page)).toHaveCount(4);
  await expect(page).toHaveURL(/state=in_progress/);
  await expect(page).not.toHaveURL(/state=closed/);
  await expect(page.getByRole('group', { name: 'Filtres actifs' })).toBeFocused();
  await page.getByRole('link', { name: 'Tout effacer' }).click();
  await expect(chips(page)).toHaveCount(0);
  await expect(lines(page)).toHaveCount(50);
});

test('every filter of the form goes into the address, and the address into the form', async ({ page }) => {
  await openList(page);
  await page.getByRole('combobox', { name: 'Attente' }).selectOption('Attend notre réponse');
  await expect(page).toHaveURL(/waiting=us/);
  await page.getByText('Plus de filtres').click();
  await checkbox(page, 'En cours').check();
  await expect(page).toHaveURL(/state=in_progress/);
  await page.getByRole('combobox', { name: 'Responsable' }).selectOption({ index: 1 });
  await expect(page).toHaveURL(/in_charge=\d+/);
  await page.getByLabel('Enregistrées du').fill('2026-01-01');
  await expect(page).toHaveURL(/from=2026-01-01/);
  await expect(chips(page)).toHaveCount(4);
  await page.reload();
  await page.getByText('Plus de filtres').click();
  await expect(checkbox(page, 'En cours')).toBeChecked();
  await expect(page.getByLabel('Enregistrées du')).toHaveValue('2026-01-01');
});

test('a number of days that is none gets a sentence', async ({ page }) => {
  await openList(page);
  await page.getByText('Plus de filtres').click();
  const days = page.getByLabel('Sans échange depuis (jours)');
  await days.fill('0');
  await expect(days).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('Donnez un nombre de jours')).toBeVisible();
});

test('the list is sorted, continued under what is there, and keeps its order over the pages', async ({ page }) => {
  await openList(page);
  await page.getByRole('combobox', { name: 'Trier par' }).selectOption('Nom du client');
  await expect(page).toHaveURL(/sort=customer/);
  await expect(lines(page)).toHaveCount(50);
  const more = page.getByRole('link', { name: 'Charger la suite' });
  for (const count of [100, 150]) {
    await more.click();
    await expect(lines(page)).toHaveCount(count);
  }
  await expect(more).toHaveCount(0);
  const names = await page.locator('.DitList-name').allTextContents();
  const folded = names.map((name) => name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase());
  expect(folded.every((name, at) => at === 0 || (folded[at - 1] ?? '').slice(0, 3) <= name.slice(0, 3))).toBe(true);
  const numbers = await page.locator('.DitTable .Row-link').allTextContents();
  expect(new Set(numbers).size).toBe(150);
});

test('without script the next page is a page, and the filters are a form', async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
  await enter(context.request);
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('link', { name: 'Charger la suite' }).click();
  await expect(page).toHaveURL(/after=DIT-/);
  await expect(lines(page)).toHaveCount(50);
  await page.goto('/');
  await page.getByRole('combobox', { name: 'Attente' }).selectOption('Attend notre réponse');
  await page.getByRole('button', { name: 'Filtrer', exact: true }).click();
  await expect(page).toHaveURL(/waiting=us/);
  await expect(chips(page)).toHaveCount(1);
  await context.close();
});

test('columns and density are chosen once, and the server draws them so', async ({ page }) => {
  await openList(page);
  await expect(column(page, 'Échéance')).toHaveCount(0);
  await button(page, 'Colonnes').click();
  await checkbox(page, 'Échéance').check();
  await checkbox(page, 'Site').uncheck();
  await expect(column(page, 'Échéance')).toBeVisible();
  await expect(column(page, 'Site')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await button(page, 'Lignes espacées').click();
  await expect(page.locator('.DitList')).toHaveAttribute('data-density', 'comfortable');
  const served = await (await page.request.get('/')).text();
  expect(served).toContain('data-hidden="site recorded" data-density="comfortable"');
  await page.reload();
  await expect(column(page, 'Échéance')).toBeVisible();
  await button(page, 'Colonnes').click();
  await button(page, 'Colonnes habituelles').click();
  await expect(column(page, 'Site')).toBeVisible();
});

test('a view is saved, opened, renamed, shown first, deleted and brought back', async ({ page }) => {
  await openList(page, '?waiting=us&sort=oldest');
  const views = dialog(page, 'Vues enregistrées');
  const manage = async () => {
    await button(page, 'Vues').click();
    await button(page, 'Enregistrer ou gérer les vues').click();
    await expect(views).toBeVisible();
  };
  await manage();
  await button(views, 'Enregistrer la vue').click();
  await expect(textbox(views, 'Nom de la vue')).toHaveAttribute('aria-invalid', 'true');
  await textbox(views, 'Nom de la vue').fill('À répondre');
  await page.keyboard.press('Enter');
  await button(views, 'Renommer À répondre').click();
  await textbox(views, 'Nom de la vue').fill('Urgences');
  await button(views, 'Renommer la vue').click();
  await button(views, 'Ouvrir la liste sur Urgences').click();
  await expect(button(views, 'Ne plus ouvrir la liste sur Urgences')).toBeVisible();
  await button(views, 'Fermer').click();

  await open(page, '/');
  await expect(chips(page)).toHaveCount(1);
  await expect(page.getByRole('combobox', { name: 'Trier par' })).toHaveValue('oldest');
  await button(page, 'Vues').click();
  await page.getByRole('link', { name: 'Toutes les demandes' }).click();
  await expect(page).toHaveURL(/view=all/);
  await expect(chips(page)).toHaveCount(0);
  await button(page, 'Vues').click();
  await page.getByRole('link', { name: 'Urgences' }).click();
  await expect(chips(page)).toHaveCount(1);

  await manage();
  await button(views, 'Supprimer Urgences').click();
  await expect(views).toContainText('Pas encore de vue');
  await button(views, 'Annuler').click();
  await expect(button(views, 'Supprimer Urgences')).toBeVisible();

  await enter(page.request, accounts.technician);
  await open(page, '/');
  await expect(chips(page)).toHaveCount(0);
});

test('the list needs no mouse', async ({ page }) => {
  await openList(page);
  await page.keyboard.press('?');
  const keys = dialog(page, 'Raccourcis de la page');
  await expect(keys).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();

  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Rechercher' });
  await expect(search).toBeFocused();
  await page.keyboard.type('DIT-2026-000');
  await expect(lines(page)).toHaveCount(9);

  const first = lines(page).nth(0).getByRole('link').first();
  await tabTo(page, first);
  await page.keyboard.press('ArrowDown');
  const second = lines(page).nth(1).getByRole('link').first();
  await expect(second).toBeFocused();
  const number = (await second.textContent()) ?? '';
  await page.keyboard.press('Enter');
  await expect(panelOf(page, number)).toBeVisible();
  await expect(page).toHaveURL(/text=DIT-2026-000/);
  await page.keyboard.press('Escape');
  await expect(panelOf(page, number)).toBeHidden();
  await expect(second).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('o');
  await expect(page).toHaveURL(/\/dits\/DIT-2026-0009$/);
});

test('single keys can be turned off', async ({ page }) => {
  await openList(page);
  await page.keyboard.press('?');
  const keys = dialog(page, 'Raccourcis de la page');
  await expect(keys).toContainText('F10');
  await checkbox(keys, 'Raccourcis d’une seule touche').uncheck();
  await button(keys, 'Fermer').click();
  await page.reload();
  await expect(page.locator('html[data-hydrated]')).toBeAttached();
  await page.keyboard.press('?');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Rechercher' })).not.toBeFocused();
  await expect(keys).toBeHidden();
});

test('a list that finds nothing says what to do', async ({ page }) => {
  await enter(page.request);
  await open(page, '/?customer=C-0005&state=cancelled&chaser=on&days=9999');
  await expect(page.getByText('Aucune demande ne correspond')).toBeVisible();
  await expect(page.getByText('Retirez un filtre ci-dessus')).toBeVisible();
  await page.getByRole('link', { name: 'Voir toutes les demandes' }).click();
  await expect(lines(page)).toHaveCount(50);
});
