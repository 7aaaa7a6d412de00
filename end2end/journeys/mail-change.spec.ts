import type { Locator, Page } from '@playwright/test';
import type { AddressObject } from 'mailparser';
import { execute, sessionOf } from '../support/api.ts';
import { expectNoViolations } from '../support/axe.ts';
import {
  accounts,
  afterUndo,
  button,
  composer,
  dialog,
  enterPanel,
  exchanges,
  expectAddresses,
  expectRefused,
  form,
  openComposer,
  openPanelByAddress,
  signIn,
  states,
  tabTo,
} from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
const mail1 = 'contact1@client.example';
const mail2 = 'contact1b@client.example';
const note = { name: 'Devis n° 3.txt', mimeType: 'text/plain', buffer: Buffer.from('Total : 12 €\r\n') };
/** Later than any clock of a test. */
const later = '2031-01-02T09:30';

test('a refused mail is corrected and sent again with everything, and no draft is lost by it', async ({ page, smtp }) => {
  smtp.refuse(mail1, '5.1.1 User unknown');
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.subject(panel).fill('Votre devis');
  await form.detail(panel).fill('Bonjour,\n\nvoici le devis « n° 3 ».');
  await form.recipientMail(panel).fill(`${mail1}; gardien@client.example`);
  await attach(page, panel);
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  const first = exchanges(panel, 'voici le devis').filter({ hasNotText: 'corrigé' });
  await expect(states(first, 'refused')).toContainText(/n’existe pas chez le destinataire/);
  await expect(states(first, 'accepted')).toContainText('gardien@client.example');

  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('À ne pas perdre.');
  await button(first, 'Corriger et renvoyer').click();
  const tool = dialog(page, 'Mettre en forme');
  await expectAddresses(tool, 'À', [mail1]);
  await expect(composer.subject(tool)).toHaveValue('Votre devis');
  await expect(composer.content(tool)).toHaveText('Bonjour,\n\nvoici le devis « n° 3 ».', { useInnerText: true });
  await expect(button(tool, `Retirer ${note.name}`)).toBeVisible();

  await test.step('what is being corrected outlives a reload', async () => {
    await composer.content(tool).fill('Bonjour,\n\nvoici le devis « n° 3 », corrigé.');
    await page.reload();
    await expect(composer.content(tool)).toHaveText(/corrigé/, { useInnerText: true });
    await expectAddresses(tool, 'À', [mail1]);
  });
  await button(tool, `Retirer ${mail1}`).click();
  await composer.to(tool).fill(mail2);
  await button(tool, 'Envoyer').click();
  const second = exchanges(panel, 'corrigé');
  await expect(states(second, 'accepted')).toContainText(mail2, afterUndo);
  const mail = smtp.mails.find(({ to }) => to.includes(mail2));
  const message = await mail?.parsed();
  expect(message?.subject).toBe('Votre devis');
  expect(addresses(message?.to)).toEqual([mail2]);
  expect(message?.attachments.map(({ filename }) => filename)).toEqual([note.name]);
  expect(message?.attachments[0]?.content).toEqual(note.buffer);
  await expect(states(first, 'refused')).toHaveCount(1);

  await button(panel, 'Message transmis').click();
  await expect(form.detail(panel)).toHaveValue('À ne pas perdre.');
});

test('an uncertain mail is marked as received, another one is sent again', async ({ page, smtp }) => {
  smtp.cutAfterDot(mail1);
  const panel = await enterPanel(page, number);
  const arrived = await mailFromForm(panel, 'Est-ce arrivé ?', mail1);
  await expect(states(arrived, 'uncertain')).toContainText(/Vérifiez auprès du destinataire/);
  await button(arrived, 'Marquer comme reçu').click();
  await expect(states(arrived, 'accepted')).toContainText(mail1);
  await expect(button(arrived, 'Renvoyer')).toHaveCount(0);

  const lost = await mailFromForm(panel, 'Et celui-ci ?', mail1);
  await expect(states(lost, 'uncertain')).toHaveCount(1);
  smtp.serve(mail1);
  await button(lost, 'Renvoyer').press('Enter');
  await expect(states(lost, 'accepted')).toContainText(mail1);
  await expect(lost.locator('[data-mail-state]')).toHaveCount(1);
  const copies = smtp.mails.filter((mail) => mail.raw.includes('Et celui-ci'));
  expect(copies).toHaveLength(2);
  // The same mail: whoever has both sees that it is one.
  expect(copies[0]?.raw).toEqual(copies[1]?.raw);
});

test('a refused mail goes to Mail 2 in one press', async ({ page, smtp }) => {
  smtp.refuse(mail1, '5.2.2 Mailbox full');
  const panel = await enterPanel(page, number);
  const exchange = await mailFromForm(panel, 'Pour le bureau.', mail1);
  await expect(states(exchange, 'refused')).toContainText(/boîte du destinataire est pleine/);
  await button(exchange, 'Envoyer à Mail 2').click();
  await expect(states(exchange, 'accepted')).toContainText(mail2);
  await expect(states(exchange, 'refused')).toHaveCount(0);
  expect(smtp.mails.flatMap((mail) => mail.to)).toEqual([mail2]);
});

test('a deferred mail tells its next try, and is sent again at once or cancelled', async ({ page, smtp }) => {
  smtp.defer(mail1, '4.7.1 Greylisted');
  const panel = await enterPanel(page, number);
  const waiting = await mailFromForm(panel, 'Deux fois.', mail1);
  await expect(states(waiting, 'deferred')).toContainText(/prochain essai le \d+/);
  smtp.serve(mail1);
  await button(waiting, 'Renvoyer').click();
  await expect(states(waiting, 'accepted')).toHaveCount(1);

  smtp.defer(mail1, '4.7.1 Greylisted');
  const cancelled = await mailFromForm(panel, 'Finalement non.', mail1);
  await expect(states(cancelled, 'deferred')).toHaveCount(1);
  await button(cancelled, "Annuler l'envoi").click();
  await expect(states(cancelled, 'cancelled')).toHaveCount(1);
  expect(smtp.mails).toHaveLength(1);
});

test('a mail just sent is taken back by keyboard, with everything in its place', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  const tool = await composed(page, panel);
  await page.keyboard.press('F2');
  const sent = exchanges(panel, 'Écrit trop vite');
  await expect(states(sent, 'scheduled')).toHaveCount(3);
  await expect(page.getByRole('status').filter({ hasText: 'Le mail va partir' })).toBeVisible();
  await tabTo(page, button(sent, "Annuler l'envoi"));
  await page.keyboard.press('Enter');
  await expectComposed(tool);
  await expect(exchanges(panel, /Envoi annulé avant le départ/)).toContainText(/Échange supprimé par Claire Moreau/);
  await expect(states(panel, 'cancelled')).toHaveCount(3);

  await test.step('and leaves once it is right', async () => {
    await composer.content(tool).fill('Écrit comme il faut.');
    await button(tool, 'Envoyer').click();
    await expect(states(exchanges(panel, 'comme il faut'), 'accepted')).toHaveCount(3, afterUndo);
    expect(smtp.mails.every((mail) => !mail.raw.includes('trop vite'))).toBe(true);
    const message = await smtp.mails[0]?.parsed();
    expect(message?.attachments.map(({ filename }) => filename)).toEqual([note.name]);
    expect(message?.text).toMatch(/Claire Moreau/);
  });
});

test('the message and Ctrl+Z take a mail back too', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  const tool = await composed(page, panel);
  await button(tool, 'Envoyer').click();
  await expect(states(exchanges(panel, 'Écrit trop vite'), 'scheduled')).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expectComposed(tool);
  await button(tool, 'Envoyer').click();
  const toast = page.getByRole('region', { name: 'Messages' }).or(page.getByRole('status'));
  await toast.getByRole('button', { name: "Annuler l'envoi", exact: true }).first().click();
  await expectComposed(tool);
  await expect(states(panel, 'cancelled')).toHaveCount(6);
  expect(smtp.mails).toHaveLength(0);
});

test('a mail can still be taken back after a reload', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  const tool = await composed(page, panel);
  await button(tool, 'Envoyer').click();
  const sent = exchanges(panel, 'Écrit trop vite');
  await expect(states(sent, 'scheduled')).toHaveCount(3);
  await page.reload();
  await button(sent, "Annuler l'envoi").click();
  await expectComposed(tool);
  await expect(states(panel, 'cancelled')).toHaveCount(3);
  expect(smtp.mails).toHaveLength(0);
});

test('a mail leaves by itself when the page is closed', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  const tool = await composed(page, panel);
  await button(tool, 'Envoyer').click();
  await expect(states(exchanges(panel, 'Écrit trop vite'), 'scheduled')).toHaveCount(3);
  await page.close();
  await expect.poll(() => smtp.mails.flatMap((mail) => mail.to).length, afterUndo).toBe(3);
});

test('a mail that leaves later says when, and is cancelled or sent now', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Pour janvier.');
  const tool = await openComposer(page, panel);
  await composer.later(tool).check();
  await button(tool, 'Envoyer').click();
  await expectRefused(composer.leavesAt(tool), /Saisissez la date et l’heure/);
  await composer.leavesAt(tool).fill('2020-01-02T09:30');
  await button(tool, 'Envoyer').click();
  await expectRefused(composer.leavesAt(tool), /déjà passée/);
  await composer.leavesAt(tool).fill('2031-03-30T02:30');
  await button(tool, 'Envoyer').click();
  await expect(composer.leavesAt(tool)).toBeFocused();
  await expectRefused(composer.leavesAt(tool), /n’existe pas ce jour-là/);
  await composer.leavesAt(tool).fill(later);
  await button(tool, 'Envoyer').click();
  const cancelled = exchanges(panel, 'Pour janvier.');
  await expect(states(cancelled, 'scheduled')).toContainText('envoi prévu le 2 janv. 2031, 09:30');
  await button(cancelled, "Annuler l'envoi").click();
  await expect(states(cancelled, 'cancelled')).toHaveCount(1);

  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Pour tout de suite, finalement.');
  await openComposer(page, panel);
  await composer.later(tool).check();
  await composer.leavesAt(tool).fill(later);
  await button(tool, 'Envoyer').click();
  const sent = exchanges(panel, 'Pour tout de suite');
  await button(sent, 'Envoyer maintenant').click();
  await expect(states(sent, 'accepted')).toHaveCount(1);
  expect(smtp.mails).toHaveLength(1);
});

test('what somebody else has already done is told in words', async ({ page, smtp, server }) => {
  // Who is told at once what others do never meets this.
  await page.route('**/api/live*', (route) => route.abort());
  smtp.refuse(mail1, '5.1.1 User unknown');
  const panel = await enterPanel(page, number);
  const exchange = await mailFromForm(panel, 'À deux.', mail1);
  await expect(button(exchange, 'Renvoyer')).toBeVisible();
  const id = await exchange.getAttribute('data-exchange');
  const about = await states(exchange, 'refused').locator('[id^="mail-to-"]').getAttribute('id');
  const recipient = Number(about?.replace('mail-to-', ''));
  const colleague = await sessionOf(server.url);
  const resend = { ChangeMail: { exchange: id, recipients: [recipient], change: 'Resend' } };
  expect(await execute(colleague, resend)).toHaveProperty('Done');
  await button(exchange, 'Renvoyer').click();
  await expect(page.getByText(/a changé entre-temps/)).toBeVisible();
  await colleague.dispose();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, { tag: '@every-size' }, () => {
    test.use({ colorScheme });

    test('no state of a mail has an accessibility violation', async ({ page, smtp, server }) => {
      smtp.refuse(mail1, `5.1.1 ${'Unknown here, ask the postmaster. '.repeat(6)}`);
      smtp.refuse('parti@client.example', '5.1.1 User unknown');
      smtp.defer('lent@client.example', '4.7.1 Greylisted');
      smtp.cutAfterDot('coupe@client.example');
      const session = await sessionOf(server.url, accounts.dispatcher);
      await execute(session, mailed(`${mail1}; parti@client.example; lent@client.example`, 'AtOnce'));
      await execute(session, mailed('coupe@client.example', 'AtOnce'));
      await execute(session, mailed(`${mail1}; ${mail2}`, { At: later }));
      await session.dispose();
      await signIn(page);
      const panel = await openPanelByAddress(page, number);
      await expect(states(panel, 'refused')).toHaveCount(2);
      await expect(states(panel, 'uncertain')).toHaveCount(1);
      await expect(states(panel, 'deferred')).toHaveCount(1);
      await expect(button(panel, 'Envoyer maintenant')).toBeVisible();
      for (const name of ['Renvoyer', 'Corriger et renvoyer', "Annuler l'envoi", 'Marquer comme reçu']) {
        const each = button(panel, name);
        await expect(each.first()).toBeVisible();
        await expectLargeEnough(page, each);
      }
      await expectNoViolations(page, 'states of mails');

      const tool = await composed(page, panel);
      await composer.later(tool).check();
      await expectNoViolations(page, 'sending later');
      await composer.later(tool).uncheck();
      await button(tool, 'Envoyer').click();
      await expect(page.getByText('Le mail va partir.')).toBeVisible();
      await expectNoViolations(page, 'undo window');
    });
  });
}

/** A mail with copies, a hidden copy, a signature and a file, ready to be sent. */
async function composed(page: Page, panel: Locator): Promise<Locator> {
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Écrit trop vite.');
  const tool = await openComposer(page, panel);
  await composer.from(tool).selectOption('technique@example.org');
  await composer.cc(tool).fill('syndic@client.example');
  await composer.bcc(tool).fill('archive@example.org');
  await composer.subject(tool).fill('Passage – n° 12');
  await button(tool, 'Ajouter la signature').click();
  await attach(page, tool);
  await expect(button(tool, `Retirer ${note.name}`)).toBeVisible();
  return tool;
}

async function expectComposed(tool: Locator): Promise<void> {
  await expect(composer.content(tool)).toHaveText('Écrit trop vite.', { useInnerText: true });
  await expect(composer.from(tool)).toHaveValue('technique@example.org');
  await expectAddresses(tool, 'À', [mail1]);
  await expectAddresses(tool, 'Cc', ['syndic@client.example']);
  await expectAddresses(tool, 'Cci', ['archive@example.org']);
  await expect(composer.subject(tool)).toHaveValue('Passage – n° 12');
  await expect(composer.signature(tool)).toContainText('Claire Moreau');
  await expect(button(tool, `Retirer ${note.name}`)).toBeVisible();
}

async function attach(page: Page, scope: Locator): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await scope.getByText('Joindre un fichier', { exact: true }).click();
  await (await chooser).setFiles(note);
  await expect(button(scope, `Retirer ${note.name}`)).toBeVisible();
}

/** Mails at once, from the form. */
async function mailFromForm(panel: Locator, detail: string, to: string): Promise<Locator> {
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill(detail);
  await form.recipientMail(panel).fill(to);
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  const exchange = exchanges(panel, detail);
  await expect(exchange).toHaveCount(1);
  return exchange;
}

/** A command that mails these people. */
function mailed(to: string, departure: unknown): unknown {
  const mail = { from: '', to, cc: '', bcc: '', has_signature: false, departure };
  const nothing = { kind: null, channel: null, employee: null, counterpart: null, occurred_at: null, attachments: [] };
  return { RecordExchange: { dit: number, direction: 'Sent', subject: '', detail: 'Bonjour.', mail, ...nothing } };
}

/** Fingers need 44 px; a mouse has 28 at least. */
async function expectLargeEnough(page: Page, buttons: Locator): Promise<void> {
  const isCoarse = await page.evaluate(() => matchMedia('(pointer: coarse)').matches);
  for (const each of await buttons.all()) {
    expect((await each.boundingBox())?.height).toBeGreaterThanOrEqual(isCoarse ? 44 : 28);
  }
}

function addresses(list: AddressObject | AddressObject[] | undefined): (string | undefined)[] {
  return (list === undefined ? [] : [list].flat()).flatMap(({ value }) => value.map(({ address }) => address));
}
