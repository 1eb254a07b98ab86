import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { readHostIdentity } from '../../src/adapters/host-identity.ts';
import type { Instance, InstanceRecord } from '../../src/domain/instance.ts';
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

const daemon = fileURLToPath(new URL('../support/instance-daemon.ts', import.meta.url));

const lister = fileURLToPath(new URL('../support/list-instances.ts', import.meta.url));

/** Why there can be no second machine here, or false. */
function noNamespaces(): string | false {
  try {
    execFileSync('unshare', ['--uts', '--pid', '--fork', '--mount-proc', 'true'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'namespaces cannot be made here';
  }
}

/** A daemon process of its own whose one instance is ready; `kill` ends it as `kill -9` does. */
async function startDaemon(
  t: Test,
  stateDirectory: string,
  command = '',
): Promise<{ instance: Instance; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, [daemon, stateDirectory, command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  t.teardown(kill);
  const [line] = await once(createInterface(child.stdout), 'line');
  return { instance: JSON.parse(line) as Instance, kill };
}

/** Changes a record as another daemon or a broken disk would. */
async function rewrite(stateDirectory: string, id: string, change: (record: InstanceRecord) => unknown): Promise<void> {
  const file = join(stateDirectory, 'sessions', id, 'record.json');
  const changed = change(JSON.parse(await readFile(file, 'utf8')) as InstanceRecord);
  await writeFile(`${file}.test`, typeof changed === 'string' ? changed : JSON.stringify(changed));
  await rename(`${file}.test`, file);
}

t.test('an instance outlives kill -9 of its daemon, and the next daemon adopts it', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemon(t, state);
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
  const { instance, kill } = await startDaemon(t, state);
  await kill();
  const instances = await makeInstances(t, state, { apps: { get: async () => makeApp() } });
  t.match(await instances.restart(instance.id), { state: 'starting', path: instance.path });
  await untilState(instances, instance.id, 'ready');
  await instances.stop(instance.id);
  await untilState(instances, instance.id, 'stopped');
});

t.test('how an app ended while no daemon ran is known', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemon(t, state, tinyServer.replace('exec ', '').concat('\nexit 5'));
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
  const { instance, kill } = await startDaemon(t, state);
  await kill();
  await rewrite(state, instance.id, (record) => ({ ...record, ready_at: null, keeper: null, process: null }));
  const instances = await makeInstances(t, state);
  t.match(await untilState(instances, instance.id, 'ready'), { pid: instance.pid }, 'found by what the keeper noted');
});

t.test('a stop that a killed daemon began is brought to its end by the next', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemon(t, state);
  await kill();
  const earlier = new Date(Date.now() - 60_000).toISOString();
  await rewrite(state, instance.id, (record) => ({
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

t.test('a record that cannot be read is put aside, said, and the instance stays listed', async (t) => {
  const broken: Record<string, (record: InstanceRecord) => unknown> = {
    truncated: (record) => JSON.stringify(record).slice(0, 99),
    empty: () => '',
    'of another shape': (record) => ({ ...record, number: 'many' }),
    "another instance's": (record) => ({ ...record, id: 'xxxxxxxxxxxxxxxx' }),
  };
  for (const [how, change] of Object.entries(broken)) {
    const state = await makeStateDirectory(t);
    const first = await makeInstances(t, state);
    const { id } = await first.launch(request(makeApp({ command: 'exit 1' })));
    await untilState(first, id, 'failed');
    await first.close();
    await rewrite(state, id, change);
    const instances = await makeInstances(t, state);
    t.match(
      instances.list(),
      [{ id, state: 'failed', state_reason: /cannot be read.*kept as record\.json\.unreadable-/ }],
      how,
    );
    t.ok(
      (await readdir(join(state, 'sessions', id))).some((name) => name.startsWith('record.json.unreadable-')),
      how,
    );
    t.match(instances.log.join('\n'), /cannot be read/, how);
    await instances.remove(id);
    t.strictSame(await readdir(join(state, 'sessions')), [], 'and can be removed');
  }
});

t.test(
  'whatever stands in the place of a record and of the notes, a daemon starts, says so, and lists the rest',
  async (t) => {
    const state = await makeStateDirectory(t);
    const first = await makeInstances(t, state);
    const launched = [];
    for (const _ of [1, 2, 3, 4, 5]) launched.push(await first.launch(request(makeApp({ command: 'exit 1' }))));
    for (const { id } of launched) await untilState(first, id, 'failed');
    await first.close();
    const places = ['mkfifo "$0"', 'mkdir "$0"', 'ln -s /dev/zero "$0"', 'truncate -s 5G "$0"', ': > "$0"'];
    for (const [index, { id }] of launched.entries()) {
      const directory = join(state, 'sessions', id);
      for (const name of ['record.json', 'process', 'exit_status', 'auth.key', 'log']) {
        execFileSync('bash', ['-c', `rm "$0" && ${places[index]}`, join(directory, name)]);
      }
    }
    await writeFile(join(state, 'sessions', 'notadirectory'), 'x');
    const next = await makeInstances(t, state);
    t.equal(next.list().length, 5);
    for (const { id } of launched) {
      t.match(next.get(id), { state: 'failed', state_reason: /cannot be read: .*kept as record\.json\.unreadable-/ });
      t.match(next.log.join('\n'), id);
      t.type(await next.readSecret(id), 'string');
      await next.remove(id);
    }
    t.strictSame(await readdir(join(state, 'sessions')), ['notadirectory']);
  },
);

t.test('a record of a newer version is shown and can be stopped, and is left as it is', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemon(t, state);
  await kill();
  const { id } = instance;
  await rewrite(state, id, (record) => ({ ...record, version: 2, ready: 'as it likes', at_work: null, added: true }));
  const file = join(state, 'sessions', id, 'record.json');
  const newer = await readFile(file, 'utf8');
  const instances = await makeInstances(t, state, { tickMs: 20, site: { keepStoppedMs: 1 } });
  t.match(instances.list(), [
    { id, name: instance.name, state: 'ready', pid: instance.pid, state_reason: /newer Trame Manager \(layout 2\)/ },
  ]);
  t.match(instances.log.join('\n'), /newer Trame Manager/);
  await t.rejects(instances.rename(id, 'x'), { code: 'not_supported', message: /newer Trame Manager/ });
  await instances.stop(id);
  await untilState(instances, id, 'stopped');
  t.notOk(runs(instance.pid ?? 0));
  await until(() => instances.record(id).ended_at !== null);
  t.equal(await readFile(file, 'utf8'), newer, 'the newer one finds out by itself how it ended');
  t.strictSame(await readdir(join(state, 'sessions')), [id], 'age does not remove it');
  await instances.remove(id);
  t.strictSame(await readdir(join(state, 'sessions')), [], 'its user may');
});

t.test(
  'what ended on another machine is kept for longer than what ended here, and runs here when it is restarted',
  async (t) => {
    const state = await makeStateDirectory(t);
    const first = await makeInstances(t, state);
    const ids = [];
    for (const _ of [1, 2, 3]) ids.push((await first.launch(request(makeApp({ command: 'exit 1' })))).id);
    for (const id of ids) await untilState(first, id, 'failed');
    await first.close();
    const [here = '', other = '', old = ''] = ids;
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    await rewrite(state, here, (record) => ({ ...record, ended_at: ago(8) }));
    await rewrite(state, other, (record) => ({ ...record, host: 'n2', ended_at: ago(8) }));
    await rewrite(state, old, (record) => ({ ...record, host: 'n2', ended_at: ago(40) }));
    const apps = { get: async () => makeApp() };
    const site = { keepStoppedMs: 5 };
    const instances = await makeInstances(t, state, { tickMs: 20, site, apps });
    await until(() => instances.list().length === 1);
    t.match(instances.list(), [{ id: other, host: 'n2', state: 'failed' }]);
    await instances.restart(other);
    t.match(await untilState(instances, other, 'ready'), { host: hostname(), pid: Number });
  },
);

t.test('of two machines with one name, one does not end what runs on the other', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemon(t, state);
  await kill();
  t.teardown(() => process.kill(instance.pid ?? 0, 'SIGKILL'));
  const { bootId } = readHostIdentity();
  const file = join(state, 'sessions', instance.id, 'record.json');
  for (const boot_id of ['other', `${bootId}/pid:[4026532999]`]) {
    await rewrite(state, instance.id, (record) => ({ ...record, boot_id, ends_with: null, at_work: null }));
    const before = await readFile(file, 'utf8');
    const instances = await makeInstances(t, state, { tickMs: 20 });
    t.match(instances.list(), [{ state: 'lost', state_reason: `Runs on another machine named ${hostname()}` }]);
    await t.rejects(instances.stop(instance.id), { code: 'instance_elsewhere' });
    await instances.close();
    t.equal(await readFile(file, 'utf8'), before);
  }
  // In a container that comes again under its name, nothing of the last one runs.
  await rewrite(state, instance.id, (record) => ({ ...record, boot_id: 'other', ends_with: 'the container' }));
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [{ state: 'stopped', state_reason: 'Ended together with the container' }]);
  t.ok(runs(instance.pid ?? 0));
});

t.test(
  'a daemon with another name, or with processes of its own, touches nothing of this one',
  { skip: noNamespaces() },
  async (t) => {
    const state = await makeStateDirectory(t);
    const { instance } = await startDaemon(t, state);
    const file = join(state, 'sessions', instance.id, 'record.json');
    await until(async () => JSON.parse(await readFile(file, 'utf8')).at_work == null);
    await rewrite(state, instance.id, (record) => ({ ...record, ends_with: null }));
    const before = await readFile(file, 'utf8');
    const ways = [
      { flags: ['--uts'], setUp: 'hostname n2', reason: `Runs on ${hostname()}` },
      {
        flags: ['--pid', '--fork', '--mount-proc'],
        setUp: ':',
        reason: `Runs on another machine named ${hostname()}`,
      },
    ];
    for (const { flags, setUp, reason } of ways) {
      const command = `${setUp} && exec "$0" "$@"`;
      const output = execFileSync('unshare', [...flags, 'bash', '-c', command, process.execPath, lister, state], {
        encoding: 'utf8',
      });
      const { listed, refused } = JSON.parse(output);
      t.match(listed, [{ id: instance.id, state: 'lost', state_reason: reason, pid: null }]);
      t.strictSame(refused, ['instance_elsewhere', 'instance_elsewhere', 'instance_elsewhere']);
      t.equal(await readFile(file, 'utf8'), before);
      t.ok(runs(instance.pid ?? 0));
    }
  },
);

t.test('a running instance whose record is lost is found by its mark and can be stopped', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemon(t, state);
  await kill();
  await rm(join(state, 'sessions', instance.id, 'record.json'));
  await rm(join(state, 'sessions', instance.id, 'process'));
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [{ id: instance.id, state: 'ready', state_reason: /missing/, pid: instance.pid }]);
  await instances.stop(instance.id);
  await untilState(instances, instance.id, 'stopped');
  t.notOk(runs(instance.pid ?? 0));
});

t.test('a record that breaks under a running daemon is written anew', async (t) => {
  const state = await makeStateDirectory(t);
  const instances = await makeInstances(t, state);
  const { id } = await instances.launch(request(makeApp()));
  const ready = await untilState(instances, id, 'ready');
  await rewrite(state, id, () => '{');
  await until(() => instances.log.some((line) => line.includes('written anew')));
  await until(async () =>
    (await readFile(join(state, 'sessions', id, 'record.json'), 'utf8').catch(() => '')).includes(id),
  );
  t.match(instances.get(id), { state: 'ready', pid: ready.pid });
});

t.test('an instance of another host is shown as lost and never touched', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemon(t, state);
  await kill();
  t.teardown(() => process.kill(instance.pid ?? 0, 'SIGKILL'));
  await rewrite(state, instance.id, (record) => ({ ...record, host: 'n2' }));
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [{ id: instance.id, state: 'lost', state_reason: 'Runs on n2', pid: null }]);
  for (const act of ['stop', 'restart', 'remove'] as const)
    await t.rejects(Promise.resolve<unknown>(instances[act](instance.id)), { code: 'instance_elsewhere' });
  t.ok(runs(instance.pid ?? 0));
  const number = Number(instance.path.split('/')[2]);
  t.equal(instances.findByNumber(null, number), null);
  t.equal(instances.findByNumber('n2', number)?.instance.id, instance.id);
  await rewrite(state, instance.id, (record) => ({
    ...record,
    host: 'n2',
    started_at: '2020-01-01T00:00:00Z',
    ready_at: '2020-01-01T00:00:00Z',
  }));
  await until(() => instances.record(instance.id).started_at.startsWith('2020'));
  await instances.remove(instance.id);
  t.ok(runs(instance.pid ?? 0), 'an old card can go, the process is none of ours');
});

t.test('an instance of an earlier boot has ended', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemon(t, state);
  await kill();
  t.teardown(() => process.kill(instance.pid ?? 0, 'SIGKILL'));
  await rewrite(state, instance.id, (record) => ({
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
  await rewrite(state, id, (record) => ({ ...record, ended_at: null, end_state: null, keeper: mine, process: mine }));
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
  process.kill(first.record(id).keeper?.pid ?? 0, 'SIGKILL');
  process.kill(pid ?? 0, 'SIGKILL');
  await until(() => !runs(pid ?? 0));
  await rewrite(state, id, (record) => ({ ...record, ends_at: new Date(Date.now() - 1000).toISOString() }));
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
