import { type APIRequestContext, expect, type Locator, type Page, type Response } from '@playwright/test';

/** Accounts of the demonstration, by role. */
export const accounts = {
  dispatcher: 'demo@example.org',
  administrator: 'admin@example.org',
  technician: 'tech@example.org',
} as const;

const password = 'demonstration';

/** Event handlers are attached: from now on a click is not lost. */
export async function waitHydrated(page: Page): Promise<void> {
  await expect(page.locator('html[data-hydrated]')).toBeAttached();
}

/** Fills and sends the sign-in fields of `scope`: the page, or the dialog of an expired session. */
export async function fillSignIn(scope: Page | Locator, email: string = accounts.dispatcher): Promise<void> {
  await scope.getByRole('textbox', { name: 'Adresse e-mail', exact: true }).fill(email);
  await scope.getByLabel('Mot de passe', { exact: true }).fill(password);
  await scope.getByRole('button', { name: 'Se connecter', exact: true }).click();
}

export async function signIn(page: Page, email: string = accounts.dispatcher): Promise<void> {
  await page.goto('/login');
  await fillSignIn(page, email);
  await expect(page).not.toHaveURL(/\/login/);
  await waitHydrated(page);
}

/** Ends the page as a crash of the browser does: it gets to do nothing more. */
export async function crash(page: Page): Promise<void> {
  const gone = page.waitForEvent('crash');
  const debug = await page.context().newCDPSession(page);
  debug.send('Page.crash').catch(() => undefined);
  await gone;
}

/** Has a session without passing by the sign-in page: for tests that are about something else. */
export async function enter(session: APIRequestContext, email: string = accounts.dispatcher): Promise<void> {
  await session.post('/login', { form: { email, password } });
}

/** Has a session and the panel of a request open. */
export async function enterPanel(page: Page, number: string, email: string = accounts.dispatcher): Promise<Locator> {
  await enter(page.request, email);
  return openPanelByAddress(page, number);
}

/** Opens a page of the application and waits for its handlers. */
export async function open(page: Page, path: string): Promise<Response | null> {
  const response = await page.goto(path);
  await waitHydrated(page);
  return response;
}

export async function openDit(page: Page, number: string): Promise<void> {
  await open(page, `/dits/${number}`);
}

/** The button that tells how many exchanges there are and opens the panel. */
export function indicator(page: Page): Locator {
  return page.getByRole('main').getByRole('button', { name: /^Échanges : / });
}

export function panelOf(page: Page, number: string): Locator {
  const name = `Échanges de ${number}`;
  return page
    .getByRole('complementary', { name, exact: true })
    .or(page.getByRole('dialog', { name, exact: true }));
}

/** Opens the panel from the indicator of the request's page. */
export async function openPanel(page: Page, number: string): Promise<Locator> {
  await indicator(page).click();
  const panel = panelOf(page, number);
  await expect(panel).toBeVisible();
  return panel;
}

/** Opens the panel by its address, as a link in a mail or a reload does. */
export async function openPanelByAddress(page: Page, number: string): Promise<Locator> {
  await open(page, `/dits/${number}?panel=exchanges`);
  const panel = panelOf(page, number);
  await expect(panel).toBeVisible();
  return panel;
}

export function button(scope: Page | Locator, name: string): Locator {
  return scope.getByRole('button', { name, exact: true });
}

export function textbox(scope: Page | Locator, name: string): Locator {
  return scope.getByRole('textbox', { name, exact: true });
}

/** A field for addresses may complete what is typed (a combobox) or not. */
export function addressField(scope: Page | Locator, name: string): Locator {
  return textbox(scope, name).or(scope.getByRole('combobox', { name, exact: true }));
}

export function checkbox(scope: Page | Locator, name: string): Locator {
  return scope.getByRole('checkbox', { name, exact: true });
}

/** The form fields by the names that they have on screen. */
export const form = {
  subject: (panel: Page | Locator) => textbox(panel, 'Objet'),
  detail: (panel: Page | Locator) => textbox(panel, 'Détail'),
  recipientMail: (panel: Page | Locator) => addressField(panel, 'Mail destinataire'),
  sendByMail: (panel: Page | Locator) => checkbox(panel, 'Envoyer par mail'),
  save: (panel: Page | Locator) => button(panel, 'Enregistrer'),
  saveAndSend: (panel: Page | Locator) => button(panel, 'Enregistrer et envoyer'),
  compose: (panel: Page | Locator) => button(panel, "Mettre en forme avant d'envoyer"),
};

/** Exchanges that the server has confirmed, with this text in them. */
export function exchanges(panel: Locator, text: string | RegExp): Locator {
  return panel.locator('[data-exchange]').and(panel.getByRole('article')).filter({ hasText: text });
}

/** Records a received message. */
export async function recordReceived(panel: Locator, detail: string): Promise<void> {
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill(detail);
  await form.save(panel).click();
  await expect(exchanges(panel, detail)).toHaveCount(1);
}

/** The tools of an exchange. */
export async function openActions(exchange: Locator): Promise<void> {
  await button(exchange, 'Actions').click();
  await expect(button(exchange, 'Détails')).toBeVisible();
}

/** Presses one of the tools of an exchange. */
export async function act(exchange: Locator, name: string): Promise<void> {
  await openActions(exchange);
  await button(exchange, name).click();
}

export function dialog(page: Page, name: string | RegExp): Locator {
  return page.getByRole('dialog', typeof name === 'string' ? { name, exact: true } : { name });
}

/** The addresses that stand in a field of the formatting tool, beside the text that is being typed. */
export function chips(tool: Locator, field: 'À' | 'Cc' | 'Cci'): Locator {
  return tool.getByRole('list', { name: `Adresses du champ ${field}`, exact: true }).getByRole('listitem');
}

/** A field of the formatting tool holds exactly these addresses. */
export async function expectAddresses(tool: Locator, field: 'À' | 'Cc' | 'Cci', addresses: string[]): Promise<void> {
  await expect(async () => {
    const held = await chips(tool, field).evaluateAll((items) => items.map((item) => item.getAttribute('data-value')));
    expect(held).toEqual(addresses);
  }).toPass({ timeout: 8_000 });
}

/** The fields of the formatting tool. */
export const composer = {
  from: (tool: Locator) => tool.getByRole('combobox', { name: 'De', exact: true }),
  to: (tool: Locator) => addressField(tool, 'À'),
  cc: (tool: Locator) => addressField(tool, 'Cc'),
  bcc: (tool: Locator) => addressField(tool, 'Cci'),
  subject: (tool: Locator) => textbox(tool, 'Objet'),
  /** The formatted text, once the part that formats is there. */
  content: (tool: Locator) => textbox(tool, 'Contenu').and(tool.locator('[contenteditable]')),
  later: (tool: Locator) => checkbox(tool, 'Plus tard'),
  leavesAt: (tool: Locator) => tool.getByLabel("Date et heure d'envoi", { exact: true }),
  signature: (tool: Locator) => tool.getByRole('group', { name: 'Signature', exact: true }),
};

/** What became of the recipients of a mail that stand in this state. */
export function states(exchange: Locator, state: string): Locator {
  return exchange.locator(`[data-mail-state="${state}"]`);
}

/** A mail of the formatting tool leaves ten seconds after it was sent: how long its arrival is waited for, in milliseconds. */
export const afterUndo = { timeout: 25_000 };

/** Opens the formatting tool from the form. */
export async function openComposer(page: Page, panel: Locator): Promise<Locator> {
  await form.compose(panel).click();
  const tool = dialog(page, 'Mettre en forme');
  await expect(tool).toBeVisible();
  return tool;
}

/** A sentence that the program says by itself, whether it interrupts (`alert`) or waits its turn (`status`). */
export function notice(scope: Page | Locator): Locator {
  return scope.getByRole('alert').or(scope.getByRole('status')).filter({ hasText: /\S+ \S+/ }).first();
}

/** The field says that it is wrong, in a sentence, and has the focus. */
export async function expectRefused(field: Locator, sentence: RegExp): Promise<void> {
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toBeFocused();
  const described = await field.evaluate((element) => {
    const ids = `${element.getAttribute('aria-errormessage') ?? ''} ${element.getAttribute('aria-describedby') ?? ''}`;
    const elements = ids.split(/\s+/).map((id) => (id === '' ? null : document.getElementById(id)));
    return elements.map((found) => found?.textContent ?? '').join(' ');
  });
  expect(described).toMatch(sentence);
}

/** Moves the focus forward until `target` has it, as a person with a keyboard does. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} cannot be reached with ${most} presses of Tab`);
}
