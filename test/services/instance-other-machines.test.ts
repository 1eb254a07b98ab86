import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readHostIdentity } from '../../src/adapters/host-identity.ts';
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
    await rewriteRecord(state, here, (record) => ({ ...record, ended_at: ago(8) }));
    await rewriteRecord(state, other, (record) => ({ ...record, host: 'n2', ended_at: ago(8) }));
    await rewriteRecord(state, old, (record) => ({ ...record, host: 'n2', ended_at: ago(40) }));
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
  const { instance, kill } = await startDaemonWithInstance(t, state);
  await kill();
  const { bootId } = readHostIdentity();
  const file = join(state, 'sessions', instance.id, 'record.json');
  for (const boot_id of ['other', `${bootId}/pid:[4026532999]`]) {
    await rewriteRecord(state, instance.id, (record) => ({ ...record, boot_id, ends_with: null, at_work: null }));
    const before = await readFile(file, 'utf8');
    const instances = await makeInstances(t, state, { tickMs: 20 });
    t.match(instances.list(), [{ state: 'lost', state_reason: `Runs on another machine named ${hostname()}` }]);
    await t.rejects(instances.stop(instance.id), { code: 'instance_elsewhere' });
    await instances.close();
    t.equal(await readFile(file, 'utf8'), before);
  }
  // In a container that comes again under its name, nothing of the last one runs.
  await rewriteRecord(state, instance.id, (record) => ({ ...record, boot_id: 'other', ends_with: 'the container' }));
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [{ state: 'stopped', state_reason: 'Ended together with the container' }]);
  t.ok(runs(instance.pid ?? 0));
});

t.test(
  'a daemon with another name, or with processes of its own, touches nothing of this one',
  { skip: noNamespaces() },
  async (t) => {
    const state = await makeStateDirectory(t);
    const { instance } = await startDaemonWithInstance(t, state);
    const file = join(state, 'sessions', instance.id, 'record.json');
    await until(async () => JSON.parse(await readFile(file, 'utf8')).at_work == null);
    await rewriteRecord(state, instance.id, (record) => ({ ...record, ends_with: null }));
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

t.test('an instance of another host is shown as lost and never touched', async (t) => {
  const state = await makeStateDirectory(t);
  const { instance, kill } = await startDaemonWithInstance(t, state);
  await kill();
  await rewriteRecord(state, instance.id, (record) => ({ ...record, host: 'n2' }));
  const instances = await makeInstances(t, state);
  t.match(instances.list(), [{ id: instance.id, state: 'lost', state_reason: 'Runs on n2', pid: null }]);
  for (const act of ['stop', 'restart', 'remove'] as const)
    await t.rejects(Promise.resolve<unknown>(instances[act](instance.id)), { code: 'instance_elsewhere' });
  t.ok(runs(instance.pid ?? 0));
  const number = Number(instance.path.split('/')[2]);
  t.equal(instances.findByNumber(null, number), null);
  t.equal(instances.findByNumber('n2', number)?.instance.id, instance.id);
  await rewriteRecord(state, instance.id, (record) => ({
    ...record,
    host: 'n2',
    started_at: '2020-01-01T00:00:00Z',
    ready_at: '2020-01-01T00:00:00Z',
  }));
  await until(() => instances.record(instance.id).started_at.startsWith('2020'));
  await instances.remove(instance.id);
  t.ok(runs(instance.pid ?? 0), 'an old card can go, the process is none of ours');
});
