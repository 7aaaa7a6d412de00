import type { Locator, Page } from '@playwright/test';
import {
  act, button, dialog, enter, enterPanel, exchanges, expectRefused, form, openActions, openDit, recordReceived, textbox,
} from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('the report of finished work ends the request, and its exchanges change no more', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, 'Il fait froid au deuxième.');

  const report = await openReport(page);
  await button(report, 'Enregistrer').click();
  await expectRefused(textbox(report, 'Compte-rendu'), /\S+ \S+/);
  await textbox(report, 'Compte-rendu').fill('Brûleur nettoyé.\nPression remise à 1,5 bar.');
  await expect(choice(report, 'Terminé')).toBeChecked();
  await button(report, 'Enregistrer').click();
  await expect(report).toBeHidden();

  const main = page.getByRole('main');
  await expect(main.getByText('Travail terminé', { exact: true })).toBeVisible();
  await expect(main.getByText('CRIT saisi', { exact: true })).toBeVisible();
  await expect(main).toContainText('Pression remise à 1,5 bar.');
  await expect(main.getByRole('button', { name: /Saisir le CRIT/ })).toHaveCount(0);

  // The open panel knows it too.
  await expect(panel.getByRole('status').filter({ hasText: /travail est terminé/i })).toBeVisible();
  const exchange = exchanges(panel, 'Il fait froid au deuxième.');
  await openActions(exchange);
  for (const name of ['Modifier', 'Supprimer']) await expect(button(exchange, name)).toHaveCount(0);
  await page.keyboard.press('Escape');
  // Recording stays possible.
  await recordReceived(panel, 'Merci, tout va bien.');
});

test('the report of unfinished work adds a job and lets exchanges change', async ({ page }) => {
  await enter(page.request);
  await openDit(page, number);
  const report = await openReport(page);
  await textbox(report, 'Compte-rendu').fill('Pièce à commander.');
  await page.reload();
  const again = await openReport(page);
  await expect(textbox(again, 'Compte-rendu')).toHaveValue('Pièce à commander.');
  await expect(textbox(again, 'Compte-rendu')).toBeFocused();
  await again.getByText('Non terminé', { exact: true }).click();
  await expect(choice(again, 'Non terminé')).toBeChecked();
  await again.getByRole('combobox', { name: 'Technicien', exact: true }).selectOption('Karim Benali');
  await page.keyboard.press('F2');
  await expect(again).toBeHidden();

  const main = page.getByRole('main');
  await expect(main.getByText('Travail non terminé', { exact: true })).toBeVisible();
  const jobs = main.getByRole('listitem');
  await expect(jobs.filter({ hasText: 'DIT-2026-000101' })).toContainText('CRIT saisi');
  await expect(jobs.filter({ hasText: 'DIT-2026-000101' })).toContainText('Karim Benali');
  await expect(jobs.filter({ hasText: 'DIT-2026-000102' })).toContainText('À planifier');
  await expect(main.getByRole('button', { name: /Saisir le CRIT/ })).toHaveCount(1);

  const panel = await enterPanel(page, number);
  await recordReceived(panel, 'Quand revenez-vous ?');
  await act(exchanges(panel, 'Quand revenez-vous ?'), 'Modifier');
  await expect(form.detail(panel)).toHaveValue('Quand revenez-vous ?');
});

async function openReport(page: Page): Promise<Locator> {
  await page.getByRole('main').getByRole('button', { name: /Saisir le CRIT/ }).click();
  const report = dialog(page, /^Saisir le CRIT/);
  await expect(report).toBeVisible();
  return report;
}

function choice(report: Locator, name: string): Locator {
  return report.getByRole('radio', { name, exact: true });
}
