import { truncate, writeFile } from 'node:fs/promises';
import type { APIResponse } from '@playwright/test';
import { ditIn, editExchange, enterCrit, execute, read, recordExchange } from '../support/api.ts';
import {
  button, enter, enterPanel, exchanges, expectRefused, form, indicator, notice, open, openActions, openDit, openPanel,
  openPanelByAddress, recordReceived, signIn, textbox,
} from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('an empty detail is refused with a sentence at the field', { tag: '@every-size' }, async ({ page }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message reçu').click();
  await expect(form.save(panel)).toBeEnabled();
  await form.save(panel).click();
  await expectRefused(form.detail(panel), /\S+ \S+/);

  await form.detail(panel).fill(' \n\t ');
  await form.save(panel).click();
  await expectRefused(form.detail(panel), /\S+ \S+/);

  await form.detail(panel).fill('Voilà.');
  await form.save(panel).click();
  await expect(exchanges(panel, 'Voilà.')).toHaveCount(1);
});

test('one malformed address among several is refused by name, and nothing leaves', async ({ page, smtp }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour.');
  await form.sendByMail(panel).check();
  await form.recipientMail(panel).fill('contact1@client.example; pas-une-adresse; contact1b@client.example');
  await form.saveAndSend(panel).click();
  await expectRefused(form.recipientMail(panel), /pas-une-adresse/);
  await expect(form.detail(panel)).toHaveValue('Bonjour.');

  await form.recipientMail(panel).fill('');
  await form.saveAndSend(panel).click();
  await expectRefused(form.recipientMail(panel), /\S+ \S+/);

  await page.reload();
  await expect(indicator(page)).toHaveAccessibleName('Échanges : aucun');
  expect(smtp.mails).toHaveLength(0);
});

test('a subject that is too long is refused with a sentence and kept', async ({ page }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message reçu').click();
  const subject = 'é'.repeat(201);
  await form.subject(panel).fill(subject);
  await form.detail(panel).fill('Voilà.');
  await form.save(panel).click();
  await expectRefused(form.subject(panel), /200/);
  await expect(form.subject(panel)).toHaveValue(subject);
});

test('a wrong password is answered with a sentence and keeps the address', async ({ page }) => {
  const address = page.getByRole('textbox', { name: 'Adresse e-mail', exact: true });
  const password = page.getByLabel('Mot de passe', { exact: true });
  await page.goto('/login');
  await expect(address).toBeFocused();
  await page.keyboard.type('demo@example.org');
  await password.fill('faux');
  await button(page, 'Se connecter').click();
  await expect(notice(page)).toBeVisible();
  await expect(address).toHaveValue('demo@example.org');
  // Only the password is to be typed again.
  await expect(password).toBeFocused();
});

for (const path of ['/dits/DIT-2026-9998', '/dits/n-importe-quoi', '/nulle-part']) {
  test(`${path} is a page that says that there is nothing there`, async ({ page }) => {
    await signIn(page);
    const response = await open(page, path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  });
}

test('a foreign origin is refused', async ({ page, server }) => {
  await signIn(page);
  for (const path of ['/api/execute', '/login']) {
    const answer = await page.request.post(`${server.url}${path}`, {
      headers: { origin: 'http://evil.example', 'content-type': 'application/json' },
      data: '{}',
      maxRedirects: 0,
    });
    expect(answer.status(), path).toBe(403);
  }
});

test('a body that is no command is refused without a failure of the machine', async ({ page, server }) => {
  await signIn(page);
  for (const data of ['', '{', '{"envelope":{}}', '[]', '{"envelope":{"id":"x","version":99}}']) {
    const answer = await page.request.post(`${server.url}/api/execute`, {
      headers: { origin: server.url, 'content-type': 'application/json' },
      data,
    });
    expect(answer.status(), data).toBeGreaterThanOrEqual(400);
    expect(answer.status(), data).toBeLessThan(500);
  }
});

test('a text that is far too long is refused with a sentence, stays, and outlives a reload', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message reçu').click();
  const text = 'é'.repeat(200_000);
  await form.detail(panel).fill(text);
  await form.save(panel).click();
  await expectRefused(form.detail(panel), /200\s000.*100\s000/);
  const length = (): Promise<number> => form.detail(panel).evaluate((field: HTMLTextAreaElement) => field.value.length);
  expect(await length()).toBe(text.length);
  await page.reload();
  await expect.poll(length).toBe(text.length);
});

test('a file of 50 MB is refused with a sentence, and the text stays and can be recorded', async ({ page }, info) => {
  const path = info.outputPath('plan.pdf');
  await writeFile(path, '');
  await truncate(path, 50_000_000);
  const panel = await enterPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('Le plan est trop lourd.');
  await panel.getByLabel('Joindre un fichier', { exact: true }).setInputFiles(path);
  await expect(notice(panel.getByRole('form').or(panel.locator('form')))).toContainText(/«\splan\.pdf\s» fait \d+(,\d)? Mo, 10 Mo/);
  await expect(form.detail(panel)).toHaveValue('Le plan est trop lourd.');
  await form.save(panel).click();
  await expect(exchanges(panel, 'Le plan est trop lourd.')).toHaveCount(1);
});

test('a text of spaces that nobody sees is an empty text', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('\u00a0\u202f\u2003\n\u200b\u200d\ufeff\u2060\u3000');
  await form.save(panel).click();
  await expectRefused(form.detail(panel), /obligatoire/);

  await form.detail(panel).fill('Voilà.');
  const sender = panel.getByRole('combobox', { name: 'Envoyé par', exact: true });
  await sender.selectOption('Une autre personne…');
  for (const name of ['', '\u00a0\u200b ']) {
    await textbox(panel, 'Nom de la personne').fill(name);
    await form.save(panel).click();
    await expectRefused(textbox(panel, 'Nom de la personne'), /\S+ \S+/);
  }

  // Somebody who has left since the page was loaded.
  await sender.evaluate((field: HTMLSelectElement) => (field.options[0]!.value = '999999'));
  await sender.selectOption({ value: '999999' });
  await form.save(panel).click();
  await expectRefused(sender, /plus actif/);
  await expect(form.detail(panel)).toHaveValue('Voilà.');
  await sender.selectOption('Une autre personne…');
  await textbox(panel, 'Nom de la personne').fill('M. Ney');
  await form.save(panel).click();
  await expect(exchanges(panel, 'Voilà.')).toContainText('M. Ney');
});

test('control characters and line ends are refused by the field that has them', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, 'Voilà.');
  const exchange = await exchanges(panel, 'Voilà.').getAttribute('data-exchange');
  const dit = await read<{ jobs: { id: number }[]; contact: { id: number } }>(page.request, 'dit', { number });
  const order = { from: '', to: 'a@client.example', cc: '', bcc: '', has_signature: false };
  const mailed = (changes: object): unknown => recordExchange(number, { direction: 'Sent', mail: { ...order, ...changes } });
  const commands: [field: string, command: (text: string) => unknown][] = [
    ['Subject', (subject) => recordExchange(number, { subject })],
    ['Counterpart', (name) => recordExchange(number, { counterpart: { Free: name } })],
    ['From', (from) => mailed({ from })],
    ['To', (to) => mailed({ to })],
    ['Cc', (cc) => mailed({ cc })],
    ['Bcc', (bcc) => mailed({ bcc })],
    ['Subject', (subject) => editExchange(exchange, { subject })],
    ['Counterpart', (name) => editExchange(exchange, { counterpart: { Free: name } })],
    ['Reason', (reason) => ({ DeleteExchange: { exchange, revision: 1, reason } })],
    ['Address', (address) => ({ SetContactMail: { contact: dit.contact.id, slot: 'Mail2', address } })],
  ];
  const lines: typeof commands = [
    ['Detail', (detail) => recordExchange(number, { detail })],
    ['Detail', (detail) => editExchange(exchange, { detail })],
    ['Report', (text) => enterCrit(dit.jobs[0]?.id, text)],
  ];
  for (const [texts, refused] of [
    [['a@b.example\r\nBcc: c@d.example', 'a\nb', 'a\rb', 'a\0b', 'a\u001b[31mb', 'a\u007fb', 'a\u0085b'], commands],
    [['a\0b', 'a\u001b[31mb', 'a\u007fb', 'a\u0085b'], lines],
  ] as const) {
    for (const text of texts) {
      for (const [field, command] of refused) {
        const answer = await execute(page.request, command(text));
        expect(answer, JSON.stringify(command(text))).toMatchObject({ Rejected: { Invalid: [{ field }] } });
      }
    }
  }

  const unknown = recordExchange(number, { counterpart: { Contact: 999_999 }, kind: 999, employee: 999 });
  const issues = ['Kind', 'Employee', 'Counterpart'].map((field) => ({ field, problem: 'NotInList' }));
  expect(await execute(page.request, unknown)).toEqual({ Rejected: { Invalid: issues } });
  const foreign = { SetContactMail: { contact: 999_999, slot: 'Mail1', address: 'a@b.example' } };
  expect(await execute(page.request, foreign)).toEqual({ Rejected: { Unknown: 'Contact' } });

  // Where the browser lets one through, the page says it too.
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('Un retour\u001b en trop.');
  await form.save(panel).click();
  await expectRefused(form.detail(panel), /caractère invisible/);
  await form.detail(panel).fill('Sans.');
  await form.subject(panel).fill('Objet\u0000 troué');
  await form.save(panel).click();
  await expectRefused(form.subject(panel), /caractère invisible/);
  await expect(form.detail(panel)).toHaveValue('Sans.');
});

test('no text in an address makes the machine fail', async ({ page }) => {
  await enter(page.request);
  const expectAnswered = (answer: APIResponse): void => {
    expect(answer.status(), answer.url()).toBeLessThan(500);
    expect(answer.headers()['set-cookie'] ?? '', answer.url()).not.toContain('a=b');
  };
  for (const text of ['%00', '%0d%0aSet-Cookie:%20a=b', '%ff', "'%20or%201=1--"]) {
    for (const path of [
      `/?text=${text}`,
      `/?state=${text}&after=${text}&dit=${text}&panel=exchanges`,
      `/dits/${text}`,
      `/exchanges/${text}/mail.eml`,
      `/login?next=${text}`,
    ]) {
      expectAnswered(await page.request.get(path, { maxRedirects: 0 }));
    }
    expectAnswered(await page.request.post(`/attachments?name=${text}`, { data: Buffer.from('x') }));
  }
  const account = { email: 'a\r\nSet-Cookie: a=b\0', password: '\0' };
  expectAnswered(await page.request.post('/login', { form: account, maxRedirects: 0 }));
});

test('a cancelled request is read only and says so; a closed one marks what is added', async ({ page }) => {
  await enter(page.request);
  const cancelled = await ditIn(page.request, 'Cancelled');
  const panel = await openPanelByAddress(page, cancelled);
  await expect(notice(panel)).toContainText(/annulée/);
  for (const name of ['Message reçu', 'Message transmis', 'Note interne']) await expect(button(panel, name)).toBeDisabled();
  const last = exchanges(panel, /\S/).first();
  await openActions(last);
  for (const name of ['Modifier', 'Supprimer']) await expect(button(last, name)).toHaveCount(0);
  expect(await execute(page.request, recordExchange(cancelled))).toEqual({
    Rejected: { DitState: { state: 'Cancelled', action: 'Record' } },
  });

  const closed = await ditIn(page.request, 'Closed');
  const other = await openPanelByAddress(page, closed);
  await expect(notice(other)).toContainText(/après clôture/);
  await recordReceived(other, 'Le client remercie.');
  await expect(exchanges(other, 'Le client remercie.')).toContainText('Après clôture');
  await openActions(exchanges(other, 'Le client remercie.'));
  for (const name of ['Modifier', 'Supprimer']) {
    await expect(button(exchanges(other, 'Le client remercie.'), name)).toHaveCount(0);
  }
});
