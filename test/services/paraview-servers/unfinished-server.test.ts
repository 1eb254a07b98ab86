import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readHostIdentity } from '../../../src/adapters/host-identity.ts';
import { identify } from '../../../src/adapters/process-table.ts';
import type { DaemonAtWork } from '../../../src/domain/instance.ts';
import type { ServerRecord } from '../../../src/domain/paraview-server-record.ts';
import { fakeJobQueue } from '../../support/fake-job-queue.ts';
import { makeStateDirectory, python, runs } from '../../support/instance-fixture.ts';
import { makeServers, untilServer } from '../../support/server-fixture.ts';
import { until } from '../../support/until.ts';

t.setTimeout(120_000);

const command = `exec ${python} -S -E -c 'import os, socket, time; s = socket.create_server(("127.0.0.1", int(os.environ["PORT"]))); time.sleep(1000)'`;
const options = { paraview_site: { start: 'local' as const, command } };

async function deadDaemon(): Promise<DaemonAtWork> {
  const child = spawn('sleep', ['60']);
  const pid = child.pid ?? 0;
  const startTicks = identify(pid)?.startTicks ?? 0;
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { host, bootId } = readHostIdentity();
  return { host, boot_id: bootId, pid, startTicks, attempts: 0 };
}

/** A server that runs, and whose daemon is gone; `change` makes its record what a killed daemon left. */
async function leave(t: Test, change: (record: ServerRecord) => Partial<ServerRecord>, isEnded = false) {
  const state = await makeStateDirectory(t);
  const before = await makeServers(t, state, fakeJobQueue().queue, options);
  const { id } = await before.start({ name: null, values: {}, after: null });
  await untilServer(before, id, 'ready');
  await before.close();
  const directory = join(state, 'servers', id);
  const record: ServerRecord = JSON.parse(await readFile(join(directory, 'record.json'), 'utf8'));
  const pid = record.local?.process?.pid ?? 0;
  if (isEnded) {
    for (const gone of [record.local?.keeper?.pid ?? 0, pid]) {
      process.kill(gone, 'SIGKILL');
      await until(() => !runs(gone));
    }
    await writeFile(join(directory, 'process'), `${''.padEnd(127)}\n`);
  }
  const changed = { ...record, at_work: await deadDaemon(), ...change(record) };
  await writeFile(join(directory, 'record.test'), JSON.stringify(changed));
  await rename(join(directory, 'record.test'), join(directory, 'record.json'));
  return { id, pid, directory, servers: await makeServers(t, state, fakeJobQueue().queue, options) };
}

const at = new Date().toISOString();

t.test('a stop whose daemon was killed is brought to its end at once', async (t) => {
  const { servers, id, pid } = await leave(t, () => ({ stop_requested_at: at, stop_reason: 'Stopped by you' }));
  t.match(await untilServer(servers, id, 'stopped', 'failed'), { state: 'stopped', state_reason: 'Stopped by you' });
  t.notOk(runs(pid));
});

t.test('a removal whose daemon was killed is brought to its end', async (t) => {
  const asked = { stop_requested_at: at, stop_reason: 'Removed', removal_requested_at: at };
  const { servers, id, pid, directory } = await leave(t, () => asked);
  await until(() => !servers.list().some((server) => server.id === id), 'the removal');
  t.notOk(runs(pid));
  t.notOk(existsSync(directory));
});

t.test('a start whose daemon was killed before the command ran has failed', async (t) => {
  const { servers, id } = await leave(
    t,
    ({ local }) => ({ ready_at: null, local: local && { ...local, keeper: null, process: null } }),
    true,
  );
  t.match(await untilServer(servers, id, 'failed', 'ready'), { state: 'failed' });
});

t.test('a start whose keeper ran already goes on', async (t) => {
  const { servers, id, pid } = await leave(t, ({ local }) => ({
    ready_at: null,
    local: local && { ...local, keeper: null, process: null },
  }));
  t.match(await untilServer(servers, id, 'ready', 'failed'), { state: 'ready' });
  t.ok(runs(pid));
});

t.test('a start is found by the mark of its request, also by the next daemon', async (t) => {
  const state = await makeStateDirectory(t);
  const mark = { key: 'k', request: 'r' };
  const before = await makeServers(t, state, fakeJobQueue().queue, options);
  const { id } = await before.start({ name: null, values: {}, after: null, mark });
  await before.close();
  const after = await makeServers(t, state, fakeJobQueue().queue, options);
  t.match(after.findStart('k'), { request: 'r', result: { id } });
  t.equal(after.findStart('another'), null);
});
