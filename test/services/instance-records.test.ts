import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { InstanceRecord } from '../../src/domain/instance.ts';
import {
  makeApp,
  makeInstances,
  makeStateDirectory,
  request,
  runs,
  until,
  untilState,
} from '../support/instance-fixture.ts';
import { rewriteRecord, startDaemonWithInstance } from '../support/instance-of-daemon.ts';

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
    await rewriteRecord(state, id, change);
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
  const { instance, kill } = await startDaemonWithInstance(t, state);
  await kill();
  const { id } = instance;
  await rewriteRecord(state, id, (record) => ({
    ...record,
    version: 2,
    ready: 'as it likes',
    at_work: null,
    added: true,
  }));
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

t.test('a running instance whose record is lost is found by its mark and can be stopped', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemonWithInstance(t, state);
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
  await rewriteRecord(state, id, () => '{');
  await until(() => instances.log.some((line) => line.includes('written anew')));
  await until(async () =>
    (await readFile(join(state, 'sessions', id, 'record.json'), 'utf8').catch(() => '')).includes(id),
  );
  t.match(instances.get(id), { state: 'ready', pid: ready.pid });
});
