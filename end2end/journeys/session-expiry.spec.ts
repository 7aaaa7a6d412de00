import { button, exchanges, fillSignIn, form, indicator, notice, openDit, openPanel, signIn } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('a session that ends while typing costs a sign-in and nothing else', async ({ page, context }) => {
  const detail = 'Le gardien ouvrira le local à 8 h.';
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.subject(panel).fill('Accès au local');
  await form.detail(panel).fill(detail);
  await context.clearCookies();
  await form.save(panel).click();

  const dialog = page.getByRole('dialog').filter({ has: page.getByLabel('Mot de passe', { exact: true }) });
  await expect(dialog).toBeVisible();
  await expect(page).toHaveURL(/\/dits\/DIT-2026-0001/);
  await fillSignIn(dialog);
  await expect(dialog).toBeHidden();

  // The program goes on by itself, or the person validates again: the text is there in either case.
  await expect(async () => {
    if (await form.save(panel).isVisible()) {
      await expect(form.detail(panel)).toHaveValue(detail);
      await expect(form.subject(panel)).toHaveValue('Accès au local');
      await form.save(panel).click();
    }
    await expect(exchanges(panel, detail)).toHaveCount(1, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });

  await page.reload();
  await expect(exchanges(panel, detail)).toHaveCount(1);
  await expect(exchanges(panel, detail)).toContainText('Accès au local');
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 1, dernier du client');
});

test('a wrong password in the dialog keeps the text', async ({ page, context }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('À ne pas perdre.');
  await context.clearCookies();
  await form.save(panel).click();
  const dialog = page.getByRole('dialog').filter({ has: page.getByLabel('Mot de passe', { exact: true }) });
  await dialog.getByRole('textbox', { name: 'Adresse e-mail', exact: true }).fill('demo@example.org');
  await dialog.getByLabel('Mot de passe', { exact: true }).fill('faux');
  await button(dialog, 'Se connecter').click();
  await expect(notice(dialog)).toBeVisible();
  await fillSignIn(dialog);
  await expect(dialog).toBeHidden();
  await expect(async () => {
    if (await form.save(panel).isVisible()) await form.save(panel).click();
    await expect(exchanges(panel, 'À ne pas perdre.')).toHaveCount(1, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
});

test('a page asked for without a session comes after signing in', async ({ page }) => {
  await page.goto('/dits/DIT-2026-0002');
  await expect(page).toHaveURL(/\/login/);
  await fillSignIn(page);
  await expect(page).toHaveURL(/\/dits\/DIT-2026-0002/);
});
