import { button, exchanges, form, openDit, openPanel, panelOf, signIn } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('what was typed is found again after the page was loaded again', { tag: '@every-size' }, async ({ page }) => {
  const detail = 'Ligne 1\nLigne 2 : « guillemets », œuf, 12 €';
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.subject(panel).fill('Créneau');
  await form.detail(panel).fill(detail);
  await page.reload();

  await expect(panel).toBeVisible();
  await reopen(panel, 'Message transmis');
  await expect(form.detail(panel)).toHaveValue(detail);
  await expect(form.subject(panel)).toHaveValue('Créneau');
  await form.save(panel).click();
  await expect(exchanges(panel, 'Ligne 2')).toHaveCount(1);

  // Once recorded, it is a draft no longer.
  await page.reload();
  await expect(exchanges(panel, 'Ligne 2')).toHaveCount(1);
  await reopen(panel, 'Message transmis');
  await expect(form.detail(panel)).toHaveValue('');
});

test('a draft follows its author to another device', async ({ page, browser, server }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  const kept = page.waitForResponse((response) => response.url().includes('/api/') && response.url().includes('draft') && response.ok());
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('Commencé au bureau.');
  await kept;

  const context = await browser.newContext({ baseURL: server.url, locale: 'fr-FR' });
  const tablet = await context.newPage();
  await signIn(tablet);
  await openDit(tablet, number);
  const other = await openPanel(tablet, number);
  await reopen(other, 'Message reçu');
  await expect(form.detail(other)).toHaveValue('Commencé au bureau.');
  await context.close();
});

test('closing an unsaved form asks, and going on keeps the text', async ({ page }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('Pas encore enregistré.');
  await button(panel, 'Fermer').click();
  const question = page.getByRole('alertdialog').or(page.getByRole('dialog').filter({ hasNot: form.detail(page) }));
  await expect(question.last()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panelOf(page, number)).toBeVisible();
  await expect(form.detail(panel)).toHaveValue('Pas encore enregistré.');
});

/** A form with a draft may be open already. */
async function reopen(panel: ReturnType<typeof panelOf>, name: string): Promise<void> {
  await expect(form.detail(panel).or(button(panel, name)).first()).toBeVisible();
  if (!(await form.detail(panel).isVisible())) await button(panel, name).click();
}
