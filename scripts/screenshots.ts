// `npm run screenshots`: takes the pictures of docs/images anew, from a real JupyterLab in a real Chromium.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchSampleApp, openInstance, openJupyterLab, waitForPicture } from '../test/e2e/steps.ts';
import { launchChromium } from '../test/support/chromium.ts';
import { makeHome, startJupyterLab } from '../test/support/jupyter-lab.ts';
import { root } from '../test/support/python-environment.ts';

const images = join(root, 'docs', 'images');
const wide = { width: 1280, height: 800 };
const narrow = { width: 480, height: 1100 };

const { home, remove } = makeHome();
const jupyter = await startJupyterLab({ home });
const chromium = await launchChromium();
try {
  mkdirSync(images, { recursive: true });
  writeTurbineApp(join(home, 'data'));
  const browser = await chromium.newContext({ viewport: wide });
  const lab = await openJupyterLab(browser, jupyter);
  const tile = lab.locator('.jp-LauncherCard', { hasText: 'Trame Manager' });
  await tile.locator('img').waitFor();
  await lab.waitForTimeout(1000);
  await take(lab, 'tile');

  const [page] = await Promise.all([lab.waitForEvent('popup'), tile.click()]);
  await page.locator('[data-testid=app-card][data-id=turbine]').getByTestId('launch').click();
  await page.getByTestId('submit').click();
  await page.locator('[data-testid=instance-card][data-state=failed]').waitFor();
  await page.locator('[data-testid=app-card][data-id=isosurfaces]').getByTestId('launch').click();
  await page.waitForTimeout(500);
  await take(page, 'launch-dialog');
  await page.keyboard.press('Escape');

  const { id } = await launchSampleApp(page);
  const app = await openInstance(page, id);
  await waitForPicture(app);
  await take(app, 'sample-app');
  await page.bringToFront();
  await page.waitForTimeout(3000);
  await take(page, 'launcher-page');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(page, 'launcher-page-dark');
  await page.setViewportSize(narrow);
  await take(page, 'launcher-page-narrow');
  await page.request.delete(new URL(`api/v1/instances/${id}`, page.url()).href);
} finally {
  await chromium.close();
  await jupyter.stop();
  await remove();
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  process.stdout.write(`docs/images/${name}.png\n`);
}

/** An app that fails, to show what a failure looks like. */
function writeTurbineApp(dataPath: string): void {
  const directory = join(dataPath, 'trame', 'turbine');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'app.yml'),
    `name: Turbine flow\ndescription: Stream lines of a turbine simulation\ncategory: Visualization\ntags: [cfd]
command: |\n  echo "Reading the mesh"\n  exec python -c "import turbine_reader"\n`,
  );
}
