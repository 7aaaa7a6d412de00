import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { button, enter, enterPanel, exchanges, form, open, recordReceived } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
const office = '/usr/bin/soffice';
/** `;`, double quotes, UTF-8, every column as text: what is in the file, not what LibreOffice makes of it. */
const asText = Array.from({ length: 20 }, (_, at) => `${at + 1}/2`).join('/');

/** A file read by Python's reader of CSV. */
function read(file: string, delimiter: string): string[][] {
  const program = `import csv,json,sys
print(json.dumps(list(csv.reader(open(sys.argv[1], encoding='utf-8-sig', newline=''), delimiter=sys.argv[2]))))`;
  return JSON.parse(execFileSync('python3', ['-c', program, file, delimiter], { encoding: 'utf8' })) as string[][];
}

test('the exchanges of a request are exported and opened by LibreOffice as they are', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message reçu').click();
  await form.detail(panel).fill('=1+1\n« Été »; "fin"');
  await form.save(panel).click();
  await expect(exchanges(panel, '« Été »')).toHaveCount(1);
  await recordReceived(panel, 'Deuxième ligne');
  await button(panel, 'Exporter').click();
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Échanges pour tableur (CSV)' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(`${number} échanges.csv`);
  const folder = mkdtempSync(join(tmpdir(), 'echanges-csv-'));
  const file = join(folder, 'in.csv');
  await download.saveAs(file);
  const lines = read(file, ';');
  expect(lines).toHaveLength(3);
  expect(lines[0]?.[0]).toBe('Demande');
  expect(lines[2]?.[8]).toBe('\'=1+1\n« Été »; "fin"');

  test.skip(!existsSync(office), 'LibreOffice is not installed: Python has read the file');
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  const filter = `--infilter=CSV:59,34,76,1,${asText}`;
  const out = join(folder, 'out');
  execFileSync(office, [profile, '--headless', filter, '--convert-to', 'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false', '--outdir', out, file]);
  const reopened = read(join(out, readdirSync(out)[0] ?? ''), ';');
  expect(reopened).toEqual(lines);
});

test('the list is exported as it is filtered', async ({ page }) => {
  await enter(page.request);
  await open(page, '/?state=closed');
  await button(page, 'Exporter').click();
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Liste pour tableur (CSV)' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('demandes.csv');
  const file = join(mkdtempSync(join(tmpdir(), 'echanges-csv-')), 'list.csv');
  await download.saveAs(file);
  const lines = read(file, ';');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.slice(1).every((line) => line[6] === 'Clôturée')).toBe(true);
});

test('the mails of a request are exported as they left', async ({ page, smtp }) => {
  const panel = await enterPanel(page, number);
  await button(panel, 'Message transmis').click();
  await form.detail(panel).fill('Nous passons demain.');
  await form.sendByMail(panel).check();
  await form.saveAndSend(panel).click();
  await expect(exchanges(panel, 'Nous passons demain.').locator('[data-mail-state="accepted"]')).toBeVisible();
  await button(panel, 'Exporter').click();
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Mails envoyés (.eml)' }).click();
  const folder = mkdtempSync(join(tmpdir(), 'echanges-zip-'));
  const file = join(folder, 'mails.zip');
  await (await coming).saveAs(file);
  execFileSync('python3', ['-m', 'zipfile', '-e', file, join(folder, 'out')]);
  const [name] = readdirSync(join(folder, 'out'));
  expect(name).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}h\d{2} .*\.eml$/);
  expect(readFileSync(join(folder, 'out', name ?? ''), 'utf8')).toContain('Nous passons demain.');
  expect(smtp).toBeTruthy();
});

test('all exchanges of a request are on one page to print, black on white', async ({ page }) => {
  await enter(page.request);
  await page.goto('/dits/DIT-2026-0005/print');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Échanges de DIT-2026-0005');
  await expect(page.getByText('Habitat des Deux Rives').first()).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(300);
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', '');
  });
  await button(page, 'Imprimer').click();
  await expect(page.locator('body')).toHaveAttribute('data-printed', '');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(button(page, 'Imprimer')).toBeHidden();
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(page.locator('.Printed-exchange').first()).toHaveCSS('break-inside', 'avoid');
  const paper = await page.pdf();
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
});

test('notes and what was deleted are on the paper only when they are asked for', async ({ page }) => {
  const panel = await enterPanel(page, number);
  await recordReceived(panel, 'Le portail est bloqué.');
  await button(panel, 'Note interne').click();
  await form.detail(panel).fill('Client pénible.');
  await form.save(panel).click();
  await expect(exchanges(panel, 'Client pénible.')).toHaveCount(1);
  await page.goto(`/dits/${number}/print`);
  await expect(page.getByText('Le portail est bloqué.')).toBeVisible();
  await expect(page.getByText('Client pénible.')).toBeHidden();
  await page.getByRole('checkbox', { name: 'Notes internes' }).check();
  await expect(page.getByText('Client pénible.')).toBeVisible();
});
