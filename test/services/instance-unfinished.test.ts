import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readHostIdentity } from '../../src/adapters/host-identity.ts';
import { identify } from '../../src/adapters/process-table.ts';
import type { DaemonAtWork, InstanceRecord } from '../../src/domain/instance.ts';
import {
  makeApp,
  makeInstances,
  makeStateDirectory,
  request,
  runs,
  until,
  untilState,
} from '../support/instance-fixture.ts';

t.setTimeout(120_000);

const app = makeApp();
const apps = { get: async () => app };

/** A daemon of this machine that is gone. */
async function deadDaemon(): Promise<DaemonAtWork> {
  const child = spawn('sleep', ['60']);
  const pid = child.pid ?? 0;
  const startTicks = identify(pid)?.startTicks ?? 0;
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { host, bootId } = readHostIdentity();
  return { host, boot_id: bootId, pid, startTicks, attempts: 0 };
}

/** A ready instance whose daemon is gone; `change` makes its record what a killed daemon left. */
async function leave(
  t: Test,
  change: (record: InstanceRecord, dead: DaemonAtWork) => Partial<InstanceRecord>,
  prepare: (stateDirectory: string, id: string) => Promise<unknown> = async () => undefined,
) {
  const state = await makeStateDirectory(t);
  const before = await makeInstances(t, state, { apps });
  const { id } = await before.launch(request(app, { name: 'left behind' }));
  const { pid } = await untilState(before, id, 'ready');
  await before.close();
  await prepare(state, id);
  const file = join(state, 'sessions', id, 'record.json');
  const record = JSON.parse(await readFile(file, 'utf8')) as InstanceRecord;
  await writeFile(`${file}.test`, JSON.stringify({ ...record, ...change(record, await deadDaemon()) }));
  await rename(`${file}.test`, file);
  return { state, id, pid: pid ?? 0 };
}

/** What a record says before its command runs. */
const notRunning = { ready_at: null, keeper: null, process: null } as const;

async function endApp(state: string, id: string): Promise<void> {
  const note = await readFile(join(state, 'sessions', id, 'process'), 'utf8');
  for (const pid of note.match(/(?<=keeper |command )\d+/g) ?? []) {
    process.kill(Number(pid), 'SIGKILL');
    await until(() => !runs(Number(pid)));
  }
  // As it was made, before the keeper wrote into it.
  await writeFile(join(state, 'sessions', id, 'process'), `${''.padEnd(127)}\n`);
}

t.test('a launch whose daemon was killed before the command ran is brought to its end by the next', async (t) => {
  const { state, id } = await leave(t, (_, dead) => ({ ...notRunning, at_work: dead }), endApp);
  const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
  t.match(instances.list(), [{ id, state: 'starting' }]);
  t.match(await untilState(instances, id, 'ready', 'failed'), { state: 'ready', name: 'left behind', pid: Number });
  t.equal(instances.record(id).at_work, null);
});

t.test('a launch whose keeper ran already is not started twice', async (t) => {
  const { state, id, pid } = await leave(t, (_, dead) => ({ ...notRunning, at_work: dead }));
  const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
  t.match(await untilState(instances, id, 'ready', 'failed'), { state: 'ready', pid });
  await until(() => instances.record(id).at_work === null);
  t.equal(instances.get(id).pid, pid);
});

t.test('a restart whose daemon was killed is brought to its end', async (t) => {
  const at = new Date().toISOString();
  for (const stop of [null, at]) {
    const { state, id, pid } = await leave(t, (_, dead) => ({
      at_work: dead,
      restart_requested_at: at,
      stop_requested_at: stop,
      stop_reason: stop && 'Restarted by you',
    }));
    const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
    t.match(instances.list(), [{ id, state: 'ending', state_reason: 'Restarting' }]);
    t.not((await untilState(instances, id, 'ready', 'stopped', 'failed')).pid, pid);
    t.notOk(runs(pid));
    t.match(instances.get(id), { state: 'ready' });
  }
});

t.test('a stop that is asked for while a restart is taken up comes after it', async (t) => {
  const { state, id, pid } = await leave(t, (_, dead) => ({
    at_work: dead,
    restart_requested_at: new Date().toISOString(),
  }));
  const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
  await instances.stop(id);
  t.match(await untilState(instances, id, 'stopped', 'failed'), { state: 'stopped', state_reason: 'Stopped by you' });
  t.notOk(runs(pid));
  t.equal(instances.record(id).restart_requested_at, null);
});

t.test('a stop whose daemon was killed is brought to its end at once', async (t) => {
  const at = new Date().toISOString();
  const { state, id, pid } = await leave(t, (_, dead) => ({
    at_work: dead,
    stop_requested_at: at,
    stop_reason: 'Stopped by you',
  }));
  const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
  t.match(await untilState(instances, id, 'stopped', 'failed'), { state: 'stopped', state_reason: 'Stopped by you' });
  t.notOk(runs(pid));
  t.equal(instances.record(id).at_work, null);
});

t.test('a removal whose daemon was killed is brought to its end', async (t) => {
  const at = new Date().toISOString();
  const { state, id, pid } = await leave(t, (_, dead) => ({
    at_work: dead,
    removal_requested_at: at,
    stop_requested_at: at,
    stop_reason: 'Removed',
  }));
  const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
  await until(() => instances.list().length === 0);
  t.notOk(runs(pid));
  t.notOk(existsSync(join(state, 'sessions', id)));
});

t.test('what a daemon that runs is at work on is left to it', async (t) => {
  const daemon = spawn('sleep', ['60']);
  t.teardown(() => daemon.kill());
  const other = daemon.pid ?? 0;
  const at = new Date().toISOString();
  const { state, id, pid } = await leave(t, (_, dead) => ({
    at_work: { ...dead, pid: other, startTicks: identify(other)?.startTicks ?? 0 },
    restart_requested_at: at,
  }));
  const instances = await makeInstances(t, state, { apps, tickMs: 50 });
  t.match(await instances.restart(id), { state: 'ending', state_reason: 'Restarting' }, 'two are one');
  await new Promise((resolve) => setTimeout(resolve, 500));
  t.match(instances.list(), [{ id, state: 'ending', pid }]);
  t.ok(runs(pid));
});

t.test('a start that killed several daemons is given up', async (t) => {
  const { state, id } = await leave(t, (_, dead) => ({ ...notRunning, at_work: { ...dead, attempts: 3 } }), endApp);
  const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
  t.match(await untilState(instances, id, 'failed', 'ready'), { state: 'failed', state_reason: /daemon ended while/ });
});

t.test('a start that cannot be finished has failed and says why; what ran before a restart goes on', async (t) => {
  const gone = { get: async () => Promise.reject(new Error('its app file is gone')) };
  const launch = await leave(t, (_, dead) => ({ ...notRunning, at_work: dead }), endApp);
  const one = await makeInstances(t, launch.state, { apps: gone, tickMs: 60_000 });
  t.match(await untilState(one, launch.id, 'failed', 'ready'), { state: 'failed', state_reason: /app file is gone/ });
  const at = new Date().toISOString();
  const left = await leave(t, (_, dead) => ({ at_work: dead, restart_requested_at: at }));
  const two = await makeInstances(t, left.state, { apps: gone, tickMs: 60_000 });
  t.match(await untilState(two, left.id, 'ready', 'failed'), { state: 'ready', pid: left.pid });
});

t.test('a start is not brought to its end after the machine was started anew', async (t) => {
  const { state, id } = await leave(
    t,
    (_, dead) => ({
      ...notRunning,
      started_at: '2020-01-01T00:00:00.000Z',
      boot_id: 'another boot',
      at_work: { ...dead, boot_id: 'another boot' },
    }),
    endApp,
  );
  const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
  t.match(await untilState(instances, id, 'failed', 'ready'), { state_reason: 'The machine was restarted' });
});

t.test('one that is removed while it starts leaves nothing', async (t) => {
  const state = await makeStateDirectory(t);
  const instances = await makeInstances(t, state, { apps });
  const marker = join(state, 'pids');
  await mkdir(marker);
  instances.once('change', ({ id }) => void instances.remove(id));
  const slow = makeApp({ command: `touch "${marker}/$$"; sleep 60` });
  await instances.launch(request(slow)).catch(() => undefined);
  await until(() => instances.list().length === 0);
  t.strictSame(
    (await readdir(marker)).filter((pid) => runs(Number(pid))),
    [],
  );
});

t.test('one that was removed meanwhile is not found; the disk is not blamed', async (t) => {
  const state = await makeStateDirectory(t);
  const instances = await makeInstances(t, state, { apps, tickMs: 60_000 });
  const { id } = await instances.launch(request(makeApp({ command: 'exit 1' })));
  await untilState(instances, id, 'failed');
  const answers = await Promise.allSettled([instances.remove(id), instances.rename(id, 'late'), instances.restart(id)]);
  for (const answer of answers) {
    if (answer.status === 'rejected') t.equal(answer.reason.code, 'instance_not_found', answer.reason.message);
  }
  t.equal(answers[0]?.status, 'fulfilled');
});
