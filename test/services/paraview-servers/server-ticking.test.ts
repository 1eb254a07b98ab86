import { mock } from 'node:test';
import t from 'tap';
import type { ServerRecord } from '../../../src/domain/paraview-server-record.ts';
import type { ServerEntry } from '../../../src/services/paraview-servers/server-book.ts';
import type { ServersContext } from '../../../src/services/paraview-servers/server-context.ts';
import { startTicking } from '../../../src/services/paraview-servers/server-ticking.ts';
import { until } from '../../support/until.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const tickMs = 1000;

interface Given {
  record?: Partial<ServerRecord>;
  state?: string;
  isNewer?: boolean;
}

/** Ticks over these servers whenever the test says so. */
function ticking(t: { teardown(handler: () => unknown): void }, given: Given[], keepStoppedMs = 3_600_000) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
  t.teardown(() => mock.timers.reset());
  const entries = given.map(({ record = {}, state = 'ready', isNewer = false }, index) => ({
    record: {
      ...{ id: `s${index}`, kind: 'job', ended_at: null, stop_requested_at: null, removal_requested_at: null },
      created_at: new Date(now - 3_600_000).toISOString(),
      ...record,
    },
    server: { state },
    isNewer,
  })) as unknown as ServerEntry[];
  const seen = { attended: [] as string[], removed: [] as string[], rescans: 0, looks: 0, watchers: 0, errors: 0 };
  const watched = { isWatched: false };
  const context = {
    tickMs,
    closed: false,
    site: { instances: { keepStoppedMs } },
    book: { entries: new Map(entries.map((entry) => [entry.record.id, entry])) },
    log: { error: () => (seen.errors += 1) },
    queue: {
      watch: () => {
        seen.watchers += 1;
        return () => (seen.watchers -= 1);
      },
    },
    host: { identity: { host: 'n1', bootId: 'b' }, isAlive: () => false },
  } as unknown as ServersContext;
  const rescan = { fails: false, waitsFor: Promise.resolve() };
  const stop = startTicking(context, {
    rescan: async () => {
      seen.rescans += 1;
      await rescan.waitsFor;
      if (rescan.fails) throw new Error('the disk is away');
    },
    attend: async ({ record }) => void seen.attended.push(record.id),
    remove: async ({ record }) => void seen.removed.push(record.id),
    found: {
      look: async () => {
        seen.looks += 1;
      },
    } as never,
    isWatched: () => watched.isWatched,
  });
  t.teardown(stop);
  const tick = async (times = 1) => {
    for (let count = 0; count < times; count += 1) {
      const before = seen.rescans;
      mock.timers.tick(tickMs);
      await until(() => seen.rescans > before, 'a tick');
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    }
  };
  return { entries, seen, watched, rescan, stop, tick, context };
}

t.test('those that run are looked at with each tick, those that ended with each fifth', async (t) => {
  const ended = { ended_at: new Date(now - 10_000).toISOString() };
  const { seen, tick } = ticking(t, [{}, { record: ended }]);
  await tick(4);
  t.strictSame(seen.attended, ['s0', 's0', 's0', 's0']);
  await tick();
  t.strictSame(seen.attended.slice(4), ['s0', 's1']);
  t.strictSame(seen.removed, []);
});

t.test('one that ended long ago is removed, unless a newer Trame Manager wrote it', async (t) => {
  const record = { ended_at: '2020-01-01T00:00:00.000Z' };
  const { seen, tick } = ticking(t, [{ record }, { record, isNewer: true }], 1);
  await tick();
  t.strictSame(seen.removed, ['s0']);
});

t.test('servers that run by hand are looked for while somebody looks, else seldom', async (t) => {
  const { seen, watched, tick } = ticking(t, []);
  await tick(4);
  t.equal(seen.looks, 0);
  await tick();
  t.equal(seen.looks, 1);
  watched.isWatched = true;
  await tick(2);
  t.equal(seen.looks, 3);
});

t.test('the queue is asked often while something is about to change there', async (t) => {
  const quiet = ticking(t, [{}, { record: { kind: 'local' }, state: 'starting' }]);
  await quiet.tick();
  t.equal(quiet.seen.watchers, 0, 'one that runs for long, and one that is no job');
  const [job] = quiet.entries;
  if (job === undefined) throw new Error('there is none');
  job.server = { ...job.server, state: 'starting' };
  await quiet.tick(2);
  t.equal(quiet.seen.watchers, 1, 'once');
  job.server = { ...job.server, state: 'ready' };
  await quiet.tick();
  t.equal(quiet.seen.watchers, 0);
  job.record = { ...job.record, stop_requested_at: new Date(now).toISOString() };
  await quiet.tick();
  t.equal(quiet.seen.watchers, 1, 'one that is being ended');
  job.record = { ...job.record, ended_at: new Date(now).toISOString() };
  await quiet.tick();
  t.equal(quiet.seen.watchers, 0, 'one that has ended');
  job.record = { ...job.record, ended_at: null };
  await quiet.tick();
  t.equal(quiet.seen.watchers, 1);
  quiet.stop();
  t.equal(quiet.seen.watchers, 0, 'and nobody looks after the end');
});

t.test('a job that was handed in a moment ago is asked for often', async (t) => {
  const { seen, tick } = ticking(t, [{ record: { created_at: new Date(now - 50_000).toISOString() } }]);
  await tick();
  t.equal(seen.watchers, 1);
  await tick(10);
  t.equal(seen.watchers, 0);
});

t.test('a tick that fails is told, and the next one comes', async (t) => {
  const { seen, rescan, tick } = ticking(t, [{}]);
  rescan.fails = true;
  await tick();
  t.equal(seen.errors, 1);
  rescan.fails = false;
  await tick();
  t.strictSame(seen.attended, ['s0']);
});

t.test('ending it resolves when the tick that was begun is over', async (t) => {
  const { seen, rescan, stop, context } = ticking(t, [{}]);
  const gate = Promise.withResolvers<void>();
  rescan.waitsFor = gate.promise;
  mock.timers.tick(tickMs);
  t.equal(seen.rescans, 1);
  context.closed = true;
  let isOver = false;
  const over = stop().then(() => {
    isOver = true;
  });
  await new Promise(setImmediate);
  t.notOk(isOver);
  gate.resolve();
  await over;
  t.strictSame([seen.attended, seen.looks], [[], 0], 'and it does no more');
});
