import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createServerStore } from '../../src/adapters/server-store.ts';
import type { ExitStatus } from '../../src/domain/instance.ts';
import { fakeJobQueue } from '../support/fake-job-queue.ts';
import {
  makeApp,
  makeHost,
  makeInstances,
  makeStateDirectory,
  request,
  runs,
  until,
  untilState,
} from '../support/instance-fixture.ts';
import { makeServers, untilServer } from '../support/server-fixture.ts';

interface Run {
  keeper: { pid: number };
  process: { pid: number };
}

/** A store that gives the exit status of before; meanwhile, once, the command is killed and its keeper writes the new one. */
function endsMeanwhile<S extends { readExitStatus(id: string): Promise<ExitStatus | null> }>(
  store: S,
  runOf: (id: string) => Promise<Run>,
): S & { arm(): void } {
  let isArmed = false;
  const readExitStatus = async (id: string) => {
    const exit = await store.readExitStatus(id);
    if (!isArmed) return exit;
    isArmed = false;
    const run = await runOf(id);
    process.kill(run.process.pid, 'SIGKILL');
    await until(() => !runs(run.keeper.pid));
    return exit;
  };
  const arm = () => {
    isArmed = true;
  };
  return { ...store, readExitStatus, arm };
}

async function readRecord(...place: string[]) {
  return JSON.parse(await readFile(join(...place, 'record.json'), 'utf8'));
}

t.test('an app that ends while it is looked at ended as its keeper says', async (t) => {
  const state = await makeStateDirectory(t);
  const host = await makeHost(state);
  const sessions = endsMeanwhile(host.sessions, (id) => readRecord(state, 'sessions', id));
  const instances = await makeInstances(t, state, { host: { ...host, sessions }, tickMs: 20 });
  const { id } = await instances.launch(request(makeApp()));
  await untilState(instances, id, 'ready');
  sessions.arm();
  t.match(await untilState(instances, id, 'failed'), { signal: 'SIGKILL', state_reason: 'Ended by SIGKILL' });
});

t.test('a ParaView server that ends while it is looked at ended as its keeper says', async (t) => {
  const state = await makeStateDirectory(t);
  const store = endsMeanwhile(createServerStore(state), async (id) => (await readRecord(state, 'servers', id)).local);
  const servers = await makeServers(t, state, fakeJobQueue().queue, {
    store,
    tickMs: 20,
    paraview_site: {
      start: 'local',
      command: `exec ${process.execPath} -e 'require("net").createServer().listen(process.env.PORT, "127.0.0.1")'`,
    },
  });
  const { id } = await servers.start({ name: null, values: {}, after: null });
  await untilServer(servers, id, 'ready');
  store.arm();
  t.match(await untilServer(servers, id, 'failed'), { signal: 'SIGKILL' });
});
