import { defineConfig } from '@playwright/test';

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
    trace: 'retain-on-failure',
    launchOptions: {
      // Debian's Chromium; the flags keep it from calling home and let it run as root in a container.
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    { name: 'tablet', grep: everySize, use: { viewport: { width: 820, height: 1180 }, hasTouch: true } },
    { name: 'phone', grep: everySize, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
});
