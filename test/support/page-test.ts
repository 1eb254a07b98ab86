import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Test } from 'tap';
import { buildPage } from '../../scripts/build-page.mjs';
import { launchChromium } from './chromium.ts';
import { FakeApi } from './fake-api.ts';
import { until as untilWithin } from './until.ts';

/** How long an expectation may take before it counts as failed. */
export const deadlineMs = 30_000;

/** A built page and a browser for one test file. */
export interface PageBed {
  /** A fake daemon and a page that is not loaded yet; both end with the test. */
  open(t: Test, options?: BrowserContextOptions): Promise<{ fake: FakeApi; page: Page }>;
}

/** Builds the page and starts Chromium; both are cleaned up when `t` ends. `texts`: directory of a translation. */
export async function pageBed(t: Test, { texts = null }: { texts?: string | null } = {}): Promise<PageBed> {
  const directory = await mkdtemp(join(tmpdir(), 'tm-page-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  await buildPage({ outDir: directory, texts });
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  return { open: (subtest, options) => openPage(subtest, browser, directory, options) };
}

async function openPage(t: Test, browser: Browser, directory: string, options: BrowserContextOptions = {}) {
  const fake = new FakeApi(directory);
  await fake.listen();
  t.teardown(() => fake.close());
  const context = await browser.newContext(options);
  t.teardown(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(deadlineMs);
  page.on('pageerror', (error) => t.fail(`the page threw: ${error.message}`));
  await failOnViolations(t, page);
  return { fake, page };
}

/** The test fails when the page does what its Content-Security-Policy forbids. */
export async function failOnViolations(t: Test, page: Page): Promise<void> {
  await page.exposeFunction('reportViolation', (what: string) => t.fail(`the page's policy forbids ${what}`));
  await page.addInitScript(`addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
    reportViolation([effectiveDirective, blockedURI, sample].join(' ')))`);
}

/** Resolves when `condition` holds; throws after the deadline. */
export function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  return untilWithin(condition, what, deadlineMs);
}
