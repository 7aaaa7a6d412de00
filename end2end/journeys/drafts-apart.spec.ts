import type { Locator, Page } from '@playwright/test';
import { enterCrit, execute, read, sessionOf } from '../support/api.ts';
import { accounts, act, button, dialog, enterPanel, exchanges, form, openPanelByAddress, panelOf, recordReceived } from '../support/pages.ts';
import { hold } from '../support/hold.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

/** Writes wait until they are let go, with another text in the place of one of their texts, if one is given. */
async function holdWrites(page: Page): Promise<{ asked: () => number; release: (text?: string, instead?: string) => void }> {
  let count = 0;
  let release: (change: readonly [string, string]) => void = () => undefined;
  const released = new Promise<readonly [string, string]>((resolve) => (release = resolve));
  await page.route('**/api/execute', async (route) => {
    count += 1;
    const [text, instead] = await released;
    const postData = (route.request().postData() ?? '').replace(text, instead);
    await route.continue({ postData });
  });
  return { asked: () => count, release: (text = '', instead = '') => release([text, instead]) };
}

test('a page that goes writes nothing over what another page has written since', async ({ page, context }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('un');
  const other = await context.newPage();
  const twin = await openPanelByAddress(other, number);
  await expect(form.detail(twin)).toHaveValue('un');
  await form.detail(twin).fill('un deux');
  await other.close({ runBeforeUnload: true });
  await page.reload();
  await expect(form.detail(panel)).toHaveValue('un deux');

  await test.step('nor takes it away, nor does closing an empty form', async () => {
    const openEmpty = async (): Promise<Locator> => {
      const empty = await openPanelByAddress(await context.newPage(), number);
      await button(empty, 'Message reçu').click();
      return empty;
    };
    const [left, closed] = [await openEmpty(), await openEmpty()];
    await button(panel, 'Message reçu').click();
    await form.detail(panel).fill('trois');
    await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('trois');
    await left.page().reload();
    await button(closed, 'Fermer').click();
    await expect(form.detail(closed)).toHaveCount(0);
    await page.reload();
    await expect(form.detail(panel)).toHaveValue('trois');
  });
});

test('a form is not put away while a file comes to it', async ({ page }) => {
  const { release } = await hold(page, '**/attachments?*');
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const plan = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('plan') };
  await panel.getByLabel('Joindre un fichier', { exact: true }).setInputFiles(plan);
  await expect(panel.getByRole('progressbar')).toHaveCount(1);
  await button(panel, 'Message reçu').click();
  const waiting = panel.getByText('Un fichier est encore en cours d’envoi');
  await expect(waiting).toBeVisible();
  await button(panel, 'Fermer').click();
  await button(dialog(page, 'Texte non enregistré'), 'Garder le brouillon').click();
  await expect(waiting).toBeVisible();
  await expect(panel.getByRole('progressbar')).toHaveCount(1);
  release();
  await expect(button(panel, 'Retirer plan.txt')).toBeVisible();
  await button(panel, 'Fermer').click();
  await button(dialog(page, 'Texte non enregistré'), 'Garder le brouillon').click();
  await expect(form.detail(panel)).toHaveCount(0);
  await button(panel, 'Message transmis').click();
  await expect(button(panel, 'Retirer plan.txt')).toBeVisible();
});

test('a text that is refused while one is elsewhere is told of there', async ({ page, server }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, 'Avant la fin du travail.');
  await act(exchanges(panel, 'Avant la fin du travail.'), 'Modifier');
  await form.detail(panel).fill('Un mot de plus.');
  const writes = await holdWrites(page);
  await form.save(panel).click();
  await expect.poll(writes.asked).toBe(1);
  await button(panel, 'Fermer le panneau').click();
  await expect(panelOf(page, number)).toHaveCount(0);

  const technician = await sessionOf(server.url, accounts.technician);
  const { jobs } = await read<{ jobs: { id: number }[] }>(technician, 'dit', { number });
  await execute(technician, enterCrit(jobs[0]?.id));
  writes.release();
  await expect(page.getByText(`${number} : un message a été refusé`)).toBeVisible();
  await openPanelByAddress(page, number);
  await expect(panel.getByText('Un mot de plus.')).toBeVisible();
});

test('a text that is taken back leaves the one that was written since', async ({ page }) => {
  const panel = await enterPanel(page, number);
  const writes = await holdWrites(page);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Premier texte');
  await form.save(panel).click();
  await expect.poll(writes.asked).toBe(1);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Deuxième texte');
  // An empty text is refused.
  writes.release('Premier texte', '');
  await button(panel, 'Reprendre le texte').click();
  const question = dialog(page, 'Texte non enregistré');
  await button(question, 'Garder le brouillon').click();
  await expect(page.getByText('Un autre brouillon occupe ce formulaire')).toBeVisible();
  await button(panel, 'Message transmis').click();
  await expect(form.detail(panel)).toHaveValue('Deuxième texte');

  await button(panel, 'Reprendre le texte').click();
  await button(question, 'Abandonner le texte').click();
  await expect(form.detail(panel)).toHaveValue('Premier texte');
});
