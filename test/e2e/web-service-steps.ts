import type { BrowserContext, Page } from 'playwright-core';
import type { Instance } from '../../src/domain/instance.ts';
import type { JupyterLab } from '../support/jupyter-lab.ts';
import { commandLine, findProcesses, waitFor } from '../support/jupyter-lab-processes.ts';
import { readInstance, stepTimeoutMs } from './steps.ts';

/** Launches an app by its form, filled in by the labels of its fields; does not wait for its start. */
export async function launchExample(launcher: Page, app: string, values: Record<string, string>): Promise<void> {
  await launcher.locator(`[data-testid=app-card][data-id="${app}"]`).getByTestId('launch').click();
  const form = launcher.getByTestId('launch-form');
  for (const [name, value] of Object.entries(values))
    await form.getByRole('textbox', { name }).or(form.getByRole('combobox', { name })).fill(value);
  await launcher.getByTestId('submit').click();
  await form.waitFor({ state: 'hidden' });
}

/** Waits until the one instance of an app is ready; resolves to what the API says of it. */
export async function readyInstance(launcher: Page, app: string): Promise<Instance> {
  const look = async () => {
    const answer = await launcher.request.get(new URL('api/v1/instances', launcher.url()).href);
    const { instances } = (await answer.json()) as { instances: Instance[] };
    return instances.find((instance) => instance.app === app && !['starting', 'queued'].includes(instance.state));
  };
  const { id } = await waitFor(`${app} is ready or failed`, look, 90_000);
  const instance = await readInstance(launcher, id);
  if (instance.state !== 'ready') throw new Error(JSON.stringify(instance, null, 2));
  return instance;
}

/** Presses Open on an instance's card, which leads through a one-time link. */
export async function openByCard(launcher: Page, id: string): Promise<Page> {
  const card = launcher.locator(`[data-testid=instance-card][data-id="${id}"]`);
  // A toast stays while the pointer rests on it, and may lie over the button.
  await launcher.mouse.move(0, 0);
  const [page] = await Promise.all([launcher.waitForEvent('popup'), card.getByTestId('open').click()]);
  await page.waitForURL(({ pathname, search }) => pathname.includes('/proxy/') && !search.includes('launch_token'));
  return page;
}

/** Stops an instance and waits for its end. */
export async function stopByRest(launcher: Page, id: string): Promise<void> {
  const headers = { prefer: 'wait=60' };
  await launcher.request.post(new URL(`api/v1/instances/${id}/stop`, launcher.url()).href, {
    headers,
    timeout: 90_000,
  });
}

/** The launcher page in a browser that knows nothing yet; Jupyter's token lets it in. */
export async function enterLauncherPage(browser: BrowserContext, jupyter: JupyterLab): Promise<Page> {
  browser.setDefaultTimeout(stepTimeoutMs);
  const page = await browser.newPage();
  await page.goto(`${jupyter.url}trame-manager/?token=${jupyter.token}`);
  return page;
}

/** The daemons that a JupyterLab with this home started. */
export function daemonsOf(home: string): number[] {
  return findProcesses(`HOME=${home}`).filter((pid) => commandLine(pid).includes('--base-url'));
}

/** Waits until a colour fills a good part of what the page shows, give or take what its compression changes. */
export async function waitForColour(page: Page, [red, green, blue]: readonly [number, number, number]): Promise<void> {
  const shows = async () => {
    const png = (await page.screenshot()).toString('base64');
    return (await page.evaluate(shareOfColour, { png, colour: [red, green, blue] })) > 0.1;
  };
  await waitFor(`the page shows the colour ${red}, ${green}, ${blue}`, shows, stepTimeoutMs);
}

// Runs in the page, whose types the tests do not have.
const shareOfColour: (given: { png: string; colour: number[] }) => Promise<number> = new Function(
  'given',
  `
  const picture = new Image();
  picture.src = 'data:image/png;base64,' + given.png;
  return picture.decode().then(() => {
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    let like = 0;
    for (let at = 0; at < data.length; at += 4)
      if (given.colour.every((value, channel) => Math.abs(data[at + channel] - value) < 40)) like += 1;
    return like / (data.length / 4);
  });`,
) as (given: { png: string; colour: number[] }) => Promise<number>;
