import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { execute, recordExchange, sessionOf } from '../support/api.ts';
import { expectNoViolations } from '../support/axe.ts';
import { write } from '../support/database.ts';
import { accounts, button, enter, expectRefused, open, panelOf, signIn, tabTo, textbox } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const dit = 'DIT-2026-0001';
const path = '/settings/outbox';

/** A sent exchange that leaves by mail. */
async function mail(session: APIRequestContext, to: string, subject = 'Rendez-vous'): Promise<void> {
  const order = { from: '', to, cc: '', bcc: '', has_signature: false };
  await execute(session, recordExchange(dit, { direction: 'Sent', subject, detail: 'Bonjour', mail: order }));
}

/** The number under a word. */
function figure(page: Page, word: string): Locator {
  return page.locator('.Figure').filter({ has: page.getByText(word, { exact: true }) }).locator('dd').first();
}

function rows(page: Page): Locator {
  return page.locator('.OutboxTable tbody tr');
}

function railEntry(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name: /^File d'envoi/ });
}

async function enterOutbox(page: Page): Promise<void> {
  await enter(page.request, accounts.administrator);
  await open(page, path);
}

test('an administrator pauses all sending: mails wait, and leave once it is resumed', async ({ page, server, smtp }) => {
  const dispatcher = await sessionOf(server.url, accounts.dispatcher);
  await signIn(page, accounts.administrator);
  await railEntry(page).click();
  await expect(page.getByRole('heading', { level: 1, name: "File d'envoi" })).toBeVisible();

  await button(page, 'Suspendre tous les envois').click();
  await expect(button(page, 'Reprendre tous les envois')).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: 'a suspendu tous les envois' })).toBeVisible();
  await mail(dispatcher, 'attend@client.example');
  await expect(figure(page, 'Destinataires en attente')).toHaveText('1', { timeout: 15_000 });
  expect(smtp.mails).toHaveLength(0);

  await button(page, 'Reprendre tous les envois').click();
  await expect(figure(page, 'Destinataires en attente')).toHaveText('0', { timeout: 20_000 });
  expect(smtp.mails).toHaveLength(1);
  await expect(button(page, 'Suspendre tous les envois')).toBeVisible();
  await expect(page.getByText('a suspendu tous les envois')).toHaveCount(0);
});

test('who needs somebody is listed without a reload, and leads to the request', async ({ page, server, smtp }) => {
  const dispatcher = await sessionOf(server.url, accounts.dispatcher);
  smtp.refuse('inconnu@client.example', '5.1.1 no such user');
  await enterOutbox(page);
  await expect(page.getByText('Aucun destinataire à suivre')).toBeVisible();

  await mail(dispatcher, 'inconnu@client.example', 'Devis');
  await expect(rows(page)).toHaveCount(1, { timeout: 15_000 });
  const row = rows(page).first();
  await expect(row).toContainText('refusé');
  await expect(row).toContainText('Cette adresse n’existe pas');
  await expect(row).toContainText('5.1.1 no such user');
  const link = row.getByRole('link', { name: dit });
  await link.focus();

  await page.getByRole('link', { name: /^Différés/ }).click();
  await expect(page.getByText('Aucun destinataire dans cet état')).toBeVisible();
  await page.goBack();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('link', { name: /^Refusés/ }).click();
  await expect(page).toHaveURL(/state=refused/);
  await expect(rows(page)).toHaveCount(1);
  await link.click();
  await expect(page).toHaveURL(new RegExp(`/dits/${dit}\\?panel=exchanges`));
  await expect(panelOf(page, dit)).toContainText('Devis');
});

test('looking again takes nothing away from who reads the list', async ({ page, server, smtp }) => {
  const dispatcher = await sessionOf(server.url, accounts.dispatcher);
  smtp.refuse('un@client.example', '5.1.1 no');
  smtp.refuse('deux@client.example', '5.1.1 no');
  await mail(dispatcher, 'un@client.example');
  await enterOutbox(page);
  const link = rows(page).filter({ hasText: 'un@client.example' }).getByRole('link');
  await expect(link).toBeVisible({ timeout: 15_000 });
  await link.focus();
  await mail(dispatcher, 'deux@client.example');
  await expect(rows(page)).toHaveCount(2, { timeout: 15_000 });
  await expect(link).toBeFocused();
});

test('a test mail leaves, and its state is followed to the end', async ({ page, smtp }) => {
  await enterOutbox(page);
  const address = textbox(page, "Adresse de l'essai");
  const send = button(page, "Envoyer un mail d'essai");
  await send.click();
  await expectRefused(address, /Saisissez une adresse/);
  await address.fill('faux');
  await send.click();
  await expectRefused(address, /faux/);

  await page.getByRole('combobox', { name: 'Expéditeur' }).selectOption('technique@example.org');
  await address.fill('essai@client.example');
  await send.click();
  const state = page.locator('[data-test-state]');
  await expect(state).toHaveText('remis au serveur', { timeout: 20_000 });
  await expect(page.locator('.Trial-result')).toContainText('Réponse du serveur');
  await expect.poll(() => smtp.mails.length).toBe(1);
  const received = await smtp.mails[0]?.parsed();
  expect(received?.from?.value[0]?.address).toBe('technique@example.org');
  expect(received?.headers.get('auto-submitted')).toBe('auto-generated');
  expect(received?.text).toContain('mail d’essai');

  smtp.refuse('refus@client.example', '5.2.2 mailbox full');
  await address.fill('refus@client.example');
  await page.keyboard.press('F2');
  await expect(state).toHaveText('refusé', { timeout: 20_000 });
  await expect(page.locator('.Trial-result')).toContainText('5.2.2 mailbox full');
});

test('a domain gets its key, and what it has to publish can be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await enterOutbox(page);
  const domain = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'example.org', exact: true }) });
  await button(domain, 'Créer la clé').click();
  const value = textbox(domain, "Valeur de l'enregistrement");
  await expect(value).toHaveValue(/^v=DKIM1; k=rsa; p=/, { timeout: 90_000 });
  await expect(textbox(domain, "Nom de l'enregistrement")).toHaveValue(/\._domainkey\.example\.org$/);
  await expect(textbox(domain, "Type de l'enregistrement")).toHaveValue('TXT');
  await expect(domain.getByRole('heading')).toBeFocused();
  await button(domain, 'Copier la valeur').click();
  await expect(page.getByText('Copié.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await value.inputValue());
});

test('an account that the program stopped is told on every page until it is resumed', async ({ page, server }) => {
  const paused = `${Date.now()}, NULL, 'sign_in_refused', '535 5.7.8 bad credentials'`;
  await write(server, `INSERT INTO smtp_accounts (name, paused_at, paused_by, reason, reply) VALUES ('', ${paused})`);
  await signIn(page, accounts.administrator);
  await expect(railEntry(page)).toHaveAccessibleName(/alerte : un compte est en pause/);
  await expectNoViolations(page, 'the list, with an alert');
  await railEntry(page).click();
  const banner = page.getByRole('status').filter({ hasText: 'Le programme a mis en pause' });
  await expect(banner).toContainText('refuse l’identifiant ou le mot de passe');
  await expect(banner).toContainText('535 5.7.8 bad credentials');
  await expectNoViolations(page, 'the outbox, with an alert');
  await button(banner, 'Reprendre les envois de ce compte').click();
  await expect(banner).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(railEntry(page)).toHaveAccessibleName("File d'envoi");
});

test('for others there is no entry, and a calm sentence', async ({ page }) => {
  for (const email of [accounts.dispatcher, accounts.technician]) {
    await enter(page.request, email);
    const answer = await open(page, path);
    expect(answer?.status(), email).toBe(403);
    await expect(page.getByText('Cette page est réservée aux administrateurs')).toBeVisible();
    await expect(railEntry(page)).toHaveCount(0);
    await expectNoViolations(page, `the outbox of ${email}`);
  }
});

test('without network the page stays, says so, and goes on by itself', async ({ page, context, server, smtp }) => {
  const dispatcher = await sessionOf(server.url, accounts.dispatcher);
  smtp.refuse('apres@client.example', '5.1.1 no');
  await enterOutbox(page);
  await context.setOffline(true);
  await expect(page.getByText(/^Pas de réseau/)).toBeVisible();
  await expect(figure(page, 'Destinataires en attente')).toBeVisible();
  await mail(dispatcher, 'apres@client.example');
  await context.setOffline(false);
  await expect(rows(page)).toHaveCount(1, { timeout: 15_000 });
  await expect(page.getByText(/^Pas de réseau/)).toHaveCount(0);
});

test('a server that fails leaves what was there, says how old it is, and can be asked again', async ({ page }) => {
  await enterOutbox(page);
  await page.route('**/api/outbox', (route) => route.abort());
  const banner = page.getByRole('status').filter({ hasText: 'Ce qui est affiché date du' });
  await expect(banner).toBeVisible({ timeout: 15_000 });
  await expect(figure(page, 'Destinataires en attente')).toBeVisible();
  await expectNoViolations(page, 'the outbox, stale');
  await page.unroute('**/api/outbox');
  await button(banner, 'Réessayer').click();
  await expect(banner).toHaveCount(0);
});

test('the whole page needs no mouse', async ({ page }) => {
  await enterOutbox(page);
  await tabTo(page, button(page, 'Suspendre tous les envois'));
  await page.keyboard.press('Enter');
  await expect(button(page, 'Reprendre tous les envois')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(button(page, 'Suspendre tous les envois')).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: /^Refusés/ }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/state=refused/);
  await expect(page.getByRole('link', { name: /^Refusés/ })).toBeFocused();
  await tabTo(page, button(page, 'Suspendre : Compte par défaut'));
  await page.keyboard.press('Enter');
  await expect(button(page, 'Reprendre : Compte par défaut')).toBeFocused();
  await tabTo(page, textbox(page, "Adresse de l'essai"));
  await page.keyboard.type('clavier@client.example');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-test-state]')).toHaveText('en attente');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, { tag: '@every-size' }, () => {
    test.use({ colorScheme });

    test('the outbox has no accessibility violation', async ({ page, server, smtp }) => {
      const dispatcher = await sessionOf(server.url, accounts.dispatcher);
      await enterOutbox(page);
      await expectNoViolations(page, 'empty');
      smtp.refuse('inconnu@client.example', '5.1.1 no such user');
      await mail(dispatcher, 'inconnu@client.example');
      await expect(rows(page)).toHaveCount(1, { timeout: 15_000 });
      await button(page, "Envoyer un mail d'essai").click();
      await expect(textbox(page, "Adresse de l'essai")).toHaveAttribute('aria-invalid', 'true');
      await expectNoViolations(page, 'with a refused recipient and a wrong field');
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
  });
}
