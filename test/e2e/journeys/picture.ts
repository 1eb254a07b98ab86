import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../support/python-environment.ts';

const directory = join(root, 'docs', 'images', 'journeys');

/**
 * Takes the picture docs/images/journeys/<name>.png of what the user sees now, where JOURNEY_PICTURES is set (`npm run screenshots`);
 * else it does nothing. `width` and `height` are those of the window meanwhile.
 */
export async function picture(page: Page, name: string, size: { width?: number; height?: number } = {}): Promise<void> {
  if (!process.env.JOURNEY_PICTURES) return;
  mkdirSync(directory, { recursive: true });
  const before = page.viewportSize();
  if (before !== null) await page.setViewportSize({ ...before, ...size });
  await page.screenshot({ path: join(directory, `${name}.png`), animations: 'disabled' });
  if (before !== null) await page.setViewportSize(before);
}
