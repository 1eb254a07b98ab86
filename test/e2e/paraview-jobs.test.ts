import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import t from 'tap';
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
const server = await api('POST', 'servers', { name: 'render', nodes: 1, tasks: 2, time_limit: '30m' });
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

t.test('a server of two ranks and an app, both jobs, are connected when both are ready', async (t) => {
  t.match(app.connection, { state: /disconnected|waiting/ });
  await untilState(`servers/${server.id}`, 'ready');
  await untilState(`instances/${app.id}`, 'ready');
  await untilLinked(app.id, 'connected');
  t.match((await daemon.call('GET', `api/v1/servers/${server.id}/log`)).text, /Client connected\./);
  t.same((await api('GET', `servers/${server.id}`)).connected_instances, [app.id]);
  t.match(await cluster.run('squeue', ['-h', '-o', '%t']), /^R\nR\s*$/, 'two jobs run');
});

t.test('in the browser, the picture comes from the server', async (t) => {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${daemon.url}?token=${daemon.token}`);
  const { url } = await api('POST', `instances/${app.id}/links`, {});
  await page.goto(new URL(url, daemon.url).href);
  await page.getByText(/Drawn by a ParaView server, process \d+/).waitFor({ timeout: 60_000 });
  await until(async () => (await orangeShare(page)) > manyOrange, 'the orange cone', 60_000);
  t.ok(await page.getByText('Drawn by a ParaView server').isVisible());
});

t.test('a disconnected server ends; the next one is connected as soon as it is there', async (t) => {
  t.match(await api('DELETE', `instances/${app.id}/connection`), { reason: /ends when its last client leaves/ });
  await untilState(`servers/${server.id}`, 'stopped');
  const next = await api('POST', `servers/${server.id}/restart`, {});
  t.match(next, { name: 'render', values: { tasks: 2, time_limit: 1800 } });
  await api('PUT', `instances/${app.id}/connection`, { server_id: next.id, when_ready: true });
  await untilLinked(app.id, 'connected');

  const { job } = await api('GET', `servers/${next.id}`);
  await cluster.run('scancel', [job.id]);
  await untilLinked(app.id, 'disconnected');
  t.match((await api('GET', `instances/${app.id}`)).connection, { reason: /"render".*ended/ });
  t.match(await untilState(`servers/${next.id}`, 'stopped'), { state_reason: /cancelled, but not from here/ });
});

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
