import type { Page } from '@playwright/test';
import { expectNoViolations } from '../support/axe.ts';
import { act, button, dialog, exchanges, expectRefused, form, indicator, notice, open, openPanelByAddress, signIn, tabTo } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

/** A state of a page, and how to get there once signed in. */
interface State {
  name: string;
  reach(page: Page): Promise<unknown>;
}

const states: State[] = [
  { name: 'requests list', reach: (page) => open(page, '/') },
  {
    name: 'requests list, filtered',
    async reach(page) {
      await open(page, '/?waiting=us&state=in_progress&state=external&customer=C-0005&days=1');
      await page.getByText('Plus de filtres').click();
      await expect(page.getByRole('checkbox', { name: 'En cours', exact: true })).toBeVisible();
    },
  },
  {
    name: 'columns of the list',
    async reach(page) {
      await open(page, '/');
      await button(page, 'Colonnes').click();
      await page.getByRole('checkbox', { name: 'Échéance', exact: true }).check();
    },
  },
  {
    name: 'saved views',
    async reach(page) {
      await open(page, '/?waiting=us');
      await button(page, 'Vues').click();
      await button(page, 'Enregistrer ou gérer les vues').click();
      const views = dialog(page, 'Vues enregistrées');
      await views.getByRole('textbox', { name: 'Nom de la vue', exact: true }).fill('À répondre');
      await button(views, 'Enregistrer la vue').click();
      await expect(button(views, 'Supprimer À répondre')).toBeVisible();
    },
  },
  {
    name: 'menu of the views',
    async reach(page) {
      await open(page, '/');
      await button(page, 'Vues').click();
      await expect(page.getByRole('link', { name: 'Toutes les demandes' })).toBeVisible();
    },
  },
  {
    name: 'shortcuts of the list',
    async reach(page) {
      await open(page, '/');
      await button(page, 'Raccourcis clavier').click();
      await expect(dialog(page, 'Raccourcis de la page')).toBeVisible();
    },
  },
  { name: 'list that finds nothing', reach: (page) => open(page, '/?text=introuvable') },
  { name: 'page to print', reach: (page) => page.goto('/dits/DIT-2026-0004/print') },
  { name: 'request', reach: (page) => open(page, '/dits/DIT-2026-0004') },
  { name: 'nothing found', reach: (page) => open(page, '/dits/DIT-2026-9998') },
  { name: 'customer overview', reach: (page) => open(page, '/customers/C-0005') },
  { name: 'search, nothing asked', reach: (page) => open(page, '/search') },
  { name: 'search, results', reach: (page) => open(page, '/search?q=de&customer=C-0005&order=relevance') },
  { name: 'search, nothing found', reach: (page) => open(page, '/search?q=introuvable') },
  { name: 'search, refused', reach: (page) => open(page, '/search?q=%22*') },
  {
    name: 'quick search',
    async reach(page) {
      await open(page, '/');
      await page.keyboard.press('Control+k');
      const quick = dialog(page, 'Recherche rapide');
      await quick.getByRole('combobox').fill('ma');
      await expect(quick.getByRole('option').nth(1)).toBeVisible();
    },
  },
  { name: 'unknown customer', reach: (page) => open(page, '/customers/C-9999') },
  {
    name: 'preview',
    async reach(page) {
      await open(page, '/dits/DIT-2026-0004');
      await expect(page.locator('[data-preview]')).toBeAttached();
      await tabTo(page, indicator(page));
      await expect(page.locator('[data-preview]')).toBeVisible();
    },
  },
  { name: 'panel without exchanges', reach: (page) => openPanelByAddress(page, 'DIT-2026-0001') },
  { name: 'panel with 300 exchanges', reach: (page) => openPanelByAddress(page, 'DIT-2026-0005') },
  {
    name: 'form of a received exchange',
    async reach(page) {
      const panel = await openPanelByAddress(page, 'DIT-2026-0001');
      await button(panel, 'Message reçu').click();
      await expect(form.detail(panel)).toBeVisible();
    },
  },
  {
    name: 'form of a sent exchange, refused',
    async reach(page) {
      const panel = await openPanelByAddress(page, 'DIT-2026-0001');
      await button(panel, 'Message transmis').click();
      await form.sendByMail(panel).check();
      await form.saveAndSend(panel).click();
      await expectRefused(form.detail(panel), /\S/);
    },
  },
  {
    name: 'form of an internal note',
    async reach(page) {
      const panel = await openPanelByAddress(page, 'DIT-2026-0001');
      await button(panel, 'Note interne').click();
      await expect(form.detail(panel)).toBeVisible();
    },
  },
  {
    name: 'formatting tool',
    async reach(page) {
      const panel = await openPanelByAddress(page, 'DIT-2026-0001');
      await button(panel, 'Message transmis').click();
      await form.detail(panel).fill('Bonjour,');
      await form.compose(panel).click();
      await expect(page.getByRole('dialog', { name: 'Mettre en forme', exact: true })).toBeVisible();
    },
  },
  {
    name: 'deletion',
    async reach(page) {
      const panel = await openPanelByAddress(page, 'DIT-2026-0004');
      const exchange = exchanges(panel, /\S/).last();
      if (!(await button(exchange, 'Supprimer').isVisible())) await button(exchange, 'Actions').click();
      await page.getByRole('button', { name: 'Supprimer', exact: true }).or(page.getByRole('menuitem', { name: 'Supprimer', exact: true })).last().click();
      await expect(page.getByRole('dialog', { name: "Supprimer l'échange", exact: true })).toBeVisible();
    },
  },
  {
    name: 'history of an exchange',
    async reach(page) {
      const panel = await openPanelByAddress(page, 'DIT-2026-0004');
      await act(exchanges(panel, /\S/).first(), 'Détails');
      await expect(dialog(page, /Historique/)).toBeVisible();
    },
  },
  {
    name: 'closing an unsaved form',
    async reach(page) {
      const panel = await openPanelByAddress(page, 'DIT-2026-0002');
      await button(panel, 'Note interne').click();
      await form.detail(panel).fill('À revoir');
      await button(panel, 'Fermer').click();
      await expect(dialog(page, 'Texte non enregistré')).toBeVisible();
    },
  },
  {
    name: 'job report',
    async reach(page) {
      await open(page, '/dits/DIT-2026-0004');
      await page.getByRole('main').getByRole('button', { name: /Saisir le CRIT/ }).first().click();
      await expect(dialog(page, /^Saisir le CRIT/)).toBeVisible();
    },
  },
];

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, { tag: '@every-size' }, () => {
    test.use({ colorScheme });

    test('signing in has no accessibility violation', async ({ page }) => {
      await page.goto('/login');
      await expectNoViolations(page, 'sign-in');
      await page.getByRole('textbox', { name: 'Adresse e-mail', exact: true }).fill('demo@example.org');
      await page.getByLabel('Mot de passe', { exact: true }).fill('faux');
      await button(page, 'Se connecter').click();
      await expect(notice(page)).toBeVisible();
      await expectNoViolations(page, 'sign-in, refused');
    });

    test('no page or state has an accessibility violation', async ({ page }) => {
      test.setTimeout(480_000);
      await signIn(page);
      for (const state of states) {
        await test.step(state.name, async () => {
          await state.reach(page);
          await expectNoViolations(page, state.name);
        });
      }
    });
  });
}
