import type { Page } from 'playwright-core';
import t from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { startJupyterHub } from '../support/jupyter-hub.ts';
import { makeHome } from '../support/jupyter-lab.ts';
import { findProcesses, waitFor } from '../support/jupyter-lab-processes.ts';
import {
  clickTile,
  enterHub,
  launchSampleApp,
  logIn,
  moveSlider,
  openInstance,
  processesOf,
  stepTimeoutMs,
  stopInstance,
  waitForPicture,
} from './steps.ts';

t.setTimeout(240_000);

t.test('"Alice B" of a JupyterHub launches an app from the tile, works with it, and shares it', async (t) => {
  const { home, remove } = makeHome();
  t.teardown(remove);
  const hub = await startJupyterHub({ home });
  t.teardown(() => hub.stop());
  const chromium = await launchChromium();
  t.teardown(() => chromium.close());
  const browser = await chromium.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });

  const lab = await logIn(browser, hub, 'Alice B');
  // The hub makes names lower case and keeps its own path as it is.
  const base = `${hub.url}user/alice%20b/`;
  t.ok(lab.url().startsWith(`${base}lab`), 'the server has a path with upper case and an escaped space');
  const launcher = await clickTile(lab);
  const instance = await launchSampleApp(launcher);
  t.equal(launcher.url(), `${base}trame-manager/`);

  const app = await openInstance(launcher, instance.id);
  t.equal(app.url(), `${base}trame-manager${instance.path}index.html`, 'the link leads to an address without a token');
  const first = await waitForPicture(app);
  await moveSlider(app, 40);
  t.not(await waitForPicture(app, first), first, 'the picture follows the slider');

  const link = await recipeLinkOf(launcher, instance.id, home);
  t.ok(link.startsWith(`${hub.url}hub/user-redirect/trame-manager/?recipe=`), 'it names no user');
  const colleague = await (await chromium.newContext()).newPage();
  colleague.setDefaultTimeout(stepTimeoutMs);
  await colleague.goto(link);
  await enterHub(colleague, hub, 'bob');
  const preview = colleague.getByRole('dialog', { name: 'Recipe: Shared run' });
  await preview.getByTestId('recipe-good').waitFor();
  t.match(await preview.getByTestId('recipe-facts').textContent(), /Shared_run\.trame-recipe\.yml.*Isosurfaces/s);
  t.equal(colleague.url(), `${hub.url}user/bob/trame-manager/`, 'on a server of their own, which the hub started');

  await stopInstance(launcher, instance.id);
  t.same(processesOf(instance.id), [], 'nothing of the app is left');
  await chromium.close();
  await hub.stop();
  await waitFor('everything that the hub started ends', () => findProcesses(`HOME=${home}`).length === 0);
});

/** Saves the recipe of an instance as its card offers it, and gives the link that is copied then. */
async function recipeLinkOf(launcher: Page, id: string, directory: string): Promise<string> {
  const card = launcher.locator(`[data-testid=instance-card][data-id="${id}"]`);
  await card.getByTestId('details').click();
  await card.getByTestId('save-as-recipe').click();
  const dialog = launcher.getByTestId('save-recipe-dialog');
  await dialog.getByRole('combobox', { name: 'Directory or file' }).fill(directory);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Shared run');
  await dialog.getByTestId('save-recipe').click();
  await launcher.getByText('The recipe is in').waitFor();
  await launcher.getByRole('button', { name: 'Copy link' }).last().click();
  await launcher.getByText('The link is copied').waitFor();
  return launcher.evaluate<string>('navigator.clipboard.readText()');
}
