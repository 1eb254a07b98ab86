import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** A headless Chromium, Debian's or the one that TRAME_MANAGER_CHROMIUM names, with more flags; the caller closes it. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch(options(flags));
}

/** The same with a profile that is kept in a directory, history and all. */
export function launchChromiumProfile(directory: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(directory, options([]));
}

function options(flags: readonly string[]) {
  return {
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
  };
}
