import type { Browser } from 'playwright-core';

/** A first visit with an empty cache; times in milliseconds since the navigation began. */
export interface Visit {
  /** Of all answers, as they came over the wire, heads included. */
  bytes: number;
  firstPaintMs: number;
  /** An app can be launched. */
  usableMs: number;
  /** From the start of the page's script to the first picture with apps and instances. */
  drawMs: number;
  longTasksMs: number[];
}

/** Visits the launcher page in a browser profile of its own, which `entrance` lets in. */
export async function visitPage(chromium: Browser, url: string, entrance: string): Promise<Visit> {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  try {
    // The cookie is wanted, no file of the page.
    await context.request.get(entrance, { maxRedirects: 0 });
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    let bytes = 0;
    client.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.addInitScript(watchPage);
    await page.goto(url);
    const times = await page.waitForFunction('globalThis.pageTimes?.done && globalThis.pageTimes', undefined, {
      timeout: 60_000,
    });
    const found = (await times.jsonValue()) as Omit<Visit, 'bytes'>;
    return { bytes, ...found };
  } finally {
    await context.close();
  }
}

/** Runs in the page, before its own script: looks at each frame whether an app card with its button is there. */
const watchPage = `
globalThis.pageTimes = { longTasksMs: [], done: false };
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) pageTimes.longTasksMs.push(Math.round(duration));
}).observe({ type: 'longtask', buffered: true });
(function look() {
  const card = document.querySelector('tm-app')?.shadowRoot?.querySelector('tm-app-list')?.shadowRoot?.querySelector('tm-app-card');
  if (!card?.shadowRoot?.querySelector('[data-testid=launch]')) return requestAnimationFrame(look);
  const usableMs = performance.now();
  const [start] = performance.getEntriesByName('script-start');
  requestAnimationFrame(() => setTimeout(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    Object.assign(pageTimes, {
      firstPaintMs: paint?.startTime ?? performance.now(),
      usableMs,
      drawMs: usableMs - (start?.startTime ?? 0),
    });
    setTimeout(() => { pageTimes.done = true; }, 300);
  }));
})();`;
