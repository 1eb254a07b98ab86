import { EventEmitter } from 'node:events';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { blankNote, type ConnectionNote } from '../../../src/domain/connection-note.ts';
import type { Instance } from '../../../src/domain/instance.ts';
import type { ParaViewServer } from '../../../src/domain/paraview-server.ts';
import type { ConnectionBook } from '../../../src/services/connections/connection-book.ts';
import { notConnected } from '../../../src/services/connections/connection-view.ts';
import type { Entry } from '../../../src/services/connections/connections-context.ts';
import { startWatching } from '../../../src/services/connections/watching.ts';

const at = '2025-11-21T10:00:00.000Z';
const pollMs = 5000;

/** A watch whose clock the test moves. `looks` counts how often all links were looked at. */
function watchOf(t: Test, { takenOver = Promise.resolve() } = {}) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const listed: { id: string; state: Instance['state']; paraview: boolean }[] = [];
  const entries = new Map<string, Entry>();
  const counts = { looks: 0, serverWatches: 0 };
  const errors: string[] = [];
  let failure: Error | null = null;
  const instances = Object.assign(new EventEmitter(), {
    list: () => listed,
    record: (id: string) => listed.find((instance) => instance.id === id),
  });
  const servers = Object.assign(new EventEmitter(), {
    list: () => [],
    watch() {
      counts.serverWatches += 1;
      return () => {
        counts.serverWatches -= 1;
      };
    },
  });
  const book = {
    instances,
    servers,
    entries,
    takenOver,
    pollMs,
    log: { error: (_: object, message: string) => errors.push(message), info: () => undefined },
    async refresh() {
      counts.looks += 1;
      if (failure !== null) throw failure;
    },
  } as unknown as ConnectionBook;
  const watch = startWatching(book, async () => undefined);
  t.teardown(() => watch.stop());
  return {
    ...watch,
    listed,
    counts,
    errors,
    fail: (error: Error | null) => {
      failure = error;
    },
    note: (id: string, note: Partial<ConnectionNote>) =>
      entries.set(id, { id, note: { ...blankNote(at), ...note }, shown: notConnected, attempt: null }),
    changeInstance: (change: Partial<Instance>) =>
      instances.emit('change', { id: 'a', state: 'ready', started_at: at, ready_at: at, ...change }),
    changeServer: (change: Partial<ParaViewServer>) =>
      servers.emit('change', { id: 'pv', state: 'queued', host: null, port: null, ...change }),
    removeInstance: () => instances.emit('remove', 'a'),
    removeServer: () => servers.emit('remove', 'pv'),
    /** Lets this time pass, and what became due of it be done. */
    async pass(ms: number) {
      mock.timers.tick(ms);
      await nextTurn();
      await nextTurn();
    },
  };
}

t.test('links are looked at in the beginning, when all was taken over', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { counts, pass } = watchOf(t, { takenOver: promise });
  await pass(1000);
  t.equal(counts.looks, 0);
  resolve();
  await pass(0);
  t.equal(counts.looks, 1);
  await pass(60_000);
  t.equal(counts.looks, 1, 'and not again while no app could have one');
});

t.test('news of an instance or a server lead to one look, figures to none', async (t) => {
  const { counts, pass, changeInstance, changeServer, removeInstance, removeServer, hurry } = watchOf(t);
  await pass(100);
  const looksAfter = async (happen: () => unknown) => {
    const before = counts.looks;
    happen();
    await pass(100);
    return counts.looks - before;
  };
  t.equal(counts.looks, 1);
  t.equal(await looksAfter(() => changeInstance({ state: 'starting' })), 1);
  t.equal(await looksAfter(() => changeInstance({ state: 'starting', viewers: 3 })), 0);
  t.equal(await looksAfter(() => changeInstance({ state: 'ready' })), 1);
  t.equal(await looksAfter(() => changeInstance({ started_at: '2025-11-21T11:00:00.000Z' })), 1);
  t.equal(await looksAfter(() => changeServer({})), 1);
  t.equal(await looksAfter(() => changeServer({ state_reason: 'Other jobs are ahead' })), 0);
  t.equal(await looksAfter(() => changeServer({ state: 'ready', host: 'n1', port: 11_111 })), 1);
  t.equal(await looksAfter(() => changeServer({ state: 'ready', host: 'n1', port: 11_112 })), 1);
  t.equal(await looksAfter(removeServer), 1);
  t.equal(await looksAfter(() => changeServer({ state: 'ready', host: 'n1', port: 11_112 })), 1, 'it is news again');
  t.equal(await looksAfter(removeInstance), 1);
  t.equal(await looksAfter(hurry), 1);
  const burst = () => [changeServer({ state: 'ending' }), changeServer({ state: 'stopped' }), removeServer()];
  t.equal(await looksAfter(burst), 1, 'one for all that come together');
});

t.test('there is a look every few seconds while an app runs that could have a link', async (t) => {
  const { counts, pass, listed, hurry } = watchOf(t);
  await pass(100);
  const looksIn = async (ms: number) => {
    const before = counts.looks;
    for (let passed = 0; passed < ms; passed += pollMs) await pass(pollMs);
    return counts.looks - before;
  };
  const begin = async () => {
    hurry();
    await pass(100);
  };
  listed.push({ id: 'a', state: 'stopped', paraview: true }, { id: 'b', state: 'ready', paraview: false });
  await begin();
  t.equal(await looksIn(20_000), 0);
  for (const state of ['ready', 'starting', 'lost'] as const) {
    listed.splice(0, listed.length, { id: 'a', state, paraview: true });
    await begin();
    t.equal(await looksIn(20_000), 4, state);
  }
});

t.test('servers that run by hand are looked for only while a link depends on one', async (t) => {
  const { counts, pass, note, hurry, stop } = watchOf(t);
  const watchesWith = async (given: Partial<ConnectionNote>) => {
    note('a', given);
    hurry();
    await pass(100);
    return counts.serverWatches;
  };
  await pass(100);
  t.equal(counts.serverWatches, 0);
  t.equal(await watchesWith({}), 0);
  t.equal(await watchesWith({ connected_since: at }), 1);
  t.equal(await watchesWith({ connected_since: at }), 1, 'once');
  t.equal(await watchesWith({ connected_since: at, lost_at: at }), 0);
  t.equal(await watchesWith({ connected_since: at }), 1);
  stop();
  t.equal(counts.serverWatches, 0);
});

t.test('a look that fails is told, and the next one comes', async (t) => {
  const { counts, errors, pass, listed, fail } = watchOf(t);
  listed.push({ id: 'a', state: 'ready', paraview: true });
  fail(new Error('EMFILE'));
  await pass(100);
  t.strictSame(errors, ['the connections of apps cannot be looked at']);
  fail(null);
  await pass(pollMs);
  t.equal(counts.looks, 2);
});

t.test('nothing is looked at after the end', async (t) => {
  const { counts, pass, listed, changeServer, changeInstance, hurry, stop } = watchOf(t);
  listed.push({ id: 'a', state: 'ready', paraview: true });
  await pass(100);
  stop();
  changeServer({ state: 'ready' });
  changeInstance({ state: 'stopped' });
  hurry();
  await pass(pollMs);
  t.equal(counts.looks, 1);
});
