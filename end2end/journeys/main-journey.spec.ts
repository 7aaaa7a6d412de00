import { addressField, button, exchanges, form, indicator, openDit, openPanel, recordReceived, signIn } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('a received and a mailed exchange are logged, counted and sent', { tag: '@every-size' }, async ({ page, smtp }) => {
  const received = 'Le portillon du quai 3 reste bloqué depuis ce matin.';
  const sent = 'Bonjour,\n\nUn technicien passera demain entre 9 h et 11 h. Élément commandé : œillet n° 12 < 5 €.';

  await signIn(page);
  await openDit(page, number);
  await expect(indicator(page)).toHaveAccessibleName('Échanges : aucun');
  const panel = await openPanel(page, number);
  await expect(page).toHaveURL(/panel=exchanges/);
  await expect(panel.getByText(/ · Entretien annuel de la chaufferie$/).getByRole('link')).toHaveAttribute('href', '/customers/C-0001');

  await recordReceived(panel, received);
  await expect(exchanges(panel, received)).toHaveAttribute('data-exchange', /.+/);

  await button(panel, 'Message transmis').click();
  await expect(form.recipientMail(panel)).toHaveValue('contact1@client.example');
  await expect(form.saveAndSend(panel)).toBeHidden();
  await form.detail(panel).fill(sent);
  await form.sendByMail(panel).check();
  await expect(form.save(panel)).toBeHidden();
  await form.saveAndSend(panel).click();

  const mailed = exchanges(panel, 'Un technicien passera demain');
  await expect(mailed).toHaveCount(1);
  await expect(exchanges(panel, received)).toHaveCount(1);
  await expect(mailed.locator('[data-mail-state]')).toHaveAttribute('data-mail-state', 'accepted');

  await button(panel, 'Fermer le panneau').click();
  await expect(panel).toBeHidden();
  await expect(page).not.toHaveURL(/panel=exchanges/);
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 2, dernier de nous');
  await expect(indicator(page)).toBeFocused();

  await page.reload();
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 2, dernier de nous');

  expect(smtp.mails).toHaveLength(1);
  const [mail] = smtp.mails;
  if (mail === undefined) throw new Error('unreachable: there is one mail');
  expect(mail.from).toBe('demo@example.org');
  expect(mail.to).toEqual(['contact1@client.example']);
  const message = await mail.parsed();
  expect(message.from?.value.map((address) => address.address)).toEqual(['demo@example.org']);
  const to = message.to === undefined ? [] : [message.to].flat();
  expect(to.flatMap((list) => list.value.map((address) => address.address))).toEqual(['contact1@client.example']);
  expect(message.subject).toMatch(/^\[DIT-2026-0001\] \S/);
  expect(message.text).toContain('Élément commandé : œillet n° 12 < 5 €.');
  expect(message.html).toContain('Élément commandé : œillet n° 12 &lt; 5 €.');
  expect(message.messageId).toMatch(/^<[^<>@\s]+@[^<>@\s]+>$/);
  expect(message.replyTo?.value[0]?.address).toMatch(/@/);
  expect(message.headers.get('x-echanges-dit')).toBe(number);
  expect(message.date).toBeInstanceOf(Date);
});

test('an exchange that is not to be mailed stays in the log', async ({ page, smtp }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Rappelé le client, rendez-vous pris.');
  await form.save(panel).click();
  await expect(exchanges(panel, 'rendez-vous pris')).toHaveCount(1);
  await expect(exchanges(panel, 'rendez-vous pris').locator('[data-mail-state]')).toHaveCount(0);
  expect(smtp.mails).toHaveLength(0);
});

test('what the recipient field shows is what is used', async ({ page, smtp }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message transmis').click();
  await addressField(panel, 'Mail destinataire').fill('contact1b@client.example; autre@client.example');
  await form.subject(panel).fill('Votre intervention');
  await form.detail(panel).fill('Voici le créneau retenu.');
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  await expect(exchanges(panel, 'Voici le créneau retenu.')).toHaveCount(1);
  await expect.poll(() => smtp.mails.flatMap((mail) => mail.to).sort()).toEqual([
    'autre@client.example',
    'contact1b@client.example',
  ]);
  for (const mail of smtp.mails) expect((await mail.parsed()).subject).toBe('Votre intervention');
});
