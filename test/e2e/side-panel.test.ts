import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { Locator, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { Instance } from '../../src/domain/instance.ts';
import type { ParaViewServer } from '../../src/domain/paraview-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeHome, startJupyterLab } from '../support/jupyter-lab.ts';
import { waitFor } from '../support/jupyter-lab-processes.ts';
import { startDisplay } from '../support/paraview.ts';
import { paraviewPython } from '../support/paraview-app.ts';
import { root } from '../support/python-environment.ts';
import { sidePanelEnvironment } from '../support/side-panel.ts';
import { startSlurmCluster } from '../support/slurm-cluster.ts';
import { openJupyterLab } from './steps.ts';

t.setTimeout(480_000);

// One JupyterLab with the side panel of jupyterlab-trame-manager 0.6.1; the tests come in this order.
const python = await paraviewPython();
const display = await startDisplay(t);
const cluster = await startSlurmCluster(t);
const { home, remove } = makeHome();
t.teardown(remove);
const panelEnvironment = await sidePanelEnvironment(home);
cpSync(join(root, 'examples/paraview-remote'), join(home, 'data/trame/cone'), { recursive: true });
const { SLURM_CONF } = cluster.env;
const jupyter = await startJupyterLab({
  home,
  env: { ...panelEnvironment, ...(SLURM_CONF === undefined ? {} : { SLURM_CONF }), ...siteVariables() },
});
t.teardown(() => jupyter.stop());
const chromium = await launchChromium();
t.teardown(() => chromium.close());
const lab = await openJupyterLab(await chromium.newContext({ viewport: { width: 1400, height: 1000 } }), jupyter);
// An app stands still while it is connected, and ParaView takes its time on a busy machine.
lab.setDefaultTimeout(90_000);
// It has to come over JupyterLab itself: the hop that the panel's requests take.
const api = async <T>(method: string, path: string, data?: object): Promise<T> => {
  const headers = { authorization: `token ${jupyter.token}` };
  const url = `${jupyter.url}trame-manager/api/v1/${path}`;
  const answer = await lab.request.fetch(url, { method, headers, ...(data === undefined ? {} : { data }) });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return (answer.status() === 204 ? null : await answer.json()) as T;
};
t.teardown(async () => {
  for (const { id } of await listInstances()) await api('DELETE', `instances/${id}`);
  for (const { id } of await listServers()) await api('DELETE', `servers/${id}`);
});
const panel = lab.locator('#trame-manager-sidepanel');
const servers = panel.locator('.trame-manager-sidepanel-segment').first();

t.test('the panel lists the apps, and one that is launched by its form can be opened', async (t) => {
  t.notMatch(jupyter.log(), /jupyterlab_trame_manager/, 'its own server extension is off');
  await lab.locator('[data-id=trame-manager-sidepanel]').click();
  await panel.getByText('ParaView cone').click();
  await cone().getByText('Path:').waitFor();

  await cone().getByRole('button', { name: 'Launch' }).click();
  await untilFilled(lab.getByLabel('Data Directory:'));
  await button('Cancel').click();
  t.same(await listInstances(), [], 'a form that was cancelled launches nothing');

  await cone().getByRole('button', { name: 'Launch' }).click();
  await untilFilled(lab.getByLabel('Data Directory:'));
  await lab.getByLabel('Name:').fill('from the panel');
  await button('Ok').click();
  await confirm(/Launched new trame instance on port \d+/);
  await panel.getByText('Running Instances: 1').waitFor();
  const app = await openFromPanel();
  await app.getByText('Drawn by this app').waitFor();
  t.notMatch(app.url(), /launch_token/);
  t.match(await listInstances(), [{ name: 'from the panel', app: 'cone' }]);

  const other = await openInOtherBrowser(t);
  await other.getByText('Drawn by this app').waitFor();
  t.notMatch(other.url(), /launch_token/, 'another browser is let in by a link of its own');
});

t.test('a ParaView server is started by the form, which says what the site does not allow', async (t) => {
  await servers.getByRole('button', { name: 'Launch' }).click();
  await lab.locator('#account option').first().waitFor({ state: 'attached' });
  t.same(await lab.locator('#account option').allTextContents(), ['proj1', 'proj2']);
  t.equal(await lab.getByLabel('Partition:').inputValue(), 'batch', 'its default comes first');
  await button('Ok').click();
  await confirm(/batch.*2 nodes/i);
  t.same(await listServers(), []);

  await servers.getByRole('button', { name: 'Launch' }).click();
  await lab.locator('#account option').first().waitFor({ state: 'attached' });
  await lab.getByLabel('Name:').fill('by the form');
  await lab.getByLabel('Nodes:').fill('1');
  await lab.getByLabel('Time:').fill('00:30:00');
  await button('Ok').click();
  await confirm(/"by the form" is (queued|starting)/);
  await servers.getByRole('button', { name: /^by the form .*RUNNING/ }).waitFor();
  t.match(await listServers(), [{ name: 'by the form', job: { account: 'proj1', partition: 'batch' } }]);
});

t.test('an app is connected to a server that was started elsewhere meanwhile, and disconnected', async (t) => {
  const elsewhere = await api<ParaViewServer>('POST', 'servers', { name: 'from elsewhere', time_limit: '30m' });
  await servers.getByText('from elsewhere').waitFor();
  await untilReady(elsewhere.id);
  await cone().getByText('from the panel').click();
  await cone().getByRole('button', { name: 'Connect', exact: true }).click();
  await lab.locator('.jp-Dialog select').selectOption('from elsewhere');
  await button('Ok').click();
  await cone().getByRole('button', { name: 'Disconnect' }).waitFor();
  t.match(await cone().textContent(), /Connected to ParaView Server\sfrom elsewhere\son\s\S+:11111/);
  const app = await openFromPanel();
  await app.getByText('Drawn by a ParaView server').waitFor();

  await cone().getByRole('button', { name: 'Disconnect' }).click();
  await cone().getByRole('button', { name: 'Connect', exact: true }).waitFor();
  await app.getByText('Drawn by this app').waitFor();
});

/** The part of the panel that its app unfolds. */
function cone(): Locator {
  return panel.getByRole('region', { name: /^ParaView cone/ });
}

function button(name: string): Locator {
  return lab.locator('.jp-Dialog').getByRole('button', { name, exact: true });
}

/** The dialog that the panel shows after a form. */
async function confirm(text: RegExp): Promise<void> {
  await lab.locator('.jp-Dialog').getByText(text).waitFor();
  await lab.locator('.jp-Dialog-footer button').click();
}

/** The panel fills the field when it has asked for it, over what was written meanwhile. */
async function untilFilled(field: Locator): Promise<void> {
  await field.waitFor();
  await lab.waitForFunction(
    ([selector]) => {
      const page = globalThis as unknown as { document: { querySelector(text: string): { value: string } | null } };
      return page.document.querySelector(selector as string)?.value !== '';
    },
    ['#dataDir'],
  );
}

async function openFromPanel(): Promise<Page> {
  const open = cone().getByRole('button', { name: 'Open' });
  const [app] = await Promise.all([lab.waitForEvent('popup'), open.click()]);
  return app;
}

/** As a panel in another browser opens it: with what the list says then. */
async function openInOtherBrowser(t: Test): Promise<Page> {
  const browser = await chromium.newContext();
  t.teardown(() => browser.close());
  const list = await browser.request.get(`${jupyter.url}trame-manager/trame?token=${jupyter.token}`);
  const apps = (await list.json()) as { name: string; instances: { base_url: string }[] }[];
  const page = await browser.newPage();
  await page.goto(new URL(apps.find(({ name }) => name === 'cone')?.instances[0]?.base_url ?? '', jupyter.url).href);
  return page;
}

async function listInstances(): Promise<Instance[]> {
  return (await api<{ instances: Instance[] }>('GET', 'instances')).instances;
}

async function untilReady(id: string): Promise<void> {
  await waitFor(
    'the server is ready',
    async () => (await api<ParaViewServer>('GET', `servers/${id}`)).state === 'ready',
    60_000,
  );
}

async function listServers(): Promise<ParaViewServer[]> {
  return (await api<{ servers: ParaViewServer[] }>('GET', 'servers')).servers;
}

/** The shipped file for Slurm, with what Debian's ParaView and a root user need. */
function siteVariables(): { TRAME_MANAGER_CONFIGURATION: string } {
  const site = load(readFileSync(join(root, 'configurations/slurm.yml'), 'utf8')) as Record<string, object>;
  const commands = [
    `export DISPLAY=${display} PARAVIEW_PYTHON=${python}`,
    'export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1',
  ];
  const file = join(home, 'site.yml');
  writeFileSync(file, dump({ ...site, environment: { commands } }));
  return { TRAME_MANAGER_CONFIGURATION: file };
}
