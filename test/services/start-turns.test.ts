import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import t from 'tap';
import { identify } from '../../src/adapters/process-table.ts';
import { ManagerError } from '../../src/domain/errors.ts';
import type { ProcessIdentity } from '../../src/domain/instance.ts';
import { StartTurns } from '../../src/services/start-turns.ts';
import {
  makeApp,
  makeHost,
  makeInstances,
  makeStateDirectory,
  request,
  tinyServer,
  until,
  untilState,
} from '../support/instance-fixture.ts';

const neverMs = 2 ** 30;

/** Takes turns and notes in which order they came. */
function takeAll(turns: StartTurns, names: string[]) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  for (const name of names) {
    void turns.take().then((end) => {
      begun.push(name);
      ends.set(name, end);
    });
  }
  return { begun, end: (name: string) => ends.get(name)?.() };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

t.test('as many as may start do, the others in their order', async (t) => {
  const { begun, end } = takeAll(new StartTurns(2, neverMs), ['a', 'b', 'c', 'd', 'e']);
  await settled();
  t.strictSame(begun, ['a', 'b']);
  end('b');
  end('b');
  await settled();
  t.strictSame(begun, ['a', 'b', 'c'], 'an end said twice is one');
  end('a');
  end('c');
  await settled();
  t.strictSame(begun, ['a', 'b', 'c', 'd', 'e']);
});

t.test('turns that nobody waited for are free again', async (t) => {
  const turns = new StartTurns(1, neverMs);
  (await turns.take())();
  const { begun } = takeAll(turns, ['a', 'b']);
  await settled();
  t.strictSame(begun, ['a']);
});

t.test('what takes long holds nobody up for longer than a second', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const { begun, end } = takeAll(new StartTurns(1), ['a', 'b', 'c']);
  await settled();
  mock.timers.tick(999);
  await settled();
  t.strictSame(begun, ['a']);
  mock.timers.tick(1);
  await settled();
  t.strictSame(begun, ['a', 'b']);
  end('a');
  await settled();
  t.strictSame(begun, ['a', 'b'], 'its own end comes too late to give another turn');
});

/** Answers once `go` is there in the session directory. */
const patientServer = `until [ -e "$SESSION_DIR/go" ]; do sleep 0.02; done\n${tinyServer}`;

t.test('instances that are launched at once start one after the other, and all are listed', async (t) => {
  const directory = await makeStateDirectory(t);
  // For the second daemon, the first one is another process that runs.
  const host = await makeHost(directory, { self: identify(process.ppid) as ProcessIdentity });
  const instances = await makeInstances(t, directory, { host, startTurns: new StartTurns(1, neverMs) });
  const first = await instances.launch(request(makeApp({ command: patientServer })));
  const second = instances.launch(request(makeApp()));
  const waiting = await until(() => instances.list().find(({ id }) => id !== first.id));
  t.match(waiting, { state: 'starting', pid: null });
  // However long it waits.
  await host.sessions.update(waiting.id, () => ({ started_at: '2025-11-21T10:00:00.000Z' }));
  const beside = await makeInstances(t, directory);
  for (const seen of [instances, beside]) {
    await until(() => seen.list().find(({ id, started_at }) => id === waiting.id && started_at.startsWith('2025-11')));
    t.match(seen.get(waiting.id), { state: 'starting', pid: null });
  }
  await writeFile(join(instances.sessionDirectory(first.id), 'go'), '');
  t.not((await second).pid, null);
  await untilState(instances, waiting.id, 'ready');
});

t.test('one that ends, is stopped or cannot be started makes way', async (t) => {
  const directory = await makeStateDirectory(t);
  let refused = 1;
  const real = await makeHost(directory);
  const host = await makeHost(directory, {
    startKeeper: (...given) => {
      if (given[1].REFUSED !== undefined && refused-- > 0)
        throw new ManagerError('launch_failed', 'No more processes.');
      return real.startKeeper(...given);
    },
  });
  const instances = await makeInstances(t, directory, { host, startTurns: new StartTurns(1, neverMs) });
  const stopped = await instances.launch(request(makeApp({ command: 'exec sleep 300' })));
  const failing = instances.launch(request(makeApp({ command: 'exit 3' })));
  const refusedOne = instances.launch(request(makeApp({ environment: { REFUSED: '1' } })));
  const last = instances.launch(request(makeApp()));
  await until(() => instances.list().length === 4);
  await Promise.all([instances.stop(stopped.id), t.rejects(refusedOne, { code: 'launch_failed' })]);
  await untilState(instances, (await failing).id, 'failed');
  await untilState(instances, (await last).id, 'ready');
});
