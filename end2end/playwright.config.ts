import { defineConfig } from '@playwright/test';
import { flags, headlessChromium } from './support/browser.ts';

/** Tests that matter at every size carry this tag; the others run at the size of a desk only. */
const everySize = /@every-size/;

export default defineConfig({
  testDir: 'journeys',
  outputDir: 'test-results',
  globalSetup: './support/demonstration.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Some journeys make hundreds of gestures, and a machine that tests may be slow.
  timeout: 240_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
    // `--trace on` records what happened; it costs a third of the time of a journey.
    trace: 'off',
    launchOptions: {
      executablePath: headlessChromium,
      // A page lives for seconds here: optimising its module would cost more than it brings.
      args: [...flags, '--js-flags=--liftoff-only'],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    { name: 'tablet', grep: everySize, use: { viewport: { width: 820, height: 1180 }, hasTouch: true } },
    { name: 'phone', grep: everySize, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
});
