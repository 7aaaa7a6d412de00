import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, expect } from '@playwright/test';
import { button, composer, enterPanel, openComposer } from '../../support/pages.ts';
import { pasteHtml } from '../../support/clipboard.ts';
import { startServer } from '../../support/server.ts';
import { type Opened, watchKeys } from './keys.ts';
import { textOf } from './text.ts';

export interface Ours {
  open(browser: Browser, options: BrowserContextOptions, paragraphs: number): Promise<Opened>;
  /** Bytes of the parts of the program that come with the formatting tool, as they are sent to a browser. */
  weight(): Promise<number>;
  stop(): Promise<void>;
}

/** The product itself, with its demonstration. */
export async function serveOurs(): Promise<Ours> {
  const data = await mkdtemp(join(tmpdir(), 'echanges-typing-'));
  const server = await startServer({ data });
  // What is typed is kept as a draft of its request: each text gets a request of its own.
  const requests = ['DIT-2026-0001', 'DIT-2026-0002', 'DIT-2026-0003'];
  return {
    open: async (browser, options, paragraphs) => {
      const context = await browser.newContext({ ...options, baseURL: server.url });
      const page = await context.newPage();
      const debug = await watchKeys(page);
      const panel = await enterPanel(page, requests.shift() ?? '');
      await button(panel, 'Message transmis').click();
      const tool = await openComposer(page, panel);
      const editable = composer.content(tool).and(page.locator('[contenteditable]'));
      await editable.click();
      await pasteHtml(editable, textOf(paragraphs));
      await expect(editable.locator('> *')).toHaveCount(paragraphs, { timeout: 60_000 });
      return { page, editable, debug };
    },
    weight: () => weightOfParts(server.url, ['composer', 'clipboard']),
    stop: async () => {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** What these parts add to those that every page loads. */
async function weightOfParts(url: string, names: readonly string[]): Promise<number> {
  const folder = /\/pkg\/[0-9a-f]+\//.exec((await fetch(`${url}/login`).then((answer) => answer.text())))?.[0];
  const lines = (await fetch(`${url}${folder}parts.txt`).then((answer) => answer.text())).trim().split('\n');
  const parts = new Map(lines.map((line) => line.split(' ')).map(([name, ...files]) => [name ?? '', files]));
  const missing = names.filter((name) => !parts.has(name));
  if (missing.length > 0) throw new Error(`the site has no part ${missing.join(', ')}`);
  const known = new Set(['actions', 'list', 'customer'].flatMap((name) => parts.get(name) ?? []));
  const files = new Set(names.flatMap((name) => parts.get(name) ?? []));
  const sizes = [...files].filter((file) => !known.has(file)).map((file) => bytesOf(`${url}${folder}${file}`));
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** As sent: `fetch` would count what it has unpacked. */
function bytesOf(url: string): Promise<number> {
  return new Promise((done, failed) => {
    get(url, { headers: { 'accept-encoding': 'br' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('end', () => (answer.statusCode === 200 ? done(bytes) : failed(new Error(`${url}: ${answer.statusCode}`))));
    }).on('error', failed);
  });
}
