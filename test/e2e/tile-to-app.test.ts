import { connect } from 'node:net';
import t from 'tap';
import { tryCall } from '../support/api-docs.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeHome, startJupyterLab } from '../support/jupyter-lab.ts';
import { waitFor } from '../support/jupyter-lab-processes.ts';
import {
  launchSampleApp,
  moveSlider,
  openInstance,
  openJupyterLab,
  processesOf,
  stopInstance,
  waitForPicture,
} from './steps.ts';

t.setTimeout(480_000);

// JupyterHub gives such bases: with upper case and percent escapes.
const bases = ['/', '/hubs/User/alice%20b/'];

for (const base of bases) {
  t.test(`from the tile to a running app and back, with JupyterLab at ${base}`, async (t) => {
    const { home, remove } = makeHome();
    t.teardown(remove);
    const jupyter = await startJupyterLab({ home, args: [`--ServerApp.base_url=${base}`] });
    t.teardown(() => jupyter.stop());
    const chromium = await launchChromium();
    t.teardown(() => chromium.close());
    const browser = await chromium.newContext();
    const lab = await openJupyterLab(browser, jupyter);

    const tile = lab.locator('.jp-LauncherCard', { hasText: 'Trame Manager' });
    await tile.waitFor();
    const iconWidth = () =>
      tile.locator('img').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
    await waitFor('the icon of the tile is shown', async () => (await iconWidth()) > 0);

    const [launcher] = await Promise.all([lab.waitForEvent('popup'), tile.click()]);
    const instance = await launchSampleApp(launcher);
    t.equal(launcher.url(), `${jupyter.url}trame-manager/`, 'the tile opens the launcher page in a tab of its own');
    t.equal(instance.app, 'isosurfaces');
    t.not(processesOf(instance.id).length, 0, 'the app runs');

    const app = await openInstance(launcher, instance.id);
    // wslink redirects to its index.html.
    t.equal(app.url(), `${jupyter.url}trame-manager${instance.path}index.html`, 'the address shows no token');
    const cookies = (await browser.cookies(app.url())).filter(({ path }) => path.includes('/proxy/'));
    t.ok(cookies.length > 0, 'a cookie lets the browser in');
    t.ok(
      cookies.every(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Lax'),
      'which no script can read',
    );
    const first = await waitForPicture(app);
    await moveSlider(app, 40);
    t.not(await waitForPicture(app, first), first, 'the picture follows the slider');

    // As the theme menu of JupyterLab does.
    await lab.request.put(`${jupyter.url}lab/api/settings/@jupyterlab/apputils-extension:themes`, {
      headers: { authorization: `token ${jupyter.token}` },
      data: { raw: '{"theme": "JupyterLab Dark"}' },
    });
    const isDark = () => launcher.evaluate('getComputedStyle(document.body).backgroundColor === "rgb(33, 33, 33)"');
    t.notOk(await isDark());
    await launcher.reload();
    await waitFor('the page is dark, as JupyterLab is', isDark);

    if (base !== '/') {
      await launcher.getByRole('button', { name: 'Script it' }).click();
      const [docs] = await Promise.all([launcher.waitForEvent('popup'), launcher.getByTestId('api-docs').click()]);
      t.equal(await tryCall(docs, 'getSystem'), '200', 'calls can be tried with what lets the browser in');
      t.equal(docs.url().split('#')[0], `${jupyter.url}trame-manager/api/docs`);
      await launcher.getByTestId('calls-close').click();
    }

    await stopInstance(launcher, instance.id);
    t.same(processesOf(instance.id), [], 'nothing of the app is left');
    t.ok(await isClosed(instance.port ?? 0), 'nothing listens on its port');
  });
}

function isClosed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}
