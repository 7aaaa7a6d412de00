import { button, exchanges, form, indicator, openDit, openPanel, signIn } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('a double click on the button records one exchange', async ({ page }) => {
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('Le client a rappelé.');
  await form.save(panel).dblclick();
  await expect(exchanges(panel, 'Le client a rappelé.')).toHaveCount(1);
  await page.reload();
  await expect(exchanges(panel, 'Le client a rappelé.')).toHaveCount(1);
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 1, dernier du client');
});

test('impatient clicks and keys while the answer is under way send one mail', async ({ page, smtp }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/execute', async (route) => {
    await released;
    await route.continue();
  });
  await signIn(page);
  await openDit(page, number);
  const panel = await openPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Le devis part ce soir.');
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  // Whatever the form looks like by now, these must not count.
  await page.keyboard.press('F2');
  await page.keyboard.press('Control+Enter');
  if (await form.saveAndSend(panel).isVisible()) await form.saveAndSend(panel).click({ force: true });
  release();

  await expect(exchanges(panel, 'Le devis part ce soir.')).toHaveCount(1);
  await expect(exchanges(panel, 'Le devis part ce soir.').locator('[data-mail-state]')).toHaveAttribute(
    'data-mail-state',
    'accepted',
  );
  await page.reload();
  await expect(exchanges(panel, 'Le devis part ce soir.')).toHaveCount(1);
  expect(smtp.mails).toHaveLength(1);
});
