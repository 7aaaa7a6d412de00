import type { AddressObject } from 'mailparser';
import {
  afterUndo,
  button,
  composer,
  enterPanel,
  exchanges,
  expectAddresses,
  expectRefused,
  form,
  openComposer,
  states,
  textbox,
} from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('a mail is put together in the formatting tool and leaves as it was shown', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour,\n\nle brûleur est commandé.');
  const tool = await openComposer(page, panel);
  await expect(composer.content(tool)).toHaveText('Bonjour,\n\nle brûleur est commandé.', { useInnerText: true });
  await expect(composer.from(tool).getByRole('option')).toHaveText(['demo@example.org', 'technique@example.org']);

  await test.step('Mail 2 of the recipient is one press away', async () => {
    await expectAddresses(tool, 'À', ['contact1@client.example']);
    await button(tool, 'Ajouter contact1b@client.example').click();
    await expectAddresses(tool, 'À', ['contact1@client.example', 'contact1b@client.example']);
    await expect(tool.getByRole('button', { name: /^Ajouter contact/ })).toHaveCount(0);
  });
  await composer.cc(tool).fill('syndic@client.example');
  await composer.bcc(tool).fill('archive@example.org');
  await composer.subject(tool).fill('Brûleur commandé – n° 12');
  await composer.content(tool).fill('Bonjour,\n\nle brûleur est commandé : 5 < 6 & « œuf ».');
  await button(tool, 'Ajouter la signature').click();
  await expect(composer.signature(tool)).toContainText('Claire Moreau');
  await expect(button(tool, 'Ajouter la signature')).toHaveCount(0);

  await test.step('Fermer goes back with the work kept', async () => {
    await button(tool, 'Fermer').click();
    await expect(tool).toBeHidden();
    await expect(form.detail(panel)).toHaveValue(/5 < 6 & « œuf »/);
    await expect(form.subject(panel)).toHaveValue('Brûleur commandé – n° 12');
    await expect(form.recipientMail(panel)).toHaveValue('contact1@client.example; contact1b@client.example');
    await expect(form.sendByMail(panel)).not.toBeChecked();
  });

  await test.step('the signature follows the sender', async () => {
    await panel.getByRole('combobox', { name: 'Envoyé par', exact: true }).selectOption('Sophie Garnier');
    await openComposer(page, panel);
    await expect(composer.from(tool)).toHaveValue('sophie.garnier@example.org');
    await expect(composer.signature(tool)).toHaveCount(1);
    await expect(composer.signature(tool)).toContainText('Sophie Garnier');
    await expectAddresses(tool, 'Cc', ['syndic@client.example']);
    await expectAddresses(tool, 'Cci', ['archive@example.org']);
  });
  await composer.from(tool).selectOption('technique@example.org');
  await button(tool, 'Envoyer').click();
  await expect(tool).toBeHidden();
  const exchange = exchanges(panel, 'le brûleur est commandé');
  await expect(states(exchange, 'accepted')).toHaveCount(4, afterUndo);
  await expect(exchange).toContainText('Sophie Garnier');

  const everyone = ['archive@example.org', 'contact1@client.example', 'contact1b@client.example', 'syndic@client.example'];
  expect(smtp.mails.flatMap((mail) => mail.to).sort()).toEqual(everyone);
  for (const mail of smtp.mails) {
    expect(mail.from).toBe('technique@example.org');
    expect(mail.raw.toString('latin1')).not.toMatch(/^bcc:|archive@example\.org/im);
    const message = await mail.parsed();
    expect(addresses(message.from)).toEqual(['technique@example.org']);
    expect(message.from?.value[0]?.name).toBe('Sophie Garnier');
    expect(addresses(message.replyTo)).toEqual(['technique@example.org']);
    expect(addresses(message.to)).toEqual(['contact1@client.example', 'contact1b@client.example']);
    expect(addresses(message.cc)).toEqual(['syndic@client.example']);
    expect(message.bcc).toBeUndefined();
    expect(message.subject).toBe('Brûleur commandé – n° 12');
    expect(message.text).toMatch(/^Bonjour,\n\nle brûleur est commandé : 5 < 6 & « œuf »\.\n/);
    expect(message.text?.match(/Sophie Garnier/g)).toHaveLength(1);
    expect(message.text).toMatch(/Assistante d'exploitation/);
    expect(message.text).not.toContain('Claire Moreau');
    expect(message.html).toContain('5 &lt; 6 &amp; « œuf »');
    expect(String(message.html).match(/Sophie Garnier/g)).toHaveLength(1);
    expect(message.headers.get('x-echanges-dit')).toBe(number);
  }
});

test('the formatting tool refuses what is wrong at the field, and mails without the box', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  await button(tool, 'Envoyer').click();
  await expectRefused(composer.content(tool), /obligatoire/);
  await composer.content(tool).fill('Bonjour.');
  await composer.cc(tool).fill('bon@client.example; mauvais@');
  await button(tool, 'Envoyer').click();
  await expectRefused(composer.cc(tool), /mauvais@/);
  await composer.cc(tool).fill('');
  await button(tool, 'Retirer bon@client.example').click();
  await button(tool, 'Envoyer').click();
  await expect(states(exchanges(panel, 'Bonjour.'), 'accepted')).toHaveCount(1, afterUndo);
  expect(smtp.mails).toHaveLength(1);
  expect((await smtp.mails[0]?.parsed())?.subject).toMatch(/^\[DIT-2026-0001\] \S/);
});

test('what only the server can judge is refused at the field of the formatting tool', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  await composer.content(tool).fill('Bonjour.');
  // A domain that has no form for the wire.
  await composer.bcc(tool).fill('x@a\u2488b.example');
  await button(tool, 'Envoyer').click();
  await expect(composer.bcc(tool)).toHaveAttribute('aria-invalid', 'true');
  await expect(composer.content(tool)).toHaveText('Bonjour.', { useInnerText: true });
  await expect(composer.bcc(tool)).toBeFocused({ timeout: 3_000 });
  await expectRefused(composer.bcc(tool), /n’est pas une adresse/);
});

test('a field of the form that is wrong is told to who sends from the formatting tool', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour.');

  await panel.getByRole('combobox', { name: 'Reçu par', exact: true }).selectOption('Une autre personne…');
  const tool = await openComposer(page, panel);
  await composer.to(tool).fill('contact1@client.example');
  await button(tool, 'Envoyer').click();
  // In the tool, or at the field once the tool has made room for it.
  const atField = textbox(panel, 'Nom de la personne').and(page.locator(':focus'));
  await expect(tool.getByText(/saisissez son nom/).or(atField)).toBeVisible({ timeout: 3_000 });
});

test('a copy that is wrong in the formatting tool is told to who sends from the form', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour.');
  const tool = await openComposer(page, panel);
  await composer.cc(tool).fill('mauvais@');
  await button(tool, 'Fermer').click();
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  // Either it leaves as the form shows it, or a sentence names what is wrong.
  const said = page.getByText(/«\s*mauvais@\s*»/);
  await expect(said.or(states(exchanges(panel, 'Bonjour.'), 'accepted'))).toBeVisible({ timeout: 3_000 });
  expect(smtp.mails.flatMap((mail) => mail.to)).not.toContain('mauvais@');
});

test('what leaves from the form is what the form shows, whatever the formatting tool held', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour.');
  const tool = await openComposer(page, panel);
  await composer.from(tool).selectOption('technique@example.org');
  await composer.bcc(tool).fill('archive@example.org');
  await button(tool, 'Fermer').click();
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  await expect(states(exchanges(panel, 'Bonjour.'), 'accepted').first()).toBeVisible();
  // The sender's address here is their Mail 1, and nobody gets it who is not displayed.
  expect(smtp.mails.flatMap((mail) => mail.to)).toEqual(['contact1@client.example']);
  expect(smtp.mails.map((mail) => mail.from)).toEqual(['demo@example.org']);
});

test('one refused recipient of three is told in words, and the others are served', async ({ page, smtp }) => {
  smtp.refuse('parti@client.example', '5.1.1 User unknown');
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Voici le devis.');
  await form.recipientMail(panel).fill('contact1@client.example; parti@client.example; contact1b@client.example');
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();

  const exchange = exchanges(panel, 'Voici le devis.');
  await expect(states(exchange, 'refused')).toContainText(/parti@client\.example.*refusé/);
  await expect(states(exchange, 'refused')).toContainText('User unknown');
  await expect(states(exchange, 'accepted')).toHaveText([
    /contact1@client\.example.*remis au serveur/,
    /contact1b@client\.example.*remis au serveur/,
  ]);
  expect(smtp.mails.flatMap((mail) => mail.to).sort()).toEqual(['contact1@client.example', 'contact1b@client.example']);
});

function addresses(list: AddressObject | AddressObject[] | undefined): (string | undefined)[] {
  return (list === undefined ? [] : [list].flat()).flatMap(({ value }) => value.map(({ address }) => address));
}

test('the formatting tool opens where something is left to do', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour,\n\nla pièce');
  const tool = await openComposer(page, panel);
  await expect(composer.content(tool)).toBeFocused();
  await page.keyboard.type(' est là.');
  await expect(composer.content(tool)).toHaveText('Bonjour,\n\nla pièce est là.', { useInnerText: true });
  await button(tool, 'Fermer').click();
  await openComposer(page, panel);
  await expect(composer.content(tool)).toBeFocused();
  await page.keyboard.type(' Merci.');
  await expect(composer.content(tool)).toHaveText('Bonjour,\n\nla pièce est là. Merci.', { useInnerText: true });
  await button(tool, 'Fermer').click();
  await form.recipientMail(panel).fill('');
  await openComposer(page, panel);
  await expect(composer.to(tool)).toBeFocused();
});
