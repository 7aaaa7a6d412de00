import { button, exchanges, expectRefused, form, indicator, notice, open, openDit, openPanel, signIn } from '../support/pages.ts';
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
  await page.goto('/login');
  await page.getByRole('textbox', { name: 'Adresse e-mail', exact: true }).fill('demo@example.org');
  await page.getByLabel('Mot de passe', { exact: true }).fill('faux');
  await button(page, 'Se connecter').click();
  await expect(notice(page)).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Adresse e-mail', exact: true })).toHaveValue('demo@example.org');
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
