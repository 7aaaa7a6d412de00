import { defineConfig } from '@playwright/test';
import journeys from '../playwright.config.ts';
import { chromium, flags } from '../support/browser.ts';

/** What is measured in a browser. It runs in the browser that people have, and prints tables instead of a list of tests. */
export default defineConfig({
  testDir: '.',
  testMatch: '*/*.bench.ts',
  outputDir: '../test-results',
  workers: 1,
  timeout: 0,
  reporter: [['./reporter.ts']],
  use: {
    ...journeys.use,
    actionTimeout: 120_000,
    screenshot: 'off',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: chromium,
      // A frame is painted as soon as it is ready: otherwise every time is the wait for the next sixtieth of a second.
      args: [...flags, '--disable-frame-rate-limit', '--disable-gpu-vsync'],
    },
  },
});
