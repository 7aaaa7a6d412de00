import type { Locator, Page } from '@playwright/test';
import { expectNoViolations } from '../support/axe.ts';
import {
  addressField,
  afterUndo,
  button,
  chips,
  composer,
  enterPanel,
  exchanges,
  expectAddresses,
  expectRefused,
  form,
  openComposer,
  states,
} from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
const mail1 = 'contact1@client.example';

/** The formatting tool, open on a mail that lacks nothing. */
async function open(page: Page): Promise<{ panel: Locator; tool: Locator }> {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Bonjour.');
  return { panel, tool: await openComposer(page, panel) };
}

function proposals(tool: Locator, field: string): Locator {
  return tool.getByRole('listbox', { name: `Adresses proposées pour ${field}`, exact: true }).getByRole('option');
}

test('whom an address belongs to is seen, and who is outside the customer is marked in words', async ({ page, smtp }) => {
  const { panel, tool } = await open(page);
  await expect(chips(tool, 'À')).toHaveCount(1);
  await expect(chips(tool, 'À')).toContainText(mail1);
  await expect(chips(tool, 'À')).not.toContainText('hors client');
  await expect(tool.getByText(/^Hors client/)).toHaveCount(0);

  await composer.cc(tool).fill('syndic@ailleurs.example; technique@example.org');
  await composer.bcc(tool).fill(mail1);
  await composer.subject(tool).click();
  await expectAddresses(tool, 'Cc', ['syndic@ailleurs.example', 'technique@example.org']);
  await expect(chips(tool, 'Cc').first()).toContainText('hors client');
  await expect(chips(tool, 'Cc').last()).not.toContainText('hors client');
  // It goes out once, where it stands first, and that is said.
  await expect(chips(tool, 'Cci')).toContainText('déjà en À');
  await expect(tool.getByText(/^Hors client\s: syndic@ailleurs\.example\./)).toBeVisible();

  await button(tool, 'Envoyer').click();
  await expect(states(exchanges(panel, 'Bonjour.'), 'accepted')).toHaveCount(3, afterUndo);
  const everyone = [mail1, 'syndic@ailleurs.example', 'technique@example.org'];
  expect(smtp.mails.flatMap((mail) => mail.to).sort()).toEqual(everyone.sort());
});

test('people are found by their names, whatever the accents, with the keyboard alone', async ({ page }) => {
  const { tool } = await open(page);
  const cc = composer.cc(tool);
  await cc.focus();
  await page.keyboard.type('LEFE');
  await expect(proposals(tool, 'Cc').first()).toContainText('Antoine Lefèvre');
  await expect(proposals(tool, 'Cc').first()).toHaveAttribute('aria-selected', 'true');
  await expect(cc).toHaveAttribute('aria-expanded', 'true');
  await expect(tool.getByRole('status').filter({ hasText: /proposée/ })).toHaveCount(1);
  await expectNoViolations(page, 'proposals');

  await test.step('Escape closes the proposals and nothing else', async () => {
    await page.keyboard.press('Escape');
    await expect(proposals(tool, 'Cc')).toHaveCount(0);
    await expect(tool).toBeVisible();
    await expect(cc).toHaveValue('LEFE');
  });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expectAddresses(tool, 'Cc', ['admin@example.org']);
  await expect(chips(tool, 'Cc')).toContainText('Antoine Lefèvre');
  await expect(cc).toBeFocused();
  await expect(cc).toHaveValue('');

  await test.step('without a text, the arrow shows whom it may be', async () => {
    await page.keyboard.press('ArrowDown');
    await expect(proposals(tool, 'Cc')).toHaveCount(8);
    await expect(proposals(tool, 'Cc').filter({ hasText: 'admin@example.org' })).toHaveCount(0);
    await page.keyboard.press('Escape');
  });
  await test.step('a press takes a proposal as well', async () => {
    await page.keyboard.type('technique');
    await proposals(tool, 'Cc').first().click();
    await expectAddresses(tool, 'Cc', ['admin@example.org', 'technique@example.org']);
    await expect(cc).toBeFocused();
  });
});

test('addresses are corrected and removed with the keyboard', async ({ page }) => {
  const { tool } = await open(page);
  const to = composer.to(tool);
  await to.focus();
  await page.keyboard.type('a@x.example;b@x.example,faux ');
  await page.keyboard.press('Enter');
  await expectAddresses(tool, 'À', [mail1, 'a@x.example', 'b@x.example', 'faux']);
  await expect(chips(tool, 'À').last()).toContainText('adresse incorrecte');
  await expect(to).toHaveAttribute('aria-invalid', 'true');

  await test.step('a wrong one is opened, corrected, and stands', async () => {
    await page.keyboard.press('ArrowLeft');
    await expect(chips(tool, 'À').last().getByRole('button').first()).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(to).toBeFocused();
    await expect(to).toHaveValue('faux');
    await page.keyboard.type('@x.example');
    await page.keyboard.press('Enter');
    await expectAddresses(tool, 'À', [mail1, 'a@x.example', 'b@x.example', 'faux@x.example']);
    await expect(to).not.toHaveAttribute('aria-invalid', 'true');
  });
  await test.step('Backspace selects, then removes; Delete removes what the arrows chose', async () => {
    await page.keyboard.press('Backspace');
    await expectAddresses(tool, 'À', [mail1, 'a@x.example', 'b@x.example', 'faux@x.example']);
    await page.keyboard.press('Backspace');
    await expectAddresses(tool, 'À', [mail1, 'a@x.example', 'b@x.example']);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Delete');
    await expectAddresses(tool, 'À', [mail1, 'b@x.example']);
    await page.keyboard.press('End');
    await expect(to).toBeFocused();
  });
  await test.step('what is typed twice is kept once, and said', async () => {
    await page.keyboard.type('B@X.example;');
    await expectAddresses(tool, 'À', [mail1, 'b@x.example']);
    await expect(tool.getByText(/B@X\.example y est déjà/)).toHaveCount(1);
  });
  await test.step('everything is selected and removed at once', async () => {
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await expect(chips(tool, 'À')).toHaveCount(0);
    await expect(button(tool, `Ajouter ${mail1}`)).toBeVisible();
  });
});

test('a pasted list is taken apart, and a copy gives it back', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { tool } = await open(page);
  const list = 'Petit, Anne <anne@x.example>; "Roux, Jean" <jean@x.example>\nmarie@x.example\tpas une adresse';
  await page.evaluate((text) => navigator.clipboard.writeText(text), list);
  await composer.cc(tool).focus();
  await page.keyboard.press('Control+v');
  await expectAddresses(tool, 'Cc', ['anne@x.example', 'jean@x.example', 'marie@x.example']);
  await expect(composer.cc(tool)).toHaveValue('pas une adresse');

  await page.keyboard.press('Control+c');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe('anne@x.example; jean@x.example; marie@x.example');
  await test.step('leaving the field keeps what is no address as it was typed', async () => {
    await button(tool, 'Envoyer').click();
    await expectRefused(composer.cc(tool), /pas une adresse/);
    await expect(composer.cc(tool)).toHaveValue('pas une adresse');
  });
});

test('a list that is filled in at once leaves to everybody in it', async ({ page, smtp }) => {
  const { panel, tool } = await open(page);
  await composer.bcc(tool).fill('Anne Petit <anne@x.example>');
  await addressField(tool, 'Cc').fill('b@x.example; c@x.example');
  await composer.content(tool).press('F2');
  await expect(states(exchanges(panel, 'Bonjour.'), 'accepted')).toHaveCount(4, afterUndo);
  const everyone = ['anne@x.example', 'b@x.example', 'c@x.example', mail1];
  expect(smtp.mails.flatMap((mail) => mail.to).sort()).toEqual(everyone);
});

test('what is half typed is found again after a reload and on another device', async ({ page, browser, server }) => {
  const { tool } = await open(page);
  const kept = page.waitForResponse(
    (response) => response.url().endsWith('/api/save_draft') && response.ok() && (response.request().postData() ?? '').includes('jea'),
  );
  await composer.cc(tool).fill('b@x.example; jea');
  await composer.subject(tool).fill('Passage');
  await kept;
  await page.reload();
  await expectAddresses(tool, 'Cc', ['b@x.example']);
  await expect(composer.cc(tool)).toHaveValue('jea');

  const context = await browser.newContext({ baseURL: server.url, locale: 'fr-FR' });
  const tablet = await context.newPage();
  const panel = await enterPanel(tablet, number);
  await button(panel, 'Message transmis').click();
  const other = tablet.getByRole('dialog', { name: 'Mettre en forme', exact: true });
  await expect(other).toBeVisible();
  await expectAddresses(other, 'À', [mail1]);
  await expectAddresses(other, 'Cc', ['b@x.example']);
  await expect(composer.cc(other)).toHaveValue('jea');
  await expect(composer.subject(other)).toHaveValue('Passage');
  await context.close();
});

test('recipients are chosen and removed with a finger', { tag: '@every-size' }, async ({ page }) => {
  const { tool } = await open(page);
  for (const field of ['À', 'Cc', 'Cci']) await expect(addressField(tool, field)).toBeVisible();
  await composer.cc(tool).fill('moreau');
  await proposals(tool, 'Cc').first().click();
  await expect(chips(tool, 'Cc')).toContainText('Claire Moreau');
  const remove = button(tool, `Retirer ${mail1}`);
  const isCoarse = await page.evaluate(() => matchMedia('(pointer: coarse)').matches);
  const box = await remove.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(isCoarse ? 44 : 24);
  await remove.click();
  await expect(chips(tool, 'À')).toHaveCount(0);
  await composer.cc(tool).fill('inconnu@ailleurs.example; faux; ');
  await expect(chips(tool, 'Cc')).toHaveCount(3);
  await expectNoViolations(page, 'recipients');
});
