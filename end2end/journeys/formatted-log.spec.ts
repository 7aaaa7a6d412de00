import type { APIRequestContext, Page } from '@playwright/test';
import { execute, recordExchange } from '../support/api.ts';
import { expectNoViolations } from '../support/axe.ts';
import { act, dialog, enter, exchanges, openPanelByAddress } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const number = 'DIT-2026-0001';
/** A red point. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';

const run = (text: string, marks: Record<string, unknown> = {}): unknown => ({ text: { text, marks } });
const block = (content: unknown[], attrs: Record<string, unknown> = {}): unknown => ({ text: { ...attrs, content } });
const cell = (text: string, is_header = false): unknown => ({ is_header, blocks: [{ content: [run(text)] }] });

/** A text with everything that the log shows, and how it reads as text. */
function formatted(image: string): { detail: string; document: string } {
  const document = {
    version: 1,
    blocks: [
      block([run('Compte rendu')], { kind: 'heading1' }),
      block([
        run('Fuite', { bold: true }),
        run(' au sous-sol, '),
        run('urgent', { color: '#d93025' }),
        run(' à noter', { highlight: '#fff59d' }),
      ]),
      block([run('vanne')], { item: { marker: 'bullet' } }),
      block([run('joint')], { item: { marker: 'bullet' } }),
      { table: { rows: [[cell('Pièce', true), cell('Prix', true)], [cell('Joint'), cell('12 €')]] } },
      block([{ atom: { atom: { image: { id: image, alt: 'Plan', width_px: 120 } } } }], { align: 'center' }),
      block([run('cité')], { quote: 1 }),
    ],
  };
  const detail =
    'Compte rendu\n\nFuite au sous-sol, urgent à noter\n\n- vanne\n- joint\n\n' +
    'Pièce | Prix\n------|-----\nJoint | 12 €\n\n[Plan]\n\n> cité';
  return { detail, document: JSON.stringify(document) };
}

async function upload(session: APIRequestContext): Promise<{ id: string }> {
  const answer = await session.post('/attachments?name=plan.png&use=image', {
    data: Buffer.from(png, 'base64'),
    headers: { 'content-type': 'image/png' },
  });
  expect(answer.status()).toBe(200);
  return (await answer.json()) as { id: string };
}

async function record(page: Page): Promise<void> {
  await enter(page.request);
  const { id } = await upload(page.request);
  const answer = await execute(page.request, recordExchange(number, { ...formatted(id), attachments: [id] }));
  expect(answer).toHaveProperty('Done');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, { tag: '@every-size' }, () => {
    test.use({ colorScheme });

    test('a formatted text is shown in the log as it was written, its image inside it', async ({ page }) => {
      await record(page);
      const panel = await openPanelByAddress(page, number);
      const exchange = exchanges(panel, 'Compte rendu');
      await expect(exchange.locator('b')).toHaveText('Fuite');
      await expect(exchange.getByRole('listitem')).toHaveText(['vanne', 'joint']);
      await expect(exchange.getByRole('table')).toContainText('12 €');
      const image = exchange.getByRole('img', { name: 'Plan' });
      await image.scrollIntoViewIfNeeded();
      await expect.poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBe(1);
      await expect(exchange.getByRole('link', { name: /plan\.png/ })).toHaveCount(0);
      await expect(exchange.locator('[style]')).toHaveCount(0);
      await expectNoViolations(page, 'formatted exchange');

      await act(exchange, 'Détails');
      await expect(dialog(page, /Historique/).locator('b')).toHaveText('Fuite');
    });
  });
}
