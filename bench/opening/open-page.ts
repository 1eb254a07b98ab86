import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import type { ShapedLink, Traffic } from './shaped-link.ts';

/** What opening an app once took. */
export interface Opening extends Traffic {
  /** From the navigation to the first picture of the 3-D view. */
  firstPictureMs: number;
}

/** The link has nothing more to carry when it was quiet for so long. */
const quietMs = 1500;

/** Opens a page of the sample app in a new tab, waits for its first picture and until the link is quiet. */
export async function openPage(browser: BrowserContext, url: string, link: ShapedLink): Promise<Opening> {
  const page = await browser.newPage();
  await page.addInitScript(watchForPicture);
  link.traffic();
  const before = performance.timeOrigin + performance.now();
  await page.goto(url, { waitUntil: 'commit', timeout: 60_000 });
  const shownAt = await page.waitForFunction('globalThis.firstPictureAt', undefined, { timeout: 60_000 });
  const firstPictureMs = Number(await shownAt.jsonValue()) - before;
  while (performance.now() - link.lastUsedAt() < quietMs) await delay(50);
  const traffic = link.traffic();
  await page.close();
  return { ...traffic, firstPictureMs };
}

/** Runs in the page: notes when the view shows its first picture from the app, large enough to be one. */
const watchForPicture = `
(function look() {
  const picture = [...document.querySelectorAll('main img')].find((image) => image.complete && image.naturalWidth > 100);
  if (picture) globalThis.firstPictureAt = performance.timeOrigin + performance.now();
  else requestAnimationFrame(look);
})();`;
