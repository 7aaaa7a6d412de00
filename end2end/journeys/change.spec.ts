import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { editExchange, enterCrit, execute, read, sessionOf } from '../support/api.ts';
import {
  accounts, act, button, dialog, enterPanel, exchanges, form, indicator, notice, openActions, recordReceived, textbox,
} from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('an edited exchange shows its new text, who changed it, and keeps its earlier version', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, 'Le portail est blqué.');
  await act(exchanges(panel, 'blqué'), 'Modifier');
  await expect(form.detail(panel)).toHaveValue('Le portail est blqué.');
  await form.detail(panel).fill('  ');
  await form.save(panel).click();
  await expect(form.detail(panel)).toHaveAttribute('aria-invalid', 'true');
  await form.detail(panel).fill('Le portail est bloqué.');
  await form.subject(panel).fill('Portail');
  await panel.getByRole('combobox', { name: 'Type', exact: true }).selectOption('Relance');
  await form.save(panel).click();

  const edited = exchanges(panel, 'Le portail est bloqué.');
  await expect(edited).toContainText('Portail');
  await expect(edited).toContainText('Relance');
  await expect(edited).toContainText(/Modifié par Claire Moreau le \S+/);
  await expect(exchanges(panel, 'blqué')).toHaveCount(0);
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 1, dernier du client, relance');

  await page.reload();
  await act(edited, 'Détails');
  const details = dialog(page, /Historique/);
  await expect(details).toContainText('Le portail est blqué.');
  await expect(details).toContainText('Le portail est bloqué.');
  await expect(details).toContainText('Prise de contact');
});

test('a deleted exchange leaves who and why, counts no longer, and can be restored', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, 'Premier appel.');
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Nous vous relançons.');
  await panel.getByRole('combobox', { name: 'Type', exact: true }).selectOption('Relance');
  await form.save(panel).click();
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 2, dernier de nous, relance');

  await act(exchanges(panel, 'Nous vous relançons.'), 'Supprimer');
  const question = dialog(page, "Supprimer l'échange");
  await textbox(question, 'Motif').fill('Saisi sur la mauvaise demande');
  await button(question, 'Supprimer').click();
  await expect(question).toBeHidden();

  const tombstone = exchanges(panel, /supprimé par Claire Moreau/);
  await expect(tombstone).toContainText('Saisi sur la mauvaise demande');
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 1, dernier du client');
  await openActions(tombstone);
  await expect(button(tombstone, 'Modifier')).toHaveCount(0);
  await expect(button(tombstone, 'Supprimer')).toHaveCount(0);
  await page.reload();
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 1, dernier du client');

  await act(tombstone, 'Restaurer');
  await expect(exchanges(panel, 'Nous vous relançons.')).toHaveCount(1);
  await expect(tombstone).toHaveCount(0);
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 2, dernier de nous, relance');
});

test('a mailed exchange that is edited changes in the log and stays as it left', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Nous passons lundi.');
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  await expect(mailState(exchanges(panel, 'Nous passons lundi.'))).toHaveAttribute('data-mail-state', 'accepted');

  await act(exchanges(panel, 'Nous passons lundi.'), 'Modifier');
  for (const name of ['Envoyé par', 'Reçu par', 'Mail destinataire']) {
    await expect(panel.getByLabel(name, { exact: true }).and(panel.locator(':enabled'))).toHaveCount(0);
  }
  await expect(form.sendByMail(panel)).toHaveCount(0);
  await form.detail(panel).fill('Nous passons mardi.');
  await form.save(panel).click();
  const edited = exchanges(panel, 'Nous passons mardi.');
  await expect(edited).toContainText('Modifié par Claire Moreau');
  await expect(mailState(edited)).toHaveAttribute('data-mail-state', 'accepted');

  const [mail] = smtp.mails;
  if (mail === undefined) throw new Error('the mail did not leave');
  const copy = await downloadOf(page, edited);
  expect(copy.toString('utf8')).toBe(mail.raw.toString('utf8'));
  expect((await mail.parsed()).text).toContain('Nous passons lundi.');
  expect(smtp.mails).toHaveLength(1);
});

test('a technician changes what they recorded and nothing that somebody else recorded', async ({ page }) => {
  const other = 'DIT-2026-0002';
  const panel = await enterPanel(page, other, accounts.technician);
  const foreign = exchanges(panel, 'Claire Moreau').filter({ hasText: 'manomètre' }).first();
  await openActions(foreign);
  await expect(button(foreign, 'Modifier')).toHaveCount(0);
  await expect(button(foreign, 'Supprimer')).toHaveCount(0);
  await page.keyboard.press('Escape');

  const exchange = await foreign.getAttribute('data-exchange');
  for (const [command, permission] of [
    [editExchange(exchange), 'EditAny'],
    [{ DeleteExchange: { exchange, revision: 1, reason: '' } }, 'DeleteAny'],
  ]) {
    expect(await execute(page.request, command)).toEqual({ Rejected: { NotPermitted: permission } });
  }

  await recordReceived(panel, 'Vu sur place.');
  const own = exchanges(panel, 'Vu sur place.');
  await act(own, 'Modifier');
  await form.detail(panel).fill('Vu sur place avec le gardien.');
  await form.save(panel).click();
  await expect(own).toHaveCount(0);
  await expect(exchanges(panel, 'avec le gardien')).toContainText('Modifié par Karim Benali');
});

test('what became forbidden while typing is refused in a sentence, and the text stays', async ({ page, server }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, 'Avant la fin du travail.');
  await act(exchanges(panel, 'Avant la fin du travail.'), 'Modifier');
  await form.detail(panel).fill('Un mot de plus.');

  const technician = await sessionOf(server.url, accounts.technician);
  const { jobs } = await read<{ jobs: { id: number }[] }>(technician, 'dit', { number });
  await execute(technician, enterCrit(jobs[0]?.id));

  await form.save(panel).click();
  await expect(notice(panel.getByRole('form').or(panel.locator('form')))).toContainText('Travail terminé');
  await expect(form.detail(panel)).toHaveValue('Un mot de plus.');
  await expect(exchanges(panel, 'Avant la fin du travail.')).toHaveCount(1);
});

test('a reader reads and is offered nothing else', async ({ page, server }) => {
  await server.run(['user', 'add', '--email', 'lecteur@example.org', '--role', 'reader'], 'demonstration\n');
  const panel = await enterPanel(page, 'DIT-2026-0002', 'lecteur@example.org');
  for (const name of ['Message reçu', 'Message transmis', 'Note interne']) {
    await expect(button(panel, name).and(panel.locator(':enabled'))).toHaveCount(0);
  }
  const first = exchanges(panel, /\S/).first();
  await openActions(first);
  for (const name of ['Modifier', 'Supprimer']) await expect(button(first, name)).toHaveCount(0);
  const command = { DeleteExchange: { exchange: await first.getAttribute('data-exchange'), revision: 1, reason: '' } };
  expect(await execute(page.request, command)).toHaveProperty('Rejected.NotPermitted');
});

function mailState(exchange: Locator): Locator {
  return exchange.locator('[data-mail-state]');
}

async function downloadOf(page: Page, exchange: Locator): Promise<Buffer> {
  await act(exchange, 'Détails');
  const details = dialog(page, /Historique/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    details.getByRole('link', { name: /\.eml/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.eml$/);
  return readFile(await download.path());
}

test('an exchange far down is edited where the form is, and read on where it was', async ({ page }) => {
  const panel = await enterPanel(page, 'DIT-2026-0005');
  const far = panel.locator('[data-exchange]').nth(40);
  await far.scrollIntoViewIfNeeded();
  await act(far, 'Modifier');
  await expect(form.detail(panel)).toBeFocused();
  await expect(form.detail(panel)).toBeInViewport();
  await button(panel, 'Fermer').click();
  await expect(far).toBeInViewport();
  await expect(button(far, 'Actions')).toBeFocused();
});
