import type { Locator, Page } from '@playwright/test';
import { afterUndo, button, dialog, enter, exchanges, expectRefused, open, openDit, textbox } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
/** Words of the interface that English screens have no use for. */
const french = /Enregistr|Envoy[eé]|Échanges de|Modifi[eé]|Supprim|Détail|Objet|Reçu|Demande|Saisi|Aucun|Fermer|novembre|\sà\s/;

test('the interface speaks English once the account says so, and French again', async ({ page }) => {
  await enter(page.request);
  await open(page, '/');
  await chooseLanguage(page, 'Mon compte', 'English');
  await expect(page.getByRole('heading', { level: 1, name: 'Service requests', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  for (const name of ['Number', 'Customer', 'Site', 'Subject', 'State', 'In charge', 'Last exchange']) {
    await expect(page.getByRole('columnheader', { name, exact: true })).toBeVisible();
  }

  await openDit(page, number);
  const main = page.getByRole('main');
  await expect(main.getByText('In progress', { exact: true })).toBeVisible();
  await expect(main.getByRole('heading', { name: 'Jobs', exact: true })).toBeVisible();
  await expect(button(main, 'Enter the job report')).toBeVisible();
  await button(main, 'Exchanges: none').click();
  const panel = page.getByRole('complementary', { name: `Exchanges of ${number}`, exact: true });
  await expect(panel).toContainText('No exchange yet');
  await button(panel, 'Internal note').click();
  await button(panel, 'Close').click();

  await button(panel, 'Message sent').click();
  for (const name of ['From', 'To', 'Kind', 'Channel']) {
    await expect(panel.getByRole('combobox', { name, exact: true })).toBeVisible();
  }
  await expect(textbox(panel, 'Recipient address')).toHaveValue('contact1@client.example');
  await button(panel, 'Save').click();
  await expectRefused(textbox(panel, 'Detail'), /Enter/);
  await textbox(panel, 'Detail').fill('We come on Monday.');
  await textbox(panel, 'Subject').fill('Appointment');
  await panel.getByRole('checkbox', { name: 'Send by mail', exact: true }).check();
  await expect(button(panel, 'Save and send')).toBeVisible();
  await button(panel, 'Format before sending').click();
  const tool = dialog(page, 'Format');
  for (const name of ['To', 'Cc', 'Bcc']) await expect(tool.getByRole('combobox', { name, exact: true })).toBeVisible();
  for (const name of ['Subject', 'Content']) await expect(textbox(tool, name)).toBeVisible();
  await button(tool, 'Add the signature').click();
  await button(tool, 'Send').click();
  const exchange = exchanges(panel, 'We come on Monday.');
  await expect(exchange).toContainText('scheduled');
  await expect(button(exchange, 'Cancel sending')).toBeVisible();
  await expect(exchange).toContainText('accepted by the server', afterUndo);
  await expect(exchange).toContainText(/Recorded by Claire Moreau on \d+ \w+ \d{4}/);
  await expect(button(main, 'Exchanges: 1, last from us')).toBeVisible();
  await button(exchange, 'Actions').click();
  for (const name of ['Edit', 'Delete', 'Details']) await expect(button(exchange, name)).toBeVisible();
  await button(exchange, 'Delete').click();
  const question = dialog(page, 'Delete the exchange');
  await expect(textbox(question, 'Reason')).toBeVisible();
  await button(question, 'Close').click();
  expect(await panel.innerText()).not.toMatch(french);

  const answer = await open(page, '/dits/DIT-2026-9998');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText('No request has the number');

  await chooseLanguage(page, 'My account', 'Français');
  await expect(page.getByRole('heading', { level: 1, name: 'Demande introuvable', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
});

async function chooseLanguage(page: Page, account: string, language: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${account}, `) }).click();
  const menu: Locator = page.locator('[popover]').filter({ has: page.getByRole('radio', { name: language, exact: true }) });
  await menu.getByText(language, { exact: true }).click();
}
