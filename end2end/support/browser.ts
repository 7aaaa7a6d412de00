/** Debian's Chromium as people have it. */
export const chromium = '/usr/bin/chromium';

/** The same engine without windows: a journey takes two thirds of the time in it. */
export const headlessChromium = '/usr/bin/chromium-headless-shell';

/** They keep it from calling home and let it run as root in a container. */
export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;
