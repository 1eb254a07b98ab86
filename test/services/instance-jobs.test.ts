import { existsSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { ManagerError } from '../../src/domain/errors.ts';
import { makeStateDirectory, until, untilState, untilText } from '../support/instance-fixture.ts';
import { jobRequest, makeJobApp, startJobSite } from '../support/job-instances.ts';

const site = await startJobSite(t);
const stateDirectory = await makeStateDirectory(t);
const daemon = await site.makeDaemon(stateDirectory);

async function codeOf(work: Promise<unknown>): Promise<{ code: string; paths: string[] }> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof ManagerError)) throw new Error(`no ManagerError came but ${error}`);
  return { code: error.code, paths: error.errors.map(({ path }) => path) };
}

t.test('an app runs as a job, is reached at its node, and stops when asked', async (t) => {
  const launched = await daemon.launch({
    ...jobRequest(makeJobApp(), { partition: 'batch', account: 'proj2' }),
    name: 'run 1',
    parameters: { note: `it's "$(touch x)"` },
  });
  t.equal(launched.state, 'queued');
  t.match(launched.path, /^\/proxy\/\d+\/$/, 'before it has a host, the path is its number');
  const ready = await untilState(daemon, launched.id, 'ready');
  const record = daemon.record(ready.id);
  t.equal(ready.host, hostname());
  t.equal(ready.path, `/proxy/${hostname()}:${record.number}/`);
  t.equal(ready.port, record.number, 'the number is its port where nobody has that');
  t.equal(ready.pid, null);
  t.match(ready.job, {
    partition: 'batch',
    account: 'proj2',
    nodes: 1,
    node_list: /^n[12]$/,
    walltime_seconds: 300,
    phase: 'running',
  });
  const leftMs = Date.parse(ready.ends_at ?? '') - Date.now();
  t.ok(leftMs > 200_000 && leftMs <= 300_000, 'its end is that of the walltime');

  const found = daemon.findByNumber(hostname(), record.number);
  t.equal(found?.instance.id, ready.id);
  t.equal(daemon.findByNumber(null, record.number)?.instance.id, ready.id, 'the first path goes on');
  t.equal(daemon.findByNumber('n9', record.number), null);
  if (found?.upstream.kind !== 'tcp') throw new Error('no address');
  const { host, port } = found.upstream;
  const text = await (await fetch(`http://${host}:${port}/x`)).text();
  t.equal(text, `/user/a/trame-manager${ready.path} run 1 it's "$(touch x)" 32 /x`);

  const session = daemon.sessionDirectory(ready.id);
  t.match(
    await readFile(daemon.logFile(ready.id), 'utf8'),
    /arguments --port=\d+ .*\nto the other stream/,
    'both streams',
  );
  t.equal((await stat(join(session, 'job.sh'))).mode & 0o777, 0o600);
  t.notOk(existsSync(join(session, 'x')));

  const stopping = await daemon.stop(ready.id);
  t.match(stopping, { state: 'ending', state_reason: 'Stopping' });
  const stopped = await untilState(daemon, ready.id, 'stopped');
  t.match(stopped, { state_reason: 'Stopped by you', path: ready.path, host: ready.host, ends_at: null });
  t.equal(readFileSync(join(session, 'saved'), 'utf8'), 'saved', 'TERM reached the app, which took its time');
  const used = await until(() => daemon.get(ready.id).job?.usage);
  t.equal(used.walltime_seconds, 300);
  t.ok((used.elapsed_seconds ?? -1) >= 0);
});

t.test('what a job would be is told without one', async (t) => {
  const app = makeJobApp();
  const count = daemon.list().length;
  const told = await daemon.testLaunch(jobRequest(app, { time_limit: '7m', partition: 'batch' }));
  t.match(told.script, /^#!.*\n(#SBATCH .*\n)*#SBATCH --partition=batch\n/);
  t.match(told.script, /#SBATCH --time=00:07:00\n/);
  t.match(told, { problems: [], estimatedStart: /^\d{4}-/ });
  await t.rejects(daemon.testLaunch(jobRequest(app, { time_limit: 'long' })), {
    code: 'invalid_parameters',
    errors: [{ path: '/resources/time_limit' }],
  });
  await t.rejects(daemon.testLaunch({ ...jobRequest(app), dataDirectory: '/nowhere' }), {
    code: 'invalid_data_directory',
  });
  const here = await daemon.testLaunch({ ...jobRequest(app), job: null });
  t.match(here, { script: app.command, problems: [] });
  t.equal(daemon.list().length, count, 'nothing was launched');
  t.notMatch(await site.cluster.run('squeue', ['-h', '-o', '%j']), new RegExp(app.id));
});

t.test('a restart keeps id, name, number, path and values, and another daemon takes it over', async (t) => {
  const app = makeJobApp();
  const { id } = await daemon.launch(jobRequest(app, { time_limit: '7m' }));
  const before = await untilState(daemon, id, 'ready');
  const pending = daemon.restart(id);
  await untilState(daemon, id, 'ending');
  const restarted = await pending;
  t.equal(restarted.state, 'queued');
  const after = await untilState(daemon, id, 'ready');
  t.match(after, { id, name: before.name, path: before.path, job: { walltime_seconds: 420 } });
  t.not(after.job?.id, before.job?.id);

  const other = await site.makeDaemon(stateDirectory);
  const adopted = await untilState(other, id, 'ready');
  t.equal(adopted.path, after.path);
  await until(() => other.get(id).job?.phase === 'running');
  t.same(other.get(id).job, daemon.get(id).job);
  await other.stop(id);
  t.match(await untilState(daemon, id, 'stopped'), { state_reason: 'Stopped by you' });
  await untilState(other, id, 'stopped');
  await other.close();
});

t.test('what waits says why; cancelled from outside is said; removing leaves no job', async (t) => {
  await site.cluster.setNodeState('n1', 'DRAIN');
  await site.cluster.setNodeState('n2', 'DRAIN');
  const one = await daemon.launch(jobRequest(makeJobApp()));
  const two = await daemon.launch(jobRequest(makeJobApp()));
  const waiting = await until(
    () => daemon.get(one.id).state_reason !== null && daemon.get(one.id).job && daemon.get(one.id),
  );
  t.equal(waiting.state, 'queued');
  t.equal(waiting.state_reason, waiting.job?.reason);
  t.match(waiting.job, { phase: 'queued', reason_code: /\w/ });
  await site.cluster.run('scancel', [daemon.record(one.id).job?.id ?? '']);
  const cancelled = await untilState(daemon, one.id, 'stopped');
  t.match(cancelled, {
    state_reason: 'Its job was cancelled from outside',
    hint: /Restart/,
    job: { phase: 'cancelled' },
  });
  const number = daemon.record(two.id).job?.id ?? '';
  await daemon.remove(two.id);
  t.notOk(existsSync(daemon.sessionDirectory(one.id).replace(one.id, two.id)));
  await until(async () => (await site.cluster.run('squeue', ['-h', '-o', '%i'])).trim() === '');
  t.match(await site.cluster.run('squeue', ['-h', '-t', 'all', '-j', number, '-o', '%T']), 'CANCELLED');
  await site.cluster.setNodeState('n1', 'RESUME');
  await site.cluster.setNodeState('n2', 'RESUME');
});

t.test('what cannot run is refused before anything is handed in', async (t) => {
  const before = daemon.list().length;
  const launch = (job: Record<string, unknown>, app = makeJobApp()) => codeOf(daemon.launch(jobRequest(app, job)));
  t.strictSame(await launch({ partition: 'short', time_limit: '3m' }), {
    code: 'invalid_parameters',
    paths: ['/resources/time_limit'],
  });
  t.strictSame((await launch({ nodes: 0 })).paths, ['/resources/nodes']);
  t.strictSame((await launch({ nodes: 1e9 })).paths, ['/resources/nodes']);
  t.strictSame((await launch({ partiton: 'short' })).paths, ['/resources/partiton']);
  t.strictSame((await launch({ account: 'nobody' })).paths, ['/resources/account']);
  t.strictSame((await launch({}, makeJobApp({ jobDefaults: { nodes: 0 } }))).paths, ['/resources/nodes']);
  t.equal((await launch({}, makeJobApp({ kind: 'web', unixSocket: true }))).code, 'not_supported');
  t.equal((await launch({ constraint: 'no-such-feature' })).code, 'job_refused');
  t.equal(daemon.list().length, before, 'no card stays');
  const defaults = makeJobApp({ jobDefaults: { time_limit: '9m', unknown_here: 1 } });
  const { id } = await daemon.launch({ ...jobRequest(defaults), job: {} });
  t.equal(daemon.record(id).job?.values.time_limit, 540, 'a default of the app');
  await daemon.remove(id);
});

t.test('an app that fails in its job has a cause; so has a job whose template fails', async (t) => {
  const { id } = await daemon.launch(jobRequest(makeJobApp({ command: 'no-such-command-here' })));
  const failed = await untilState(daemon, id, 'failed');
  t.match(failed, {
    state_reason: 'Ended with exit code 127',
    exit_code: 127,
    hint: /"no-such-command-here" was not found/,
  });
  t.match(failed.log_tail.join('\n'), /command not found/);
});

t.test(
  'while the scheduler is silent an app that answers stays, and another is lost; nothing is removed',
  async (t) => {
    const running = await daemon.launch(jobRequest(makeJobApp()));
    await untilState(daemon, running.id, 'ready');
    await site.cluster.setNodeState('n1', 'DRAIN');
    await site.cluster.setNodeState('n2', 'DRAIN');
    const queued = await daemon.launch(jobRequest(makeJobApp()));
    await until(() => daemon.get(queued.id).job);
    await site.cluster.stop('slurmctld');
    const lost = await untilState(daemon, queued.id, 'lost');
    t.match(lost.state_reason, /^Lost contact with Slurm since .* UTC: /);
    t.equal(daemon.get(running.id).state, 'ready');
    t.equal((await codeOf(daemon.stop(queued.id))).code, 'scheduler_unavailable');
    t.equal(daemon.get(queued.id).state, 'lost', 'what was asked for in vain is taken back');
    t.equal((await codeOf(daemon.remove(queued.id))).code, 'scheduler_unavailable');
    t.ok(existsSync(daemon.sessionDirectory(queued.id)));
    await site.cluster.start('slurmctld');
    await untilState(daemon, queued.id, 'queued');
    await daemon.remove(queued.id);
    await daemon.stop(running.id);
    await untilState(daemon, running.id, 'stopped');
    await site.cluster.setNodeState('n1', 'RESUME');
    await site.cluster.setNodeState('n2', 'RESUME');
  },
);

t.test('a job that is put back into the queue waits and runs once more below the same path', async (t) => {
  const { id } = await daemon.launch(jobRequest(makeJobApp(), { extra_lines: '#SBATCH --requeue' }));
  const before = await untilState(daemon, id, 'ready');
  await site.cluster.run('scontrol', ['requeue', before.job?.id ?? '']);
  const queued = await untilState(daemon, id, 'queued');
  t.match(queued, { ready_at: null, port: null, path: before.path });
  await site.cluster.run('scontrol', ['update', `JobId=${before.job?.id}`, 'StartTime=now']);
  const after = await untilState(daemon, id, 'ready');
  t.match(after, { path: before.path, job: { id: before.job?.id } });
  await daemon.remove(id);
});

t.test('the end of the walltime reaches the app, which can save', async (t) => {
  const { id } = await daemon.launch(jobRequest(makeJobApp(), { partition: 'short', time_limit: '1m' }));
  const saved = join(daemon.sessionDirectory(id), 'saved');
  await until(
    () => existsSync(saved),
    () => 'nothing was saved',
    150_000,
  );
  t.equal(await untilText(saved), 'saved');
  t.match(await untilState(daemon, id, 'stopped'), { state_reason: 'Its walltime was over', hint: /longer walltime/ });
});
