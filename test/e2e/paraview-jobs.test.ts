import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon } from '../support/daemon.ts';
import { manyOrange, orangeShare } from '../support/orange-picture.ts';
import { startDisplay } from '../support/paraview.ts';
import { paraviewPython } from '../support/paraview-app.ts';
import { root } from '../support/python-environment.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { startSlurmCluster } from '../support/slurm-cluster.ts';
import { until } from '../support/until.ts';

t.setTimeout(300_000);

// One daemon, one cluster; the tests come in this order.
const python = await paraviewPython();
const display = await startDisplay(t);
const cluster = await startSlurmCluster(t);
const home = shortDirectory(t);
cpSync(join(root, 'examples/paraview-remote'), join(home, 'jupyter/trame/paraview-remote'), { recursive: true });
const { PATH, SLURM_CONF } = cluster.env;
const daemon = await startDaemon(t, {
  home,
  args: ['--port', '0', '--configuration', siteFile()],
  env: { PATH, SLURM_CONF },
});
const api = async (method: string, path: string, body?: unknown) => {
  const answer = await daemon.call(method, `api/v1/${path}`, body);
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer.json;
};
const untilState = async (path: string, state: string) => {
  await until(
    async () => {
      const found = await api('GET', path);
      if (found.state === 'failed') throw new Error(`${path}: ${found.state_reason} ${found.log_tail.join('\n')}`);
      return found.state === state;
    },
    `${path} to be ${state}`,
    120_000,
  );
  return api('GET', path);
};
const untilLinked = (id: string, state: string) =>
  until(
    async () => (await api('GET', `instances/${id}`)).connection.state === state,
    `a link that is ${state}`,
    60_000,
  );
/** ParaView itself may abort where its server ends in the middle of a picture. */
const untilDrawnAgain = (id: string) =>
  until(
    async () => {
      const { text } = await daemon.call('GET', `api/v1/instances/${id}/log`);
      return /Drawn by this app.*Drawn by a ParaView server/s.test(text);
    },
    'a picture by the second server',
    60_000,
  );
const server = await api('POST', 'servers', { name: 'render', nodes: 2, tasks: 1, time_limit: '30m' });
const app = await api('POST', 'apps/paraview-remote/instances', {
  name: 'cone',
  resources: { run_on: 'job', time_limit: '30m' },
  connect_to: server.id,
});
t.teardown(async () => {
  for (const { id } of (await api('GET', 'instances')).instances) await api('DELETE', `instances/${id}`);
  for (const { id } of (await api('GET', 'servers')).servers) await api('DELETE', `servers/${id}`);
  await daemon.stop();
});

t.test('a server of two ranks on two nodes and an app, both jobs, are connected when both are ready', async (t) => {
  t.match(app.connection, { state: /disconnected|waiting/ });
  t.match(await untilState(`servers/${server.id}`, 'ready'), { job: { nodes: 2, node_list: 'n[1-2]' } });
  await untilState(`instances/${app.id}`, 'ready');
  await untilLinked(app.id, 'connected');
  t.match((await daemon.call('GET', `api/v1/servers/${server.id}/log`)).text, /Client connected\./);
  t.same((await api('GET', `servers/${server.id}`)).connected_instances, [app.id]);
  t.match(await cluster.run('squeue', ['-h', '-o', '%t']), /^R\nR\s*$/, 'two jobs run');
});

t.test('in the browser, the picture comes from the server', async (t) => {
  const page = await openLauncher(t);
  const { url } = await api('POST', `instances/${app.id}/links`, {});
  await page.goto(new URL(url, daemon.url).href);
  await page.getByText(/Drawn by a ParaView server, process \d+/).waitFor();
  await until(async () => (await orangeShare(page)) > manyOrange, 'the orange cone', 60_000);
  t.ok(await page.getByText('Drawn by a ParaView server').isVisible());
});

t.test('from the page: a disconnected server ends, another one is started by its form and connected', async (t) => {
  const page = await openLauncher(t);
  const link = page.getByTestId('connection-state');
  const card = (id: string, state: string) =>
    page.locator(`[data-testid=server-card][data-id=${id}][data-state=${state}]`);
  await link.getByText(/Connected to render since/).waitFor();
  await page.getByTestId('disconnect').click();
  await page.getByTestId('confirm-ok').click();
  await card(server.id, 'stopped').waitFor();

  await page.getByTestId('new-server').click();
  await page.getByRole('textbox', { name: 'Nodes' }).fill('1');
  await page.getByTestId('start-server').click();
  // Not "queued": on an idle cluster that may be over before it is seen.
  await page.locator(`[data-testid=server-card]:not([data-id=${server.id}])`).waitFor();
  const { servers } = await api('GET', 'servers');
  const next = servers.find(({ state }: { state: string }) => state !== 'stopped');
  t.match(next, { values: { nodes: 1, tasks: 1 } }, 'the last values come back but for what was changed');
  await page.getByRole('button', { name: /^Connect to/ }).click();
  await page.getByRole('menuitem', { name: next.name }).click();
  await card(next.id, 'ready').waitFor();
  await link.getByText(new RegExp(`Connected to ${next.name} since`)).waitFor();
  await card(next.id, 'ready').getByTestId('log').click();
  await page.getByTestId('log-lines').getByText('Client connected.').waitFor();
  await page.keyboard.press('Escape');
  await untilDrawnAgain(app.id);

  await cluster.run('scancel', [(await api('GET', `servers/${next.id}`)).job.id]);
  await link.getByText('Not connected').waitFor();
  await page
    .getByTestId('connection-reason')
    .getByText(/The ParaView server .* ended/)
    .waitFor();
  await card(next.id, 'stopped').getByText('The job was cancelled, but not from here').waitFor();
});

/** Chromium on the launcher page; waits are as long as the scheduler may take. */
async function openLauncher(t: Test): Promise<Page> {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${daemon.url}?token=${daemon.token}`);
  return page;
}

/** The shipped file for Slurm, with what Debian's ParaView and a root user need. */
function siteFile(): string {
  const site = load(readFileSync(join(root, 'configurations/slurm.yml'), 'utf8')) as Record<string, object>;
  const changed = {
    ...site,
    environment: {
      commands: [
        `export DISPLAY=${display} PARAVIEW_PYTHON=${python}`,
        'export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1',
      ],
    },
  };
  const file = join(home, 'site.yml');
  writeFileSync(file, dump(changed));
  return file;
}
