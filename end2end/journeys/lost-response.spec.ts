import { button, exchanges, form, indicator, openDit, openPanel, signIn } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('an answer lost on its way records one exchange and sends one mail', async ({ page, smtp }) => {
  const detail = 'La pièce est arrivée, nous passons jeudi.';
  const commands: unknown[] = [];
  let lost = 0;
  await page.route('**/api/execute', async (route) => {
    commands.push(route.request().postDataJSON());
    if (lost > 0) return route.continue();
    lost += 1;
    // The server has answered, so it has done the work; the browser never learns of it.
    const answer = await route.fetch();
    expect(answer.status()).toBe(200);
    return route.abort('connectionreset');
  });

  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill(detail);
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();

  // The program tries again by itself, or gives the text back and lets the person do so: both must end the same way.
  await expect(async () => {
    if (await form.saveAndSend(panel).isVisible()) {
      await expect(form.detail(panel)).toHaveValue(detail);
      await form.saveAndSend(panel).click();
    }
    await expect(exchanges(panel, detail)).toHaveCount(1, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  expect(lost).toBe(1);
  expect(commands.length).toBeGreaterThan(1);

  await page.reload();
  await expect(exchanges(panel, detail)).toHaveCount(1);
  await expect(exchanges(panel, detail).locator('[data-mail-state]')).toHaveAttribute('data-mail-state', 'accepted');
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 1, dernier de nous');
  expect(smtp.mails).toHaveLength(1);
});

test('a request lost on its way is sent again with the text intact', async ({ page }) => {
  const detail = 'Le client confirme le créneau.';
  let lost = 0;
  await page.route('**/api/execute', (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    return route.abort('connectionrefused');
  });

  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill(detail);
  await form.save(panel).click();
  await expect(async () => {
    if (await form.save(panel).isVisible()) {
      await expect(form.detail(panel)).toHaveValue(detail);
      await form.save(panel).click();
    }
    await expect(exchanges(panel, detail)).toHaveCount(1, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  expect(lost).toBe(1);
});

test('a request that is never answered is cut off and sent again', async ({ page }) => {
  const detail = 'Le technicien est dans la cave.';
  const commands: string[] = [];
  await page.route('**/api/execute', async (route) => {
    commands.push(route.request().postData() ?? '');
    // The first one hangs, as on a connection that died without a word.
    if (commands.length > 1) await route.continue();
  });
  await page.clock.install();
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill(detail);
  await form.save(panel).click();
  await expect.poll(() => commands.length).toBe(1);
  const cut = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/execute'));
  await page.clock.fastForward(31_000);
  await cut;
  await expect(exchanges(panel, detail)).toHaveCount(1);
  expect(commands).toHaveLength(2);
  expect(commands[1]).toBe(commands[0]);
});
