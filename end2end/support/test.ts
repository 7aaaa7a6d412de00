import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type Server, startServer } from './server.ts';
import { type SmtpSink, startSmtpSink } from './smtp.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /** Takes the mails that the server sends. */
  smtp: SmtpSink;
  /** Where the server sends its mails: to the sink, unless a test has another place. */
  smtpUrl: string;
  /** A server of the test's own, with the demonstration as it was loaded. */
  server: Server;
  /** Fails the test when the page reports an error of its own. */
  cleanConsole: void;
}

export const test = base.extend<Fixtures>({
  smtp: async ({}, use) => {
    const sink = await startSmtpSink();
    await use(sink);
    await sink.stop();
  },

  smtpUrl: async ({ smtp }, use) => {
    await use(smtp.url);
  },

  server: async ({ smtpUrl }, use) => {
    const demonstration = process.env['ECHANGES_DEMONSTRATION'];
    if (demonstration === undefined) throw new Error('the demonstration was not loaded');
    const data = await mkdtemp(join(tmpdir(), 'echanges-journey-'));
    await cp(demonstration, data, { recursive: true });
    const server = await startServer({ data, smtpUrl });
    await use(server);
    await server.stop();
    await rm(data, { recursive: true, force: true });
  },

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  cleanConsole: [
    async ({ page, server }, use, { file }) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
      page.on('console', (message) => {
        // A refused or lost request is told by the browser itself, and by the loader of the parts; tests provoke them.
        const isNetwork = /^(Failed to load resource|TypeError: Failed to fetch)/.test(message.text());
        // The test tool puts its own script into every frame, to draw its trace: a frame without rights refuses that too.
        const isTool = /^Blocked script execution in '(about:blank|[^']*\/mail\.html)'/.test(message.text());
        // What is pasted on purpose with styles and handlers is named by the browser while the policy refuses it.
        const isPasting = /(hostile|rich-text)\.spec\.ts$/.test(file);
        const isRefused = isPasting && /^(Executing inline event handler|Applying inline style|Loading media from|Setting the document's base URI)\b.* violates/.test(message.text());
        const isOurs = message.location().url === '' || message.location().url.startsWith(server.url);
        if (message.type() === 'error' && isOurs && !isNetwork && !isTool && !isRefused) errors.push(message.text());
      });
      await use();
      if (errors.length > 0) throw new Error(`the page reported errors:\n${errors.join('\n')}`);
    },
    { auto: true },
  ],
});
