import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { addApp, type FaultDaemon, makeHome, mayMount, startFaultDaemon } from '../support/fault-daemon.ts';
import { tinyServer } from '../support/instance-app.ts';
import { until } from '../support/until.ts';

const skip = !mayMount() && 'only root can give a daemon a small disk of its own';

/** Uses the disk up to the last byte, or to the last inode. */
function fill(state: string): string[] {
  const fillers: string[] = [];
  const add = (bytes: number) => {
    const file = join(state, `filler-${fillers.length}`);
    fillers.push(file);
    writeFileSync(file, Buffer.alloc(bytes));
  };
  for (const bytes of [10_000_000, 0]) {
    // One page less each time, or one inode.
    for (let count = 0; count < 500; count += 1) {
      try {
        add(bytes);
      } catch {
        break;
      }
    }
  }
  return fillers;
}

/** What a user does while nothing can be written; `why` is how the message names the cause. */
async function refuseAll(t: Test, daemon: FaultDaemon, id: string, place: string, why: RegExp) {
  const refused = [
    await daemon.launch(),
    await daemon.call('PATCH', `api/v1/instances/${id}`, { name: 'other' }),
    await daemon.call('POST', `api/v1/instances/${id}/restart`),
    await daemon.call('POST', `api/v1/instances/${id}/links`, {}),
  ];
  for (const { status, json } of refused) {
    t.match({ status, ...json }, { status: 507, code: 'state_not_writable', detail: why });
    t.ok(json.detail.includes(place), `${json.detail} names the directory`);
  }
  t.match(await daemon.show(id), { state: 'ready', name: 'tiny 1' });
  for (const path of ['', 'api/v1/apps', 'api/v1/system', `api/v1/instances/${id}/log`]) {
    t.equal((await daemon.call('GET', path)).status, 200, `GET /${path} works`);
  }
}

t.test(
  'a disk without a free byte and inode: refusals say so, stopping works, and all is noted once there is space',
  { skip },
  async (t) => {
    const home = await makeHome(t);
    const writing = 'while :; do echo line; sleep 0.01; done &';
    await addApp(home, 'writer', `${writing}\n${tinyServer}`);
    const daemon = await startFaultDaemon(t, { home, stateDisk: 'size=600k,nr_inodes=60' });
    const [kept, stopped] = [await daemon.ready(), await daemon.ready('writer')];
    const fillers = fill(daemon.state);
    await refuseAll(t, daemon, kept.id, join(home, 'state'), /the disk is full/);
    t.equal((await daemon.call('POST', `api/v1/instances/${stopped.id}/stop`)).status, 202);
    await daemon.untilState(stopped.id, 'stopped');
    t.strictSame((await daemon.ids()).sort(), [kept.id, stopped.id].sort(), 'nothing half-launched is listed');
    t.strictSame(readdirSync(join(daemon.state, 'sessions')).sort(), [kept.id, stopped.id].sort());

    for (const file of fillers) rmSync(file, { force: true });
    const record = () => JSON.parse(readFileSync(join(daemon.state, 'sessions', stopped.id, 'record.json'), 'utf8'));
    await until(() => record().ended_at !== null, 'the end to be noted on the disk');
    t.match(record(), { end_state: 'stopped', state_reason: 'Stopped by you' });
    t.equal((await daemon.call('POST', `api/v1/instances/${kept.id}/restart`)).status, 202);
    await daemon.untilState(kept.id, 'ready');
    t.match(await daemon.ready(), { state: 'ready' });
  },
);

t.test(
  'a home that becomes read-only: refusals say so, and all works again when it is writable',
  { skip },
  async (t) => {
    const home = await makeHome(t);
    const daemon = await startFaultDaemon(t, { home, stateDisk: 'size=4m' });
    const [kept, stopped] = [await daemon.ready(), await daemon.ready()];
    daemon.cover('read-only');
    await refuseAll(t, daemon, kept.id, join(home, 'state'), /mounted read-only/);
    await daemon.call('POST', `api/v1/instances/${stopped.id}/stop`);
    await daemon.untilState(stopped.id, 'stopped');
    const removal = await daemon.call('DELETE', `api/v1/instances/${stopped.id}`);
    t.match(removal, { status: 507, json: { code: 'state_not_writable', detail: /mounted read-only/ } });
    daemon.uncover();
    t.match(await daemon.call('PATCH', `api/v1/instances/${kept.id}`, { name: 'other' }), { status: 200 });
    t.match(await daemon.show(stopped.id), { state: 'stopped', state_reason: 'Stopped by you' });
    t.equal((await daemon.call('DELETE', `api/v1/instances/${stopped.id}`)).status, 204);
    t.match(await daemon.ready(), { state: 'ready' });
  },
);

t.test('a daemon starts on a read-only home, and launches once it is writable', { skip }, async (t) => {
  const home = await makeHome(t);
  const env = { TRAME_MANAGER_STATE_DIR: join(home, 'state', 'below', 'that') };
  const daemon = await startFaultDaemon(t, { home, env, stateDisk: 'size=4m,ro', diskAt: join(home, 'state') });
  t.match(await daemon.call('GET', ''), { status: 200 });
  t.match(await daemon.launch(), { status: 507, json: { detail: /that cannot be written: .* mounted read-only/ } });
  daemon.makeWritable();
  t.match(await daemon.ready(), { state: 'ready' });
});

t.test(
  'a home that is not there for a while: what runs is kept, also when something is launched meanwhile',
  { skip },
  async (t) => {
    const home = await makeHome(t);
    const daemon = await startFaultDaemon(t, { home, stateDisk: 'size=4m' });
    const before = await daemon.ready();
    daemon.cover('empty');
    const meanwhile = await daemon.look();
    t.match(await daemon.show(before.id), { state: 'ready', pid: before.pid });
    daemon.uncover();
    await daemon.look();
    for (const { id, pid } of [before, meanwhile]) {
      t.match(await daemon.show(id), { state: 'ready', pid });
      t.doesNotThrow(() => process.kill(pid, 0));
    }
    t.equal((await daemon.call('POST', `api/v1/instances/${meanwhile.id}/stop`)).status, 202);
    await daemon.untilState(meanwhile.id, 'stopped');
  },
);
