import { get } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import { enter } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

/** Bytes as they are sent to a browser that takes Brotli. */
function received(url: string, cookie: string): Promise<Buffer> {
  return new Promise((done, failed) => {
    const parts: Buffer[] = [];
    get(url, { headers: { 'accept-encoding': 'br', cookie } }, (answer) => {
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(Buffer.concat(parts))).on('error', failed);
    }).on('error', failed);
  });
}

test('a first visit to a request with its panel weighs at most 280 kB', async ({ page, server }) => {
  await enter(page.request);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const document = await received(`${server.url}/dits/DIT-2026-0005?panel=exchanges`, cookie);
  const html = brotliDecompressSync(document).toString();
  expect(html).toContain('data-exchange');
  const files = [...html.matchAll(/ href="(\/pkg\/[^"]+\.(?:css|js|wasm))"/g)].map(([, path]) => path ?? '');
  expect(new Set(files.map((path) => path.split('.').at(-1)))).toEqual(new Set(['css', 'js', 'wasm']));
  const sent = await Promise.all([...new Set(files)].map((path) => received(server.url + path, cookie)));
  const bytes = [document, ...sent].map((file) => file.length);
  expect(bytes.reduce((sum, size) => sum + size), bytes.join(' + ')).toBeLessThanOrEqual(280_000);
});
