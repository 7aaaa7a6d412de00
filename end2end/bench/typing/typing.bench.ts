import { type Browser, type BrowserContextOptions, test } from '@playwright/test';
import { type Opened, type Round, type, watchKeys } from './keys.ts';
import { serveOurs } from './ours.ts';
import { type RivalSite, rivals, serveRivals } from './rivals.ts';
import { type Row, table } from './table.ts';

const sizes = [20, 200, 2_000];
const rounds = Number(process.env['ECHANGES_BENCH_ROUNDS'] ?? 3);

/** An editor to measure. */
interface Entrant {
  readonly name: string;
  readonly weight: number | undefined;
  open(paragraphs: number): Promise<Opened>;
}

test('typing, ours beside others', async ({ browser, contextOptions }) => {
  const site = await serveRivals();
  const ours = await serveOurs();
  const product: Entrant = {
    name: 'ours, in the product',
    weight: await ours.weight(),
    open: (paragraphs) => ours.open(browser, contextOptions, paragraphs),
  };
  const entrants = [product, ...rivals.map((rival) => rivalEntrant(rival, site, browser, contextOptions))];
  const rows: Row[] = [];
  for (const paragraphs of sizes) rows.push(...(await measure(entrants, paragraphs)));
  console.log(['', ...table(rows, rivals[0].name)].join('\n'));
  await ours.stop();
  await site.stop();
});

function rivalEntrant(
  { name, module, isEditor }: (typeof rivals)[number],
  site: RivalSite,
  browser: Browser,
  options: BrowserContextOptions,
): Entrant {
  const open = async (paragraphs: number): Promise<Opened> => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const debug = await watchKeys(page);
    await page.goto(`${site.url}/${module}/${paragraphs}`);
    const editable = page.locator('[data-editable]');
    await editable.waitFor({ timeout: 120_000 });
    return { page, editable, debug };
  };
  return { name, weight: isEditor ? site.weight(module) : undefined, open };
}

/** All of them hold their text before the first key; each round passes through all of them. */
async function measure(entrants: readonly Entrant[], paragraphs: number): Promise<Row[]> {
  const seats: { entrant: Entrant; place: Opened; taken: Round[] }[] = [];
  for (const entrant of entrants) {
    console.log(`Typing: ${paragraphs} paragraphs, loading: ${entrant.name}`);
    seats.push({ entrant, place: await entrant.open(paragraphs), taken: [] });
  }
  for (let round = 0; round < rounds; round += 1) {
    console.log(`Typing: ${paragraphs} paragraphs, round ${round + 1} of ${rounds}`);
    for (const { place, taken } of seats) taken.push(await type(place, round));
  }
  for (const { place } of seats) await place.page.context().close();
  return seats.map(({ entrant: { name, weight }, taken }) => ({ paragraphs, name, weight, rounds: taken }));
}
