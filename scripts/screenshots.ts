// `npm run screenshots`: takes the pictures of docs/images anew in a real Chromium, from a real JupyterLab. Those of
// docs/images/journeys are taken by the tests of the journeys.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchSampleApp, openInstance, openJupyterLab, waitForPicture } from '../test/e2e/steps.ts';
import { launchChromium } from '../test/support/chromium.ts';
import { makeHome, startJupyterLab } from '../test/support/jupyter-lab.ts';
import { waitFor } from '../test/support/jupyter-lab-processes.ts';
import { root } from '../test/support/python-environment.ts';

const images = join(root, 'docs', 'images');
const wide = { width: 1280, height: 800 };
const narrow = { width: 480, height: 1100 };
const small = { width: 960, height: 640 };

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
  // The page follows JupyterLab's theme, and not the system's.
  await page.request.put(new URL('../lab/api/settings/@jupyterlab/apputils-extension:themes', page.url()).href, {
    headers: { authorization: `token ${jupyter.token}` },
    data: { raw: '{"theme": "JupyterLab Dark"}' },
  });
  await page.reload();
  await page.locator('[data-testid=instance-card][data-state=ready]').waitFor();
  await page.waitForTimeout(3000);
  await take(page, 'launcher-page-dark');
  await page.setViewportSize(narrow);
  await take(page, 'launcher-page-narrow');
  await page.request.delete(new URL(`api/v1/instances/${id}`, page.url()).href);

  writeMeshApp(join(home, 'data'));
  const starting = await browser.newPage();
  await starting.setViewportSize(small);
  await starting.goto(await launchAndLink(page, 'mesh'));
  await takeBoth(starting, 'page-starting', /1\d s so far/);
  const failed = await browser.newPage();
  await failed.setViewportSize(small);
  await failed.goto(await launchAndLink(page, 'turbine'));
  await takeBoth(failed, 'page-failed', /has failed/);
} finally {
  await chromium.close();
  await jupyter.stop();
  await remove();
}
await takeJourneys();

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  process.stdout.write(`docs/images/${name}.png\n`);
}

/** Runs the tests of the journeys, which take a picture wherever there is something to show. */
async function takeJourneys(): Promise<void> {
  const files = globSync('test/e2e/journeys/*.test.ts', { cwd: root });
  const tests = spawn('tap', ['run', '--disable-coverage', '--reporter=terse', '--jobs=1', ...files], {
    cwd: root,
    env: { ...process.env, JOURNEY_PICTURES: '1' },
    stdio: 'inherit',
  });
  const [status] = await once(tests, 'exit');
  if (status !== 0) throw new Error('A test of a journey failed: its pictures may be old.');
}

/** One picture in light, one in dark, once the page says what it shall show. */
async function takeBoth(page: Page, name: string, text: RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
  await take(page, name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(page, `${name}-dark`);
}

/** Launches an app by the API; gives a link to the instance. */
async function launchAndLink(launcher: Page, app: string): Promise<string> {
  const api = new URL('api/v1/', launcher.url()).href;
  await waitFor('the app is found', async () => (await launcher.request.get(`${api}apps/${app}`)).ok());
  const launched = await launcher.request.post(`${api}apps/${app}/instances`, { data: {} });
  const { id } = (await launched.json()) as { id: string };
  const link = await launcher.request.post(`${api}instances/${id}/links`, { data: {} });
  return new URL(((await link.json()) as { url: string }).url, launcher.url()).href;
}

/** An app that takes long to start. */
function writeMeshApp(dataPath: string): void {
  const directory = join(dataPath, 'trame', 'mesh');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'app.yml'),
    `name: Mesh explorer\ndata_directory: none\nready: {timeout_seconds: 60}
command: |\n  echo "Loading ParaView/5.12"\n  for i in 1 2 3 4 5 6; do echo "Reading block $i of 32"; sleep 1; done\n  sleep 60\n`,
  );
}

/** An app that fails, to show what a failure looks like. */
function writeTurbineApp(dataPath: string): void {
  const directory = join(dataPath, 'trame', 'turbine');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'app.yml'),
    `name: Turbine flow\ndescription: Stream lines of a turbine simulation\ncategory: Visualization\ntags: [cfd]\ndata_directory: none
command: |\n  echo "Reading the mesh"\n  exec python -c "import turbine_reader"\n`,
  );
}
