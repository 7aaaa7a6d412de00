import type { Locator } from '@playwright/test';
import { editExchange, execute, sessionOf } from '../support/api.ts';
import {
  accounts, act, button, crash, dialog, enterPanel, exchanges, form, recordReceived, textbox,
} from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
const first = 'Le client rappellera.';
const theirs = 'Le client rappellera jeudi.';
const mine = 'Le client rappellera vendredi, avant midi.';

test('an edit that meets another shows both texts, and keeps its own or takes theirs', async ({ page, browser, server }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, first);
  const context = await browser.newContext({ baseURL: server.url, locale: 'fr-FR' });
  const other = await enterPanel(await context.newPage(), number, accounts.administrator);

  await act(exchanges(panel, first), 'Modifier');
  await form.detail(panel).fill(mine);
  await form.subject(panel).fill('Mon objet');
  await edit(other, first, theirs);
  await form.save(panel).click();
  const conflict = conflictIn(panel);
  await expect(conflict).toContainText('Antoine Lefèvre');
  await expect(conflict).toContainText(theirs);
  await expect(form.detail(panel)).toHaveValue(mine);
  await expect(form.subject(panel)).toHaveValue('Mon objet');
  await button(conflict, 'Enregistrer ma version').click();
  await expect(exchanges(panel, mine)).toContainText('Mon objet');
  await expect(form.detail(panel)).toBeHidden();
  await act(exchanges(panel, mine), 'Détails');
  const details = dialog(page, /Historique/);
  for (const text of [first, theirs, mine]) await expect(details).toContainText(text);
  await button(details, 'Fermer').click();

  await act(exchanges(panel, mine), 'Modifier');
  await form.detail(panel).fill('Une autre idée.');
  await other.page().reload();
  await edit(other, mine, theirs);
  await form.save(panel).click();
  await button(conflict, 'Reprendre la version enregistrée').click();
  await expect(form.detail(panel)).toHaveValue(theirs);
  await expect(conflict).toBeHidden();
  await form.save(panel).click();
  await expect(form.detail(panel)).toBeHidden();
  await expect(exchanges(panel, theirs)).toHaveCount(1);
  await context.close();
});

test('a text that was refused outlives a crash of the browser', async ({ page, context, server }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, first);
  await act(exchanges(panel, first), 'Modifier');
  await form.detail(panel).fill(mine);
  await editElsewhere(server.url, panel);
  await form.save(panel).click();
  await expect(conflictIn(panel)).toContainText(theirs);
  await expect(form.detail(panel)).toHaveValue(mine);
  await crash(page);

  const again = await enterPanel(await context.newPage(), number);
  await expect(exchanges(again, theirs)).toHaveCount(1);
  if (!(await form.detail(again).isVisible())) await act(exchanges(again, theirs), 'Modifier');
  await expect(form.detail(again)).toHaveValue(mine, { timeout: 3_000 });
  // It was written on the first version: validating it must ask again.
  await form.save(again).click();
  await expect(conflictIn(again)).toContainText(theirs);
});

test('a deletion that meets an edit is refused in a sentence, and its reason is still there', async ({ page, server }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, first);
  await act(exchanges(panel, first), 'Supprimer');
  const question = dialog(page, "Supprimer l'échange");
  await textbox(question, 'Motif').fill('Doublon du 12 mars');
  await editElsewhere(server.url, panel);
  await button(question, 'Supprimer').click();
  await expect(page.getByText(/modifié cet échange entre-temps/).first()).toBeVisible();
  await expect(exchanges(panel, theirs)).toHaveCount(1);
  if (!(await question.isVisible())) await act(exchanges(panel, theirs), 'Supprimer');
  await expect(textbox(question, 'Motif')).toHaveValue('Doublon du 12 mars', { timeout: 3_000 });
});

function conflictIn(panel: Locator): Locator {
  return panel.getByRole('region', { name: /vient d’être modifié/ });
}

async function edit(panel: Locator, before: string, after: string): Promise<void> {
  await act(exchanges(panel, before), 'Modifier');
  await form.detail(panel).fill(after);
  await form.save(panel).click();
  await expect(exchanges(panel, after)).toHaveCount(1);
}

async function editElsewhere(url: string, panel: Locator): Promise<void> {
  const exchange = await exchanges(panel, first).getAttribute('data-exchange');
  expect(await execute(await sessionOf(url), editExchange(exchange, { detail: theirs }))).toHaveProperty('Done');
}
