import type { Locator, Page } from '@playwright/test';
import { expectNoViolations } from '../support/axe.ts';
import {
  accounts,
  button,
  composer,
  dialog,
  enter,
  enterPanel,
  expectRefused,
  form,
  open,
  openComposer,
  signIn,
  textbox,
} from '../support/pages.ts';
import { hold } from '../support/hold.ts';
import { expect, test } from '../support/test.ts';

const path = '/settings/templates';

async function enterTemplates(page: Page): Promise<void> {
  await enter(page.request, accounts.administrator);
  await open(page, path);
}

/** The names of the templates that are offered, in their order. */
function offered(page: Page): Locator {
  return page.getByRole('region', { name: 'Modèles proposés', exact: true }).getByRole('heading', { level: 3 });
}

function retired(page: Page): Locator {
  return page.getByRole('region', { name: 'Modèles retirés', exact: true });
}

/** The fields of a template. */
const fields = {
  name: (tool: Locator) => textbox(tool, 'Nom'),
  subject: (tool: Locator) => textbox(tool, 'Objet'),
  text: (tool: Locator) => textbox(tool, 'Texte'),
};

async function write(page: Page): Promise<Locator> {
  await button(page, 'Nouveau modèle').click();
  const tool = dialog(page, 'Nouveau modèle');
  await expect(tool).toBeVisible();
  return tool;
}

test('an administrator writes a template, and is told what a field may be called', async ({ page }) => {
  await signIn(page, accounts.administrator);
  await page.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name: 'Modèles' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Modèles' })).toBeVisible();
  await expect(offered(page)).toHaveText([
    'Accusé de réception',
    'Prise de rendez-vous',
    'Complément d’information',
    'Relance',
    'Clôture de la demande',
  ]);

  const tool = await write(page);
  await button(tool, 'Enregistrer').click();
  await expectRefused(fields.name(tool), /Saisissez le nom du modèle/);
  await fields.name(tool).fill('Devis envoyé');
  await fields.subject(tool).fill('Devis pour {dit.objet}');
  await fields.text(tool).fill('Bonjour {contact.mail},');
  await button(tool, 'Enregistrer').click();
  await expectRefused(fields.text(tool), /\{contact\.mail\}.*\{contact\.nom\}.*\{date\.jour\}/s);
  await fields.text(tool).fill('Bonjour {contact.nom}, Voici notre devis.');
  await page.keyboard.press('F2');
  await expect(tool).toBeHidden();
  await expect(offered(page).last()).toHaveText('Devis envoyé');

  await button(page, 'Modifier : Devis envoyé').click();
  const anew = dialog(page, 'Modifier le modèle');
  await expect(fields.text(anew)).toHaveText(/Bonjour \{contact\.nom\},.*Voici notre devis\./s);
  await fields.name(anew).fill('Devis');
  await button(anew, 'Enregistrer').click();
  await expect(offered(page).last()).toHaveText('Devis');
});

test('templates are put into order by keyboard, retired and offered again', async ({ page }) => {
  await enterTemplates(page);
  const up = button(page, 'Monter : Relance');
  await up.focus();
  await page.keyboard.press('Enter');
  await expect(offered(page).nth(2)).toHaveText('Relance');
  await expect(up).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(offered(page).nth(1)).toHaveText('Relance');
  await expect(button(page, 'Monter : Accusé de réception')).toBeDisabled();

  await button(page, 'Retirer : Relance').click();
  await expect(offered(page)).toHaveCount(4);
  await expect(retired(page)).toContainText('Relance');
  await button(page, 'Remettre : Relance').click();
  await expect(offered(page).nth(1)).toHaveText('Relance');
  await expect(retired(page)).toHaveCount(0);
});

test('what was typed is found again after a reload, until it is thrown away', async ({ page }) => {
  await enterTemplates(page);
  const tool = await write(page);
  await fields.text(tool).fill('Un texte commencé');
  await page.reload();
  await write(page);
  await expect(fields.text(tool)).toHaveText('Un texte commencé');
  await button(tool, 'Reprendre la version enregistrée').click();
  await expect(fields.text(tool)).toHaveText('');
  await button(tool, 'Fermer').click();
  await expect(tool).toBeHidden();
  await write(page);
  await expect(fields.text(tool)).toHaveText('');
  await expect(button(tool, 'Reprendre la version enregistrée')).toHaveCount(0);
});

test('what is written while a template is being saved is saved by the next time', async ({ page }) => {
  await enterTemplates(page);
  const { release } = await hold(page, '**/api/execute');
  await button(page, 'Modifier : Relance').click();
  const tool = dialog(page, 'Modifier le modèle');
  await fields.name(tool).fill('Relance polie');
  const asked = page.waitForRequest('**/api/execute');
  await page.keyboard.press('F2');
  await asked;
  await fields.subject(tool).fill('Où en est votre demande ?');
  release();
  await expect(offered(page).filter({ hasText: 'Relance polie' })).toHaveCount(1);
  await expect(fields.subject(tool)).toHaveValue('Où en est votre demande ?');
  await button(tool, 'Enregistrer').click();
  await expect(tool).toBeHidden();
  await button(page, 'Modifier : Relance polie').click();
  await expect(fields.subject(tool)).toHaveValue('Où en est votre demande ?');
});

test('two administrators do not overwrite each other without a word', async ({ page, browser, server }) => {
  await enterTemplates(page);
  await button(page, 'Modifier : Relance').click();
  const tool = dialog(page, 'Modifier le modèle');
  await fields.text(tool).fill('Ma relance');

  const other = await browser.newPage({ baseURL: server.url });
  await enterTemplates(other);
  await button(other, 'Modifier : Relance').click();
  const theirs = dialog(other, 'Modifier le modèle');
  await fields.text(theirs).fill('Leur relance');
  await button(theirs, 'Enregistrer').click();
  await expect(theirs).toBeHidden();
  await other.close();

  await button(tool, 'Enregistrer').click();
  await expect(tool).toContainText('Quelqu’un d’autre a modifié ce modèle');
  await expect(fields.text(tool)).toHaveText('Ma relance');
  await button(tool, 'Enregistrer').click();
  await expect(tool).toBeHidden();
});

test('for others the page is a sentence', async ({ page }) => {
  await enter(page.request);
  const response = await open(page, path);
  expect(response?.status()).toBe(403);
  await expect(page.getByText('Cette page est réservée aux administrateurs')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Modèles' })).toHaveCount(0);
});

test('a template fills an empty mail with what is known of the request, and nothing left open leaves', async ({ page, smtp }) => {
  const number = 'DIT-2026-0001';
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  await button(tool, 'Modèle').click();
  await button(tool, 'Accusé de réception').click();
  await expect(composer.subject(tool)).toHaveValue(`Votre demande ${number} est enregistrée`);
  const content = composer.content(tool);
  await expect(content).toContainText(`Elle porte le numéro ${number}`);
  await expect(content).not.toContainText('{');
  await expect(content).toBeFocused();

  await test.step('what is put in later stands where the caret is, and keeps the subject', async () => {
    await page.keyboard.type('Avant. ');
    await button(tool, 'Modèle').click();
    await button(tool, 'Clôture de la demande').click();
    await expect(composer.subject(tool)).toHaveValue(`Votre demande ${number} est enregistrée`);
    await expect(content).toContainText(/Avant\. .*Bonjour.*est close ce \S+ \d+ \S+ \d{4}/s);
  });

  await test.step('a field without value is shown, and told when the mail is to leave', async () => {
    await button(tool, 'Fermer').click();
    await panel.getByRole('combobox', { name: 'Reçu par', exact: true }).selectOption('');
    await form.detail(panel).fill('');
    await form.recipientMail(panel).fill('quelquun@client.example');
    await openComposer(page, panel);
    await button(tool, 'Modèle').click();
    await button(tool, 'Relance').click();
    await expect(page.getByText(/^Modèle inséré. Sans valeur connue.*\{contact\.nom\}/)).toBeVisible();
    await expect(content).toContainText('{contact.nom}');
    await button(tool, 'Envoyer').click();
    await expectRefused(content, /contact\.titre.*n’a pas de valeur/);
    expect(smtp.mails).toHaveLength(0);
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, { tag: '@every-size' }, () => {
    test.use({ colorScheme });

    test('the page of templates has no accessibility violation', async ({ page }) => {
      await enterTemplates(page);
      await button(page, 'Retirer : Relance').click();
      await expect(retired(page)).toBeVisible();
      await expectNoViolations(page, 'templates');
      const tool = await write(page);
      await tool.getByText('Champs disponibles').click();
      await button(tool, 'Enregistrer').click();
      await expectRefused(fields.name(tool), /Saisissez/);
      await expectNoViolations(page, 'template, refused');
    });
  });
}
