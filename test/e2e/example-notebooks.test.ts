import { cpSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import t from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon, type TestDaemon, testEnvironment } from '../support/daemon.ts';
import { runExampleNotebook } from '../support/example-notebooks.ts';
import { startDisplay } from '../support/paraview.ts';
import { paraviewPython } from '../support/paraview-app.ts';
import { writeParaViewSite } from '../support/paraview-site.ts';
import { pythonEnvironment, root } from '../support/python-environment.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { type SlurmCluster, startSlurmCluster } from '../support/slurm-cluster.ts';
import { unzip } from '../support/unzip.ts';
import { waitForPicture, waitForSampleApp } from './steps.ts';

t.setTimeout(480_000);

const home = shortDirectory(t);
let env: NodeJS.ProcessEnv;
let daemon: TestDaemon;
let cluster: SlurmCluster;

t.before(async () => {
  cluster = await startSlurmCluster(t);
  const { bin } = await pythonEnvironment();
  env = testEnvironment(home, {
    TRAME_MANAGER_STATE_DIR: join(home, 'state'),
    PATH: [bin, process.env.PATH].join(delimiter),
  });
  for (const app of ['plate', 'isosurfaces'])
    cpSync(join(root, 'examples', app), join(home, 'jupyter/trame', app), { recursive: true });
  daemon = await startDaemon(t, { home, env });
});

t.test('sweep.ipynb launches an instance for each value, drives it, and stops it', async (t) => {
  const printed = await runExampleNotebook('sweep.ipynb', {
    directory: home,
    values: '{diffusivities: [0.05, 0.2], steps: 200}',
    env,
  });
  const results = JSON.parse(readFileSync(join(home, 'sweep.json'), 'utf8'));
  t.match(results, [
    { diffusivity: 0.05, steps: 200 },
    { diffusivity: 0.2, steps: 200 },
  ]);
  t.ok(results[0].mean > 0 && results[1].mean > results[0].mean, 'more heat has spread where it spreads faster');
  t.match(printed, /diffusivity 0\.05: 0\.\d+ on average after 200 steps/);
  const { instances } = (await daemon.call('GET', 'api/v1/instances')).json;
  t.match(instances, [
    { app: 'plate', state: 'stopped' },
    { app: 'plate', state: 'stopped' },
  ]);
});

t.test('dask-slurm.ipynb computes a field in jobs of Slurm, and shows it in an app', async (t) => {
  const { PATH, SLURM_CONF } = cluster.env;
  const printed = await runExampleNotebook('dask-slurm.ipynb', {
    directory: home,
    values: '{account: proj1, partition: batch, workers: 2, interface: lo, points: 40}',
    env: { ...env, PATH: `${env.PATH}:${PATH}`, SLURM_CONF },
  });
  const [, jobs = ''] = /2 workers in the jobs (\d+, \d+)/.exec(printed) ?? [];
  const accounted = await cluster.run('sacct', ['-X', '-n', '-o', 'jobid', '--jobs', jobs.replace(' ', '')]);
  t.strictSame(accounted.split(/\s+/).filter(Boolean).sort(), jobs.split(', ').sort(), 'Slurm knows these jobs');

  const [run] = (await daemon.call('GET', 'api/v1/instances?state=ready')).json.instances;
  t.teardown(() => daemon.call('DELETE', `api/v1/instances/${run.id}`));
  const link = (await daemon.call('POST', `api/v1/instances/${run.id}/links`)).json.url;
  const chromium = await launchChromium();
  t.teardown(() => chromium.close());
  const page = await chromium.newPage({ extraHTTPHeaders: { authorization: `Bearer ${daemon.token}` } });
  await page.goto(new URL(link, daemon.url).href);
  await waitForSampleApp(page);
  await page.getByText('field.vti').first().waitFor();
  t.ok(await waitForPicture(page), 'the app draws the file');
});

t.test('paraview-on-nodes.ipynb lets a server on two nodes draw for an app, and leaves nothing', async (t) => {
  // A daemon of its own: the only one that is found from its state directory.
  const home = shortDirectory(t);
  const state = { TRAME_MANAGER_STATE_DIR: join(home, 'state') };
  cpSync(join(root, 'examples/paraview-remote'), join(home, 'jupyter/trame/paraview-remote'), { recursive: true });
  const site = writeParaViewSite(home, { python: await paraviewPython(), display: await startDisplay(t) });
  const { PATH, SLURM_CONF } = cluster.env;
  const daemon = await startDaemon(t, {
    home,
    args: ['--port', '0', '--configuration', site],
    env: { ...state, PATH, SLURM_CONF },
  });
  t.teardown(async () => {
    for (const { id } of (await daemon.call('GET', 'api/v1/instances')).json.instances)
      await daemon.call('DELETE', `api/v1/instances/${id}`);
    await cluster.cancelAll();
  });
  const printed = await runExampleNotebook('paraview-on-nodes.ipynb', {
    directory: home,
    values: '{account: proj1, partition: batch, nodes: 2, walltime: 30m}',
    env: testEnvironment(home, { ...state, PATH: env.PATH }),
  });
  t.match(printed, /The server is ready on n\[1-2\], job \d+\n/);
  t.match(printed, /The app is connected to \S+:\d+\n/);
  t.match(printed, /Drawn by a ParaView server, process \d+/);
  t.match(printed, /The app is disconnected\nThe app has stopped, the server has stopped\n/);

  const [server] = (await daemon.call('GET', 'api/v1/servers')).json.servers;
  t.match(server, { state: 'stopped', values: { account: 'proj1', nodes: 2 }, job: { node_list: 'n[1-2]' } });
  t.match((await daemon.call('GET', `api/v1/servers/${server.id}/log`)).text, /Client connected\./);
  t.match((await daemon.call('GET', 'api/v1/instances')).json.instances, [
    { app: 'paraview-remote', state: 'stopped', connection: { state: 'disconnected' } },
  ]);
  t.equal(await cluster.run('squeue', ['--noheader']), '', 'no job is left');

  const authorization = `Bearer ${daemon.token}`;
  const report = await fetch(`${daemon.url}api/v1/servers/${server.id}/report`, { headers: { authorization } });
  const files = unzip(await report.bytes());
  t.match(files['job-script.sh'], /^#SBATCH --account=proj1$.*^#SBATCH --nodes=2$/ms);
  t.match(JSON.parse(files['scheduler.json'] ?? ''), { scheduler: 'Slurm', job: { id: server.job.id } });
  t.match(files['log.txt'], /Client connected\./);
});
