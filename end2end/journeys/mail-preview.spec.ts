import { expectNoViolations } from '../support/axe.ts';
import {
  afterUndo,
  button,
  composer,
  dialog,
  enterPanel,
  exchanges,
  expectRefused,
  form,
  openComposer,
  states,
} from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

test('what is previewed is what leaves, on a computer, on a phone and as text', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour,\n\nle brûleur <b>est</b> commandé.');
  await panel.getByLabel('Joindre un fichier', { exact: true }).setInputFiles({
    name: 'Devis n° 3.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Total : 12 €'),
  });
  const tool = await openComposer(page, panel);
  await composer.from(tool).selectOption('technique@example.org');
  await composer.bcc(tool).fill('archive@example.org');
  await button(tool, 'Ajouter la signature').click();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await button(tool, 'Aperçu').click();

  const preview = dialog(page, 'Aperçu du mail');
  await expect(preview).toBeVisible();
  for (const shown of ['technique@example.org', 'contact1@client.example', 'archive@example.org', '[DIT-2026-0001]', 'Devis n° 3.txt'])
    await expect(preview.getByText(shown).first()).toBeVisible();
  const frame = preview.locator('iframe');
  await expect(frame).toHaveAttribute('sandbox', '');
  const body = preview.frameLocator('iframe').locator('body');
  await expect(body).toContainText('le brûleur <b>est</b> commandé.');
  await expect(body).toContainText('Claire Moreau');
  const html = await body.innerHTML();

  await test.step('the frame is as wide as the screen that is chosen, and is asked for once', async () => {
    expect((await frame.boundingBox())?.width).toBeGreaterThanOrEqual(640);
    await preview.getByText('Téléphone', { exact: true }).click();
    await expect.poll(async () => Math.round((await frame.boundingBox())?.width ?? 0)).toBe(375);
    await preview.getByText('Texte', { exact: true }).click();
    await expect(frame).toBeHidden();
    await expect(preview.getByRole('region', { name: 'Texte', exact: true })).toContainText('le brûleur <b>est</b> commandé.');
    await preview.getByText('Ordinateur', { exact: true }).click();
    await expect(body).toContainText('le brûleur');
    expect(asked.filter((url) => url.endsWith('/mail.html'))).toHaveLength(1);
  });
  await preview.getByText('Texte', { exact: true }).click();
  const text = await preview.getByRole('region', { name: 'Texte', exact: true }).innerText();

  await button(preview, 'Fermer').click();
  await expect(preview).toBeHidden();
  await expect(button(tool, 'Aperçu')).toBeFocused();
  expect(smtp.mails).toHaveLength(0);
  await button(tool, 'Envoyer').click();
  await expect(states(exchanges(panel, 'le brûleur'), 'accepted')).toHaveCount(2, afterUndo);
  const message = await smtp.mails[0]?.parsed();
  expect(message?.text?.trim()).toBe(text.trim());
  const left = await (await page.context().newPage()).evaluate((source) => new DOMParser().parseFromString(source, 'text/html').body.innerHTML, String(message?.html));
  expect(left.trim()).toBe(html.trim());
});

test('what is wrong is told at its field, and there is no preview of it', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  const tool = await openComposer(page, panel);
  await button(tool, 'Aperçu').click();
  await expectRefused(composer.content(tool), /obligatoire/);
  await composer.content(tool).fill('Bonjour.');
  // Only the server knows that this domain has no form for the wire.
  await composer.bcc(tool).fill('x@a\u2488b.example');
  await button(tool, 'Aperçu').click();
  await expect(composer.bcc(tool)).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog(page, 'Aperçu du mail')).toBeHidden();
});

test('without a network the preview says so, and nothing typed is lost', async ({ page, context }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour.');
  const tool = await openComposer(page, panel);
  await context.setOffline(true);
  await button(tool, 'Aperçu').click();
  await expect(tool.getByText(/n’a pas répondu/)).toBeVisible();
  await expect(composer.content(tool)).toContainText('Bonjour.');
  await context.setOffline(false);
  await button(tool, 'Aperçu').click();
  await expect(dialog(page, 'Aperçu du mail')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, { tag: '@every-size' }, () => {
    test.use({ colorScheme });

    test('the preview has no accessibility violation', async ({ page }) => {
      const panel = await enterPanel(page, number);
      await button(panel, 'Message transmis').click();
      await form.detail(panel).fill('Bonjour.');
      const tool = await openComposer(page, panel);
      await button(tool, 'Aperçu').click();
      const preview = dialog(page, 'Aperçu du mail');
      await expect(preview.frameLocator('iframe').getByText('Bonjour.')).toBeVisible();
      await expectNoViolations(page, 'preview');
      await preview.getByText('Texte', { exact: true }).click();
      await expectNoViolations(page, 'preview as text');
      await page.keyboard.press('Escape');
      await expect(preview).toBeHidden();
      await expect(tool).toBeVisible();
    });
  });
}
