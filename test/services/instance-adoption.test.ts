import { once } from 'node:events';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import {
  makeApp,
  makeHost,
  makeInstances,
  makeStateDirectory,
  request,
  runs,
  tinyServer,
  until,
  untilState,
} from '../support/instance-fixture.ts';
import { rewriteRecord, startDaemonWithInstance } from '../support/instance-of-daemon.ts';

t.test('an instance outlives kill -9 of its daemon, and the next daemon adopts it', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemonWithInstance(t, state);
  await kill();
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [
    { id: instance.id, state: 'ready', pid: instance.pid, port: instance.port, path: instance.path },
  ]);
  t.equal(await (await fetch(`http://127.0.0.1:${instance.port}/`)).text(), 'hello');
  process.kill(instance.pid ?? 0, 'SIGSEGV');
  t.match(
    await untilState(instances, instance.id, 'failed'),
    { signal: 'SIGSEGV' },
    'its end is seen, though it is no child',
  );
});

t.test('an adopted instance can be stopped and restarted', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemonWithInstance(t, state);
  await kill();
  const instances = await makeInstances(t, state, { apps: { get: async () => makeApp() } });
  t.match(await instances.restart(instance.id), { state: 'starting', path: instance.path });
  await untilState(instances, instance.id, 'ready');
  await instances.stop(instance.id);
  await untilState(instances, instance.id, 'stopped');
});

t.test('how an app ended while no daemon ran is known', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemonWithInstance(
    t,
    state,
    tinyServer.replace('exec ', '').concat('\nexit 5'),
  );
  await kill();
  const server = await until(async () =>
    (await readFile(`/proc/${instance.pid}/task/${instance.pid}/children`, 'utf8')).trim(),
  );
  process.kill(Number(server), 'SIGKILL');
  await until(() => !runs(instance.pid ?? 0));
  const before = Date.now();
  await until(async () =>
    (await readFile(join(state, 'sessions', instance.id, 'exit_status'), 'utf8')).startsWith('exit 5'),
  );
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [{ id: instance.id, state: 'failed', exit_code: 5, ended_at: String }]);
  t.ok(Math.abs(Date.parse(instances.get(instance.id).ended_at ?? '') - before) < 2000);
});

t.test('a start that a killed daemon began is watched to its end by the next', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemonWithInstance(t, state);
  await kill();
  await rewriteRecord(state, instance.id, (record) => ({ ...record, ready_at: null, keeper: null, process: null }));
  const instances = await makeInstances(t, state);
  t.match(await untilState(instances, instance.id, 'ready'), { pid: instance.pid }, 'found by what the keeper noted');
});

t.test('a stop that a killed daemon began is brought to its end by the next', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemonWithInstance(t, state);
  await kill();
  const earlier = new Date(Date.now() - 60_000).toISOString();
  await rewriteRecord(state, instance.id, (record) => ({
    ...record,
    stop_requested_at: earlier,
    stop_reason: 'Stopped by you',
  }));
  const instances = await makeInstances(t, state);
  t.match(await untilState(instances, instance.id, 'stopped'), { state_reason: 'Stopped by you' });
  t.notOk(runs(instance.pid ?? 0));
});

t.test('two daemons on one state directory show and do the same', async (t) => {
  const state = await makeStateDirectory(t);
  const one = await makeInstances(t, state, { tickMs: 60_000 });
  const two = await makeInstances(t, state, { tickMs: 60_000, apps: { get: async () => makeApp() } });
  const { id, pid } = await one.launch(request(makeApp()));
  t.match(await untilState(two, id, 'ready'), { pid });
  await two.rename(id, 'by the other');
  await until(() => one.get(id).name === 'by the other');
  await two.stop(id, 'Stopped by the other');
  t.match(await untilState(one, id, 'stopped'), { state_reason: 'Stopped by the other' });
  t.match(await untilState(two, id, 'stopped'), { state_reason: 'Stopped by the other' });
  const shown: string[] = [];
  one.on('change', ({ state: shownState }) => shown.push(shownState));
  await two.restart(id);
  await untilState(one, id, 'ready');
  const running = await untilState(two, id, 'ready');
  shown.length = 0;
  await two.restart(id);
  await until(() => one.get(id).pid !== running.pid && one.get(id).state === 'ready');
  t.notOk(shown.includes('stopped') || shown.includes('failed'), 'a restart by one is no end to the other');
  const removed = once(one, 'remove');
  await two.remove(id);
  t.strictSame(await removed, [id]);
  t.strictSame([one.list(), two.list()], [[], []]);
});

t.test('a viewer at one daemon keeps the other from stopping the instance as idle', async (t) => {
  const state = await makeStateDirectory(t);
  const one = await makeInstances(t, state, { tickMs: 50 });
  const two = await makeInstances(t, state, { tickMs: 60_000 });
  const { id } = await one.launch(request(makeApp({ idleTimeoutMs: 1000 })));
  const { ready_at } = await untilState(two, id, 'ready');
  // Half a second later than `ready_at`: the idle time of `one` then begins anew.
  await until(() => Date.now() - Date.parse(ready_at ?? '') > 500);
  two.viewerOpened(id)();
  await until(() => Date.parse(one.get(id).idle_since ?? '') > Date.parse(ready_at ?? '') + 400);
  const { idle_since, ended_at } = await untilState(one, id, 'stopped');
  t.ok(Date.parse(ended_at ?? '') - Date.parse(ready_at ?? '') >= 1500, `${ready_at} ${idle_since} ${ended_at}`);
});

t.test('an instance of an earlier boot has ended', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemonWithInstance(t, state);
  await kill();
  t.teardown(() => process.kill(instance.pid ?? 0, 'SIGKILL'));
  await rewriteRecord(state, instance.id, (record) => ({
    ...record,
    boot_id: 'earlier',
    ends_with: null,
    started_at: '2020-01-01T00:00:00Z',
  }));
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [{ state: 'failed', state_reason: 'The machine was restarted' }]);
  t.ok(runs(instance.pid ?? 0), 'a pid of another boot is nobody');
});

t.test('a pid that another process has by now is not taken for the instance', async (t) => {
  const state = await makeStateDirectory(t);
  const first = await makeInstances(t, state);
  const { id } = await first.launch(request(makeApp({ command: 'exit 1' })));
  await untilState(first, id, 'failed');
  await first.close();
  const mine = { pid: process.pid, startTicks: 1 };
  await rewriteRecord(state, id, (record) => ({
    ...record,
    ended_at: null,
    end_state: null,
    keeper: mine,
    process: mine,
  }));
  await writeFile(join(state, 'sessions', id, 'exit_status'), '');
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [{ id, state: 'failed', state_reason: /not seen/ }]);
  await instances.remove(id);
});

t.test('what an instance ends with is shown, and afterwards why it ended', async (t) => {
  const state = await makeStateDirectory(t);
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const host = await makeHost(state, { lifetime: { endsWith: 'the Slurm job 12 that Jupyter runs in', endsAt } });
  const first = await makeInstances(t, state, { host });
  const { id, pid } = await first.launch(request(makeApp()));
  t.match(await untilState(first, id, 'ready'), {
    ends_at: endsAt,
    ends_with: /^Ends with this Jupyter session.*Slurm job 12/,
  });
  await first.close();
  const processes = [first.record(id).keeper?.pid ?? 0, pid ?? 0];
  for (const each of processes) process.kill(each, 'SIGKILL');
  // A killed process ends a moment later, and a keeper that still runs may yet note an end.
  await until(() => !processes.some(runs));
  await rewriteRecord(state, id, (record) => ({ ...record, ends_at: new Date(Date.now() - 1000).toISOString() }));
  const next = await makeInstances(t, state);
  t.match(next.list(), [
    { state: 'stopped', state_reason: 'Ended together with the Slurm job 12 that Jupyter runs in', ends_at: null },
  ]);
});

t.test('processes of a session directory that someone removed do not go on unseen', async (t) => {
  const state = await makeStateDirectory(t);
  const instances = await makeInstances(t, state, { tickMs: 50 });
  const { id, pid } = await instances.launch(request(makeApp()));
  await untilState(instances, id, 'ready');
  await rename(join(state, 'sessions', id), join(state, 'moved'));
  await until(() => instances.list().length === 0);
  t.notOk(runs(pid ?? 0));
});

t.test('a state directory that is gone for a moment ends nothing', async (t) => {
  const state = await makeStateDirectory(t);
  const instances = await makeInstances(t, state, { tickMs: 20 });
  const { id, pid } = await instances.launch(request(makeApp()));
  await untilState(instances, id, 'ready');
  await rename(join(state, 'sessions'), join(state, 'away'));
  const shown: string[] = [];
  instances.on('remove', (removed) => shown.push(removed));
  await until(async () => (await readFile(`/proc/${pid}/stat`, 'utf8')) && instances.get(id).usage !== null);
  await rename(join(state, 'away'), join(state, 'sessions'));
  t.strictSame(shown, []);
  t.match(instances.get(id), { state: 'ready', pid });
  await chmod(join(state, 'sessions'), 0o700);
});
