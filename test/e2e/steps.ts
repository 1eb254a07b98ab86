import type { BrowserContext, Frame, Page } from 'playwright-core';
import type { Instance } from '../../src/domain/instance.ts';
import type { JupyterHub } from '../support/jupyter-hub.ts';
import type { JupyterLab } from '../support/jupyter-lab.ts';
import { findProcesses, waitFor } from '../support/jupyter-lab-processes.ts';

/** How long a step may take on a machine that is busy with other tests. */
export const stepTimeoutMs = 30_000;

/** Opens JupyterLab with its launcher in a new tab; this lets the browser in, as the URL that Jupyter prints does. */
export async function openJupyterLab(browser: BrowserContext, jupyter: JupyterLab): Promise<Page> {
  browser.setDefaultTimeout(stepTimeoutMs);
  const page = await browser.newPage();
  await page.goto(`${jupyter.url}lab?token=${jupyter.token}`);
  return page;
}

/** Logs in to the hub and waits for the user's JupyterLab, which the hub starts. */
export async function logIn(browser: BrowserContext, hub: JupyterHub, user: string): Promise<Page> {
  browser.setDefaultTimeout(stepTimeoutMs);
  const page = await browser.newPage();
  await page.goto(hub.url);
  await enterHub(page, hub, user);
  await page.waitForURL('**/lab*', { waitUntil: 'commit' });
  return page;
}

/** Fills in the hub's login page. */
export async function enterHub(page: Page, hub: JupyterHub, user: string): Promise<void> {
  await page.getByLabel('Username').fill(user);
  await page.getByLabel('Password').fill(hub.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Clicks the tile in JupyterLab's launcher; resolves to the launcher page, in a tab of its own. */
export async function clickTile(lab: Page): Promise<Page> {
  const tile = lab.locator('.jp-LauncherCard', { hasText: 'Trame Manager' });
  const [launcher] = await Promise.all([lab.waitForEvent('popup'), tile.click()]);
  return launcher;
}

/** Opens the launcher page directly, in a browser that JupyterLab has let in. */
export async function openLauncherPage(browser: BrowserContext, jupyter: JupyterLab): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${jupyter.url}trame-manager/`);
  return page;
}

/** The launcher page's form, submitted as it is; resolves when the new instance is ready, to what the API says of it. */
export async function launchSampleApp(launcher: Page): Promise<Instance> {
  const card = launcher.locator('[data-testid=app-card][data-id=isosurfaces]');
  await card.getByTestId('launch').click();
  await launcher.getByTestId('submit').click();
  const instance = launcher.locator('[data-testid=instance-card][data-state=ready]').first();
  await instance.waitFor();
  const id = await instance.getAttribute('data-id');
  return readInstance(launcher, id ?? '');
}

/** What the REST API says of an instance, asked from the page. */
export async function readInstance(launcher: Page, id: string): Promise<Instance> {
  const answer = await launcher.request.get(new URL(`api/v1/instances/${id}`, launcher.url()).href);
  return (await answer.json()) as Instance;
}

/** Presses Open on an instance's card and waits until the app's page has been drawn. */
export async function openInstance(launcher: Page, id: string): Promise<Page> {
  const card = launcher.locator(`[data-testid=instance-card][data-id="${id}"]`);
  const [app] = await Promise.all([launcher.waitForEvent('popup'), card.getByTestId('open').click()]);
  await waitForSampleApp(app);
  return app;
}

/** Waits until the sample app's controls are there. */
export async function waitForSampleApp(app: Page | Frame): Promise<void> {
  await app.getByRole('slider', { name: 'Isovalue' }).waitFor();
}

/** Presses Stop on an instance's card, confirms, and waits for the card to say that it ended. */
export async function stopInstance(launcher: Page, id: string): Promise<void> {
  await launcher.locator(`[data-testid=instance-card][data-id="${id}"]`).getByTestId('stop').click();
  const ended = launcher.locator(`[data-testid=instance-card][data-id="${id}"][data-state=stopped]`);
  const confirm = launcher.getByTestId('confirm-ok');
  await confirm.or(ended).first().waitFor();
  if (await confirm.isVisible()) await confirm.click();
  await ended.waitFor();
}

/** Moves the sample app's slider by keys, and waits until the app's page shows the new value. */
export async function moveSlider(app: Page, steps: number): Promise<void> {
  const slider = app.getByRole('slider', { name: 'Isovalue' });
  const before = await slider.getAttribute('aria-valuenow');
  await slider.focus();
  for (let step = 0; step < steps; step += 1) await app.keyboard.press('ArrowRight');
  await waitFor('the slider moves', async () => (await slider.getAttribute('aria-valuenow')) !== before);
}

/**
 * Looks at the app's 3-D view as a user would, on the screen: how many different colours it has, and a text that changes
 * with the picture, but not with the quality of its compression. A view that has not been drawn has one colour; a shaded
 * surface has hundreds.
 */
export async function lookAtView(app: Page | Frame): Promise<{ colors: number; fingerprint: string }> {
  const png = (await app.locator('main .v-container').screenshot()).toString('base64');
  return app.evaluate(examinePicture, png);
}

/**
 * Waits for a picture of a shaded surface; resolves to its fingerprint when it has not changed for a second. A page that
 * opens gets several, for a view that grows to its size.
 */
export async function waitForPicture(app: Page | Frame, otherThan: string | null = null): Promise<string> {
  let last = '';
  let sinceMs = 0;
  return waitFor('the 3-D view shows a (new) picture', async () => {
    const { colors, fingerprint } = await lookAtView(app);
    if (fingerprint !== last) sinceMs = Date.now();
    last = fingerprint;
    const settled = Date.now() - sinceMs > 1_000;
    return settled && colors > 200 && fingerprint !== otherThan ? fingerprint : null;
  });
}

/** The pids of everything that belongs to an instance. */
export function processesOf(id: string): number[] {
  return findProcesses(`INSTANCE_ID=${id}`);
}

// Runs in the page, whose types the tests do not have.
const examinePicture: (png: string) => { colors: number; fingerprint: string } = new Function(
  'base64',
  `
  const picture = new Image();
  picture.src = 'data:image/png;base64,' + base64;
  return picture.decode().then(() => {
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    context.drawImage(canvas, 0, 0, 24, 24);
    const coarse = context.getImageData(0, 0, 24, 24).data.map((value) => value >> 5);
    return { colors: new Set(pixels).size, fingerprint: coarse.join('') };
  });`,
) as (png: string) => { colors: number; fingerprint: string };
