import { type Browser, chromium } from 'playwright-core';

/** A headless Chromium, Debian's or the one that TRAME_MANAGER_CHROMIUM names, with more flags; the caller closes it. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.TRAME_MANAGER_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...flags,
      '--disable-gpu',
      // WebGL without a graphics card.
      '--enable-unsafe-swiftshader',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Chromium's sandbox refuses root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
