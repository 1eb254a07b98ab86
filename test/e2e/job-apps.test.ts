import { join } from 'node:path';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { startDaemon, type TestDaemon } from '../support/daemon.ts';
import { makeJobApp } from '../support/job-instances.ts';
import { ask, handshake, RawClient } from '../support/proxy-client.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { startSlurmCluster } from '../support/slurm-cluster.ts';
import { until } from '../support/until.ts';

const cluster = await startSlurmCluster(t);
const home = shortDirectory(t);
writeApp(
  home,
  'cone',
  `name: Cone
command: ${JSON.stringify(makeJobApp().command)}
resources: {run_on: job, partition: batch, time_limit: 10m}
`,
);
const { PATH, SLURM_CONF } = cluster.env;
const env = { PATH, SLURM_CONF, TRAME_MANAGER_CONFIGURATION: 'slurm' };
const start = () => startDaemon(t, { home, args: ['--port', '0'], env });

/** The instance once it shows the state. */
async function untilState(daemon: TestDaemon, id: string, state: string) {
  const ask = async () => (await daemon.call('GET', `api/v1/instances/${id}`)).json;
  await until(async () => (await ask()).state === state, `the instance to be ${state}`, 40_000);
  return ask();
}

let first: TestDaemon;
let id = '';

t.test('an app is started as a job by REST and seen through the proxy, websockets too', async (t) => {
  first = await start();
  const form = (await first.call('GET', 'api/v1/job-form')).json;
  t.equal(form.available, true);
  t.match(form.fields.find((field: { name: string }) => field.name === 'partition').choices, ['batch', 'short']);
  const { json: app } = await first.call('GET', 'api/v1/apps/cone');
  t.match(app, { run_on: 'job', job_defaults: { partition: 'batch', time_limit: '10m' } });

  const refused = await first.call('POST', 'api/v1/apps/cone/instances', {
    resources: { partition: 'short', run_on: 'job' },
  });
  t.match(refused, { status: 422, json: { code: 'invalid_parameters', errors: [{ path: '/resources/time_limit' }] } });
  const launched = await first.call('POST', 'api/v1/apps/cone/instances', { name: 'run 1' });
  t.match(launched, { status: 201, json: { state: 'queued', job: null } });
  id = launched.json.id;
  const early = (await first.call('POST', `api/v1/instances/${id}/links`, {})).json;
  const ready = await untilState(first, id, 'ready');
  t.match(ready.path, /^\/proxy\/[\w.-]+:\d+\/$/);
  t.match(ready.job, { partition: 'batch', walltime_seconds: 600 });

  const port = Number(new URL(first.url).port);
  const headers = { Authorization: `Bearer ${first.token}` };
  const opened = await ask(port, early.url, { headers });
  const cookie = opened.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const waiting = early.url.split('?')[0] ?? '';
  const led = await ask(port, waiting, { headers, cookie });
  t.equal(new URL(led.headers.location ?? '', new URL(waiting, first.url)).pathname, ready.path);
  const page = await ask(port, `${ready.path}x?y`, { headers, cookie });
  t.equal(page.text, `${ready.path} run 1  32 /x?y`);
  t.equal((await ask(port, ready.path, { headers })).status, 403, 'not without the cookie');

  const client = new RawClient(t, port).send(handshake(`${ready.path}ws`, { ...headers, Cookie: cookie }));
  await until(() => client.received.includes('101 Switching Protocols'));
  client.send('any bytes');
  await until(() => client.received.endsWith('any bytes'));
  await until(async () => (await first.call('GET', `api/v1/instances/${id}`)).json.viewers === 1);
  t.match((await first.call('GET', `api/v1/instances/${id}/log`)).text, /arguments --port=/);
});

t.test('the job outlives the daemon; another one takes it over and stops it', async (t) => {
  const before = (await first.call('GET', `api/v1/instances/${id}`)).json;
  first.child.kill('SIGKILL');
  const second = await start();
  const adopted = await untilState(second, id, 'ready');
  t.equal(adopted.path, before.path);
  t.equal(adopted.job.id, before.job.id);
  t.match(await second.call('POST', `api/v1/instances/${id}/stop`), { status: 202, json: { state: 'ending' } });
  t.match(await untilState(second, id, 'stopped'), { state_reason: 'Stopped by you' });
  t.equal((await second.call('DELETE', `api/v1/instances/${id}`)).status, 204);
  t.equal(await cluster.run('squeue', ['-h']), '', 'no job stays');
  t.notMatch(second.log(), new RegExp(join('auth', 'key')));
});
