import t from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { startJupyterHub } from '../support/jupyter-hub.ts';
import { makeHome } from '../support/jupyter-lab.ts';
import { findProcesses, waitFor } from '../support/jupyter-lab-processes.ts';
import {
  clickTile,
  launchSampleApp,
  logIn,
  moveSlider,
  openInstance,
  processesOf,
  stopInstance,
  waitForPicture,
} from './steps.ts';

t.setTimeout(240_000);

t.test('"Alice B" logs in to a JupyterHub, launches an app from the tile and works with it', async (t) => {
  const { home, remove } = makeHome();
  t.teardown(remove);
  const hub = await startJupyterHub({ home });
  t.teardown(() => hub.stop());
  const chromium = await launchChromium();
  t.teardown(() => chromium.close());
  const browser = await chromium.newContext();

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

  await stopInstance(launcher, instance.id);
  t.same(processesOf(instance.id), [], 'nothing of the app is left');
  await chromium.close();
  await hub.stop();
  await waitFor('everything that the hub started ends', () => findProcesses(`HOME=${home}`).length === 0);
});
