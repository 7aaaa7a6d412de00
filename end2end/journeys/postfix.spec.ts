import type { Locator } from '@playwright/test';
import { button, enterPanel, exchanges, form } from '../support/pages.ts';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import { expect, test as base } from '../support/test.ts';

const number = 'DIT-2026-0001';

base.skip(process.getuid?.() !== 0, 'Postfix can only be started by root');

const test = base.extend<{ postfix: Postfix }>({
  postfix: async ({}, use) => {
    const postfix = await startPostfix();
    await use(postfix);
    await postfix.stop();
  },
  smtpUrl: async ({ postfix }, use) => use(postfix.url),
});

async function send(panel: Locator, to: string, subject: string): Promise<Locator> {
  await button(panel, 'Message transmis').click();
  await form.recipientMail(panel).fill(to);
  await form.subject(panel).fill(subject);
  await form.detail(panel).fill(`Bonjour, ceci concerne : ${subject}.`);
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  const exchange = exchanges(panel, subject);
  await expect(exchange).toHaveCount(1);
  return exchange;
}

async function expectState(exchange: Locator, state: string): Promise<void> {
  await expect(exchange.locator('[data-mail-state]')).toHaveAttribute('data-mail-state', state);
}

test('a real mail server takes a mail, refuses an unknown address and asks to come back later', async ({ page, postfix }) => {
  postfix.greylist('contact1b@client.example', true);
  const panel = await enterPanel(page, number);

  const sent = await send(panel, 'contact1@client.example', 'Créneau confirmé');
  await expectState(sent, 'accepted');
  await expect.poll(async () => (await postfix.mailbox('contact1')).map((mail) => mail.subject)).toEqual(['Créneau confirmé']);

  const refused = await send(panel, 'inconnu@client.example', 'Adresse mal notée');
  await expectState(refused, 'refused');
  await expect(refused).toContainText('Cette adresse n’existe pas chez le destinataire');
  await expect(refused).toContainText('550 5.1.1');

  const deferred = await send(panel, 'contact1b@client.example', 'Pièce commandée');
  await expectState(deferred, 'deferred');
  await expect(deferred).toContainText('demande de réessayer un peu plus tard');
  await expect(deferred).toContainText(/prochain essai/);
  expect(await postfix.mailbox('contact1b')).toEqual([]);

  // It would be tried again by itself within a minute or so; a person need not wait for that.
  postfix.greylist('contact1b@client.example', false);
  await button(deferred, 'Renvoyer').click();
  await expectState(deferred, 'accepted');
  await expect.poll(async () => (await postfix.mailbox('contact1b')).map((mail) => mail.subject)).toEqual(['Pièce commandée']);
  expect(await postfix.mailbox('contact1')).toHaveLength(1);
});
