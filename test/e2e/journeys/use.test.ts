// A running app in use, behind a base as JupyterHub gives it: opened, shared, shown elsewhere, watched, repeated by a script.
import { connect } from 'node:net';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import t from 'tap';
import type { Instance } from '../../../src/domain/instance.ts';
import { tryCall } from '../../support/api-docs.ts';
import { jupyterEnvironment } from '../../support/jupyter-lab.ts';
import { commandLine, endProcesses, findProcesses, waitFor } from '../../support/jupyter-lab-processes.ts';
import { pythonEnvironment } from '../../support/python-environment.ts';
import {
  clickTile,
  launchSampleApp,
  moveSlider,
  openInstance,
  processesOf,
  stopInstance,
  waitForPicture,
  waitForSampleApp,
} from '../steps.ts';
import { cardNamed, clipboardText, startJourneyBed, writeWebApp } from './bed.ts';
import { picture } from './picture.ts';

t.setTimeout(300_000);

const base = '/hubs/User/alice%20b/';
const bed = await startJourneyBed(t, async (home) => {
  writeWebApp(home, 'notes', 'name: Lab notes\ndata_directory: none\n');
  return { args: [`--ServerApp.base_url=${base}`] };
});
const { browser, home, jupyter, lab } = bed;
const page = await clickTile(lab);
const card = cardNamed(page, 'Isosurfaces 1');
let instance: Instance;
let app: Page;
/** What the slider says, once the app was used. */
let isovalue: string;

t.test('Open leads to the app, without a token in the address; another Open brings its tab to the front', async (t) => {
  instance = await launchSampleApp(page);
  t.equal(page.url(), `${jupyter.url}trame-manager/`, 'the tile opens the page in a tab of its own');
  app = await openInstance(page, instance.id);
  // wslink redirects to its index.html.
  t.equal(app.url(), `${jupyter.url}trame-manager${instance.path}index.html`);
  const cookies = (await browser.cookies(app.url())).filter(({ path }) => path.includes('/proxy/'));
  t.ok(cookies.length > 0, 'a cookie lets the browser in');
  t.ok(
    cookies.every(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Lax'),
    'which no script can read',
  );
  const first = await waitForPicture(app);
  await moveSlider(app, 40);
  t.not(await waitForPicture(app, first), first, 'the picture follows the slider');
  isovalue = await sliderValue(app);
  await card.getByText('1 viewer').waitFor();

  const tabs = browser.pages().length;
  await page.bringToFront();
  await card.getByRole('button', { name: 'Open Isosurfaces 1' }).click();
  await page.getByText('Isosurfaces 1 was open already: its tab is in front now.').waitFor();
  t.equal(browser.pages().length, tabs, 'no further tab');
});

t.test('a copied link opens the app in one other browser, and says until when; both viewers are counted', async (t) => {
  await card.getByRole('button', { name: 'Copy link Isosurfaces 1' }).click();
  await page.getByText(/^Link to Isosurfaces 1 copied\. It opens one browser, until .* \(10 min\)\.$/).waitFor();
  const other = await (await bed.enter()).newPage();
  await other.goto(await clipboardText(page));
  await waitForSampleApp(other);
  t.equal(await sliderValue(other), isovalue, 'it is the same app');
  await card.getByText('2 viewers').waitFor();
  await other.close();
  await card.getByText('1 viewer').waitFor();
});

t.test('code from the card shows the app beside other things of the same Jupyter', async (t) => {
  await card.getByRole('button', { name: 'Details Isosurfaces 1' }).click();
  await card.getByRole('button', { name: 'Copy for a notebook' }).click();
  t.match(await clipboardText(page), new RegExp(`instances\\["${instance.id}"\\]\\.show\\(`));
  await card.getByRole('button', { name: 'Copy as HTML' }).click();
  const html = await clipboardText(page);
  const beside = await browser.newPage();
  // Any page of Jupyter's own does; that there is none here is said by one.
  await beside.goto(`${jupyter.url}my-report`);
  await beside.setContent(`<h1>My report</h1>${html}`);
  const frame = await (await beside.locator('iframe').elementHandle())?.contentFrame();
  if (!frame) throw new Error('The code shows nothing.');
  await waitForSampleApp(frame);
  await waitForPicture(frame);
  await beside.close();
});

t.test('what the app uses is drawn while it is used', async (t) => {
  const plots = card.locator('tm-usage-plot path');
  await waitFor('both plots have a line', async () => (await drawn()).filter((line) => line !== '').length === 2);
  const before = await drawn();
  await moveSlider(app, 5);
  // The daemon measures every two seconds.
  await waitFor('the line of the processor goes on', async () => (await drawn())[0] !== before[0]);
  t.match(await card.getByRole('list').first().textContent(), /CPU [\d.,]+ %.*Memory \d+ MB/s);
  await picture(page, 'use');
  // It has settled when its picture has.
  await waitForPicture(app);
  isovalue = await sliderValue(app);

  function drawn(): Promise<string[]> {
    return plots.evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
  }
});

t.test('after a lost connection the app is reopened as it was left', async (t) => {
  const daemons = findProcesses(`HOME=${home}`).filter((pid) => commandLine(pid).includes('serve'));
  const isBack = page.getByText('The connection is back.').waitFor();
  await endProcesses(daemons);
  await isBack;
  t.equal((await bed.api('GET', `instances/${instance.id}`)).pid, instance.pid, 'it is the same process');
  await card.getByRole('button', { name: 'Open Isosurfaces 1' }).click();
  await page.getByRole('button', { name: 'Load it anew' }).last().click();
  await card.getByText('1 viewer').waitFor();
  await waitForSampleApp(app);
  await waitFor('the slider is where it was', async () => (await sliderValue(app)) === isovalue);
  await moveSlider(app, 1);
});

t.test('Script it: what was just done, pasted into a terminal and into Python, is done again', async (t) => {
  await page.getByRole('button', { name: 'Launch Lab notes' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('week 32');
  await page.keyboard.press('Enter');
  await cardNamed(page, 'week 32', 'ready').waitFor();
  await page.getByRole('button', { name: 'Script it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Script it' });
  await dialog.getByRole('heading', { name: 'POST apps/notes/instances' }).first().waitFor();
  await picture(page, 'script-it');
  const { python } = await pythonEnvironment();
  // As a kernel and a terminal of this Jupyter have it.
  const env = { ...jupyterEnvironment(home, python), JUPYTER_TOKEN: jupyter.token, JPY_PARENT_PID: `${jupyter.pid}` };
  const options = { cwd: home, env, extendEnv: false };
  const known = await instanceIds();
  await execa(python, ['-c', await newestCall('Python')], options);
  await waitFor('Python launched one more', async () => (await instanceIds()).length === known.length + 1);
  await execa('bash', ['-c', await newestCall('curl')], options);
  await waitFor('so did curl', async () => (await instanceIds()).length === known.length + 2);

  const [docs] = await Promise.all([page.waitForEvent('popup'), dialog.getByTestId('api-docs').click()]);
  t.equal(await tryCall(docs, 'getSystem'), '200', 'calls can be tried with what lets the browser in');
  t.equal(docs.url().split('#')[0], `${jupyter.url}trame-manager/api/docs`);
  await docs.close();
  await dialog.getByRole('button', { name: 'Close' }).click();

  /** The lines before all calls and the newest call, as copied. */
  async function newestCall(language: string): Promise<string> {
    await dialog.getByRole('radio', { name: language }).check();
    const copy = (name: string) => dialog.getByRole('group', { name }).first().getByRole('button');
    await copy('Once, before the calls').click();
    const start = await clipboardText(page);
    await copy('POST apps/notes/instances').click();
    await waitFor('the call is copied', async () => (await clipboardText(page)) !== start);
    return `${start}\n${await clipboardText(page)}`;
  }
});

t.test('the page takes the theme of its JupyterLab', async (t) => {
  // As the theme menu of JupyterLab does.
  await lab.request.put(`${jupyter.url}lab/api/settings/@jupyterlab/apputils-extension:themes`, {
    headers: { authorization: `token ${jupyter.token}` },
    data: { raw: '{"theme": "JupyterLab Dark"}' },
  });
  const isDark = () => page.evaluate('getComputedStyle(document.body).backgroundColor === "rgb(33, 33, 33)"');
  t.notOk(await isDark());
  await page.reload();
  await waitFor('the page is dark, as JupyterLab is', isDark);
});

t.test('Stop leaves nothing of the app', async (t) => {
  await stopInstance(page, instance.id);
  t.same(processesOf(instance.id), []);
  t.ok(await isClosed(instance.port ?? 0), 'nothing listens on its port');
});

async function instanceIds(): Promise<string[]> {
  return (await bed.api('GET', 'instances')).instances.map(({ id }: Instance) => id);
}

async function sliderValue(tab: Page): Promise<string> {
  return (await tab.getByRole('slider', { name: 'Isovalue' }).getAttribute('aria-valuenow')) ?? '';
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
