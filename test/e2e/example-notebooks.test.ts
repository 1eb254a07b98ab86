import { cpSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import t from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon, type TestDaemon, testEnvironment } from '../support/daemon.ts';
import { runExampleNotebook } from '../support/example-notebooks.ts';
import { pythonEnvironment, root } from '../support/python-environment.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { startSlurmCluster } from '../support/slurm-cluster.ts';
import { waitForPicture, waitForSampleApp } from './steps.ts';

t.setTimeout(480_000);

const home = shortDirectory(t);
let env: NodeJS.ProcessEnv;
let daemon: TestDaemon;

t.before(async () => {
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
  const cluster = await startSlurmCluster(t);
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
