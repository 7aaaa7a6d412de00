import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { editExchange, execute, recordExchange, sessionOf } from '../support/api.ts';
import {
  accounts, act, button, dialog, enter, enterPanel, exchanges, form, indicator, open, openComposer, openDit,
  openPanelByAddress, recordReceived, states, textbox,
} from '../support/pages.ts';
import type { Server } from '../support/server.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';

/** Somebody else, in a browser of their own. */
async function elsewhere(browser: Browser, server: Server): Promise<BrowserContext> {
  return browser.newContext({ baseURL: server.url, locale: 'fr-FR', timezoneId: 'Europe/Paris' });
}

/** The stream of the page is there: what happens from now on is told, not looked for. */
async function waitTold(page: Page): Promise<void> {
  await page.waitForResponse((response) => new URL(response.url()).pathname === '/api/live', { timeout: 0 });
}

/** Opens the panel of somebody else, with the stream. */
async function follow(page: Page, email: string): Promise<Locator> {
  const told = waitTold(page);
  const panel = await enterPanel(page, number, email);
  await told;
  return panel;
}

test('what one records, edits, deletes and mails, the other sees without doing anything', async ({ page, browser, server }) => {
  const mine = await follow(page, accounts.dispatcher);
  const context = await elsewhere(browser, server);
  const other = await context.newPage();
  const theirs = await follow(other, accounts.administrator);

  await form.detail(await writing(theirs)).fill('Une phrase en cours.');
  await recordReceived(mine, 'Le portail reste fermé.');
  await expect(exchanges(theirs, 'Le portail reste fermé.')).toHaveCount(1);
  await expect(indicator(other)).toHaveAccessibleName('Échanges : 1, dernier du client');

  await act(exchanges(mine, 'Le portail'), 'Modifier');
  await form.detail(mine).fill('Le portail reste ouvert.');
  await form.save(mine).click();
  await expect(exchanges(theirs, 'Le portail reste ouvert.')).toHaveCount(1);
  await expect(exchanges(theirs, 'Le portail reste fermé.')).toHaveCount(0);

  await act(exchanges(mine, 'Le portail'), 'Supprimer');
  await button(dialog(page, "Supprimer l'échange"), 'Supprimer').click();
  await expect(theirs.locator('[data-exchange][data-deleted]')).toHaveCount(1);
  await expect(indicator(other)).toHaveAccessibleName('Échanges : aucun');

  await button(mine, 'Message transmis').click();
  await form.detail(mine).fill('Un technicien passe demain.');
  await form.sendByMail(mine).check();
  await form.saveAndSend(mine).click();
  await expect(states(exchanges(theirs, 'Un technicien passe'), 'accepted')).toBeVisible();

  // Nothing of what the other was typing moved, nor did the focus.
  await expect(form.detail(theirs)).toHaveValue('Une phrase en cours.');
  await expect(form.detail(theirs)).toBeFocused();
  await context.close();
});

test('the text of an open edit stays while somebody else changes the same exchange', async ({ page, server }) => {
  const panel = await follow(page, accounts.dispatcher);
  await recordReceived(panel, 'Première version.');
  const id = await exchanges(panel, 'Première version.').getAttribute('data-exchange');
  await act(exchanges(panel, 'Première version.'), 'Modifier');
  await form.detail(panel).fill('Ma version.');
  const other = await sessionOf(server.url);
  expect(await execute(other, editExchange(id, { detail: 'Leur version.' }))).toHaveProperty('Done');
  await expect(exchanges(panel, 'Leur version.')).toHaveCount(1);
  await expect(form.detail(panel)).toHaveValue('Ma version.');
  await form.save(panel).click();
  await expect(panel.getByRole('region', { name: /vient d’être modifié/ })).toContainText('Leur version.');
});

test('what comes while one reads elsewhere in a long log waits behind a button', async ({ page, server }) => {
  const told = waitTold(page);
  const panel = await enterPanel(page, 'DIT-2026-0005');
  await told;
  const scroller = page.locator('#ExchangePanel-scroll');
  const id = await panel.getByRole('article').nth(25).getAttribute('data-exchange');
  const read = panel.locator(`[data-exchange="${id}"]`);
  await read.scrollIntoViewIfNeeded();
  const before = await place(read);

  const other = await sessionOf(server.url);
  expect(await execute(other, recordExchange('DIT-2026-0005', { detail: 'Tout juste arrivé.' }))).toHaveProperty('Done');
  const arrived = button(panel, '1 nouvel échange');
  await expect(arrived).toBeVisible();
  const fresh = exchanges(panel, 'Tout juste arrivé.');
  await expect(fresh).toHaveCount(1);
  await expect(fresh).not.toBeInViewport();
  expect(Math.abs((await place(read)) - before)).toBeLessThan(2);
  expect(await scroller.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);

  await arrived.click();
  await expect(fresh).toBeInViewport();
  await expect(fresh).toBeFocused();
  await expect(arrived).toBeHidden();
});

test('a list updates in place, says when it would be another one, and does not move by itself', async ({ page, server }) => {
  await enter(page.request);
  const told = waitTold(page);
  await open(page, '/?waiting=customer&text=DIT-2026-0003');
  await told;
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'DIT-2026-0003', exact: true }) });
  const mark = row.getByRole('button', { name: /^Échanges : / });
  const count = Number(/\d+/.exec((await mark.getAttribute('aria-label')) ?? '')?.[0]);
  const date = await row.locator('.DitList-last time').textContent();

  const other = await sessionOf(server.url);
  await execute(other, recordExchange('DIT-2026-0003', { detail: 'Le client répond.' }));
  await expect(mark).toHaveAccessibleName(new RegExp(`^Échanges : ${count + 1}, dernier du client`));
  await expect(row.locator('.DitList-last time')).not.toHaveText(date ?? '');
  const line = page.getByRole('status').filter({ hasText: '1 demande a changé' });
  await expect(line).toBeVisible();
  await expect(row).toBeVisible();
  await button(line, 'Actualiser').click();
  await expect(row).toHaveCount(0);
  await expect(line).toBeHidden();
});

test('who is cut from the network finds what happened when it is back', async ({ page, context, server }) => {
  const panel = await follow(page, accounts.dispatcher);
  const other = await sessionOf(server.url);
  await context.setOffline(true);
  await expect(page.getByText(/^Pas de réseau/).first()).toBeVisible();
  expect(await execute(other, recordExchange(number, { detail: 'Pendant la coupure.' }))).toHaveProperty('Done');
  const back = waitTold(page);
  await context.setOffline(false);
  await back;
  await expect(exchanges(panel, 'Pendant la coupure.')).toHaveCount(1);
  await expect(indicator(page)).toHaveAccessibleName('Échanges : 1, dernier du client');
});

test('tabs of one browser share one stream, and it passes on when its tab is closed', async ({ page, context, server }) => {
  const streams = { open: 0 };
  const count = (tab: Page): void => {
    const isLive = (url: string): boolean => new URL(url).pathname === '/api/live';
    tab.on('request', (request) => { if (isLive(request.url())) streams.open += 1; });
    tab.on('requestfinished', (request) => { if (isLive(request.url())) streams.open -= 1; });
    tab.on('requestfailed', (request) => { if (isLive(request.url())) streams.open -= 1; });
  };
  count(page);
  await follow(page, accounts.dispatcher);
  const second = await context.newPage();
  count(second);
  const panel = await openPanelByAddress(second, number);
  const other = await sessionOf(server.url);
  await execute(other, recordExchange(number, { detail: 'Pour tous les onglets.' }));
  await expect(exchanges(panel, 'Pour tous les onglets.')).toHaveCount(1);
  await expect.poll(() => streams.open).toBe(1);

  const passed = waitTold(second);
  await page.close();
  await passed;
  await execute(other, recordExchange(number, { detail: 'Après la relève.' }));
  await expect(exchanges(panel, 'Après la relève.')).toHaveCount(1);
});

test('an overview shows what is said while it is open', async ({ page, server }) => {
  await enter(page.request);
  const told = waitTold(page);
  await open(page, '/customers/C-0001');
  await told;
  const other = await sessionOf(server.url);
  await execute(other, recordExchange(number, { detail: 'Dit au téléphone à l’instant.' }));
  await expect(page.getByText('Dit au téléphone à l’instant.')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: number });
  await expect(row.getByRole('button', { name: 'Échanges : 1, dernier du client', exact: true })).toBeVisible();
});

test('one sees that somebody else writes, and is asked before a second answer leaves', async ({ page, browser, server, smtp }) => {
  const mine = await follow(page, accounts.dispatcher);
  const context = await elsewhere(browser, server);
  const theirs = await follow(await context.newPage(), accounts.administrator);

  await button(mine, 'Message transmis').click();
  await form.detail(mine).fill('Ma réponse.');
  await form.sendByMail(mine).check();
  await button(theirs, 'Message transmis').click();
  await form.detail(theirs).fill('Leur réponse, un secret.');
  await expect(mine.getByRole('status').filter({ hasText: 'Antoine Lefèvre écrit une réponse…' })).toBeVisible();
  await expect(mine).not.toContainText('un secret');
  await form.save(theirs).click();
  await expect(exchanges(mine, 'Leur réponse')).toHaveCount(1);
  await expect(mine.getByText('écrit une réponse')).toHaveCount(0);

  await form.saveAndSend(mine).click();
  const question = dialog(page, 'Une réponse vient de partir');
  await expect(question).toContainText(/\(\d\d:\d\d, Antoine Lefèvre\)/);
  await button(question, 'Relire').click();
  await expect(exchanges(mine, 'Leur réponse')).toBeFocused();
  await expect(form.detail(mine)).toHaveValue('Ma réponse.');
  expect(smtp.mails).toHaveLength(0);

  // Once it was read, nothing is asked again.
  await form.saveAndSend(mine).click();
  await expect(states(exchanges(mine, 'Ma réponse.'), 'accepted')).toBeVisible();
  await context.close();
});

test('the formatting tool asks too, and what is sent anyway leaves once', async ({ page, server }) => {
  const panel = await follow(page, accounts.dispatcher);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Ma réponse mise en forme.');
  const tool = await openComposer(page, panel);
  const other = await sessionOf(server.url);
  const answer = recordExchange(number, { direction: 'Sent', detail: 'Déjà répondu.' });
  expect(await execute(other, answer)).toHaveProperty('Done');
  await expect(exchanges(panel, 'Déjà répondu.')).toHaveCount(1);
  await button(tool, 'Envoyer').click();
  const question = dialog(page, 'Une réponse vient de partir');
  await button(question, 'Envoyer quand même').click();
  await expect(tool).toBeHidden();
  await expect(exchanges(panel, 'Ma réponse mise en forme.')).toHaveCount(1);
});

test('signing out in one tab is said in the others', async ({ page, context }) => {
  await follow(page, accounts.dispatcher);
  const second = await context.newPage();
  await openDit(second, number);
  await second.request.post('/logout');
  await expect(page.getByText(/session/i).first()).toBeVisible();
});

/** Where an element is on screen, once what is drawn around it has found its size. */
async function place(element: Locator): Promise<number> {
  let last = Number.NaN;
  await expect.poll(async () => {
    const before = last;
    last = (await element.boundingBox())?.y ?? Number.NaN;
    return last === before;
  }).toBe(true);
  return last;
}

/** A form that somebody types in. */
async function writing(panel: Locator): Promise<Locator> {
  await button(panel, 'Message reçu').click();
  await expect(textbox(panel, 'Détail')).toBeFocused();
  return panel;
}
