import { mock } from 'node:test';
import t from 'tap';
import type { InstanceRecord } from '../../src/domain/instance.ts';
import { blankInstanceRecord } from '../../src/domain/instance-stand-in.ts';
import { InstanceBook } from '../../src/services/instance-book.ts';
import type { InstanceContext } from '../../src/services/instance-context.ts';
import type { InstanceEntry } from '../../src/services/instance-entry.ts';
import { capLog, countRequest, idleReason, measureUsage } from '../../src/services/instance-watch.ts';

const at = '2026-11-22T10:00:00.000Z';

/** One ready instance, watched by a daemon whose clock is the test's. */
function watched(t: { teardown(handler: () => unknown): void }, changes: Partial<InstanceRecord> = {}) {
  mock.timers.enable({ apis: ['Date'], now: Date.parse(at) });
  const real = performance.now;
  const clock = { ms: 1_000_000 };
  performance.now = () => clock.ms;
  t.teardown(() => {
    mock.timers.reset();
    performance.now = real;
  });
  const machine = { cpuTicks: 0, memoryBytes: 100e6, runsForMs: 0 as number | null, logFails: null as Error | null };
  const warned: object[] = [];
  const touched: string[] = [];
  const host = {
    identity: { host: 'n1', bootId: 'b', bootedAtMs: null },
    measureTree: () => ({ ...machine }),
    runsForMs: () => machine.runsForMs,
    shortenLog: async () => {
      if (machine.logFails) throw machine.logFails;
    },
    sessions: {
      directory: (id: string) => `/s/${id}`,
      lastWatchedAt: async () => null,
      touchWatched: async (id: string) => void touched.push(id),
    },
  };
  const log = { info: () => undefined, warn: (details: object) => void warned.push(details), error: () => undefined };
  const site = { instances: { maximumLogBytes: 1000 } };
  const book = new InstanceBook(host as never, log, { schedulerTitle: 'Slurm', warnBeforeEndMs: 0 });
  const context = { host, log, site, book } as unknown as InstanceContext;
  const entry: InstanceEntry = book.add({
    ...blankInstanceRecord('a', at),
    ...{ host: 'n1', boot_id: 'b', process: { pid: 12, startTicks: 1 }, ready_at: at, idle_timeout_seconds: 3600 },
    ...changes,
  });
  book.show(entry);
  const pass = (ms: number) => {
    clock.ms += ms;
    mock.timers.setTime(Date.now() + ms);
  };
  return { context, entry, machine, warned, touched, pass };
}

t.test('the use of the processor is that since the last look, of one core', (t) => {
  const { context, entry, machine, pass } = watched(t);
  const usageAfter = (ms: number, ticks: number, bytes = 0) => {
    pass(ms);
    machine.cpuTicks += ticks;
    machine.memoryBytes += bytes;
    measureUsage(context, entry);
    return entry.usage;
  };
  t.strictSame(usageAfter(0, 0), { cpu_percent: 0, memory_bytes: 100e6 }, 'of a first look nothing can be said');
  t.strictSame(usageAfter(2000, 50), { cpu_percent: 25, memory_bytes: 100e6 }, '0.5 s in 2 s');
  t.equal(usageAfter(2000, 51)?.cpu_percent, 25, 'a small change is none');
  t.equal(usageAfter(2000, 0)?.cpu_percent, 0, 'rest is always told');
  t.equal(usageAfter(2000, 0, 6e6)?.memory_bytes, 106e6);
  t.strictSame(
    usageAfter(2000, -500, 1e6),
    { cpu_percent: 0, memory_bytes: 106e6 },
    'a child that ended takes its time along',
  );
  t.equal(usageAfter(0, 1)?.cpu_percent, 10, 'two looks at one moment are taken for a tenth of a second');
  t.end();
});

t.test('nothing is measured of what does not run', (t) => {
  const { context, entry } = watched(t);
  measureUsage(context, entry);
  measureUsage(context, Object.assign(entry, { record: { ...entry.record, process: null } }));
  t.strictSame([entry.usage, entry.lastMeasure], [null, null]);
  t.end();
});

t.test('a log that cannot be shortened is told, and holds nothing up', async (t) => {
  const { context, entry, machine, warned } = watched(t);
  await capLog(context, entry);
  t.strictSame(warned, []);
  machine.logFails = new Error('no room');
  await capLog(context, entry);
  t.match(warned, [{ err: machine.logFails, instance: 'a' }]);
});

t.test('nobody watched for as long as it ran, at most, whatever the clock says', async (t) => {
  const { context, entry, machine, pass } = watched(t, { ready_at: '2020-01-01T00:00:00.000Z' });
  machine.runsForMs = 3_000_000;
  t.equal(await idleReason(context, entry), null);
  pass(599_000);
  t.equal(await idleReason(context, entry), null, 'not yet an hour');
  pass(2000);
  t.equal(await idleReason(context, entry), 'Nobody watched for 1 h');
});

t.test('a process that cannot be asked counts as watched until now', async (t) => {
  const gone = watched(t, { ready_at: '2020-01-01T00:00:00.000Z' });
  gone.machine.runsForMs = null;
  t.equal(await idleReason(gone.context, gone.entry), null);
  gone.pass(3_599_000);
  t.equal(await idleReason(gone.context, gone.entry), null);
  gone.pass(2000);
  t.equal(await idleReason(gone.context, gone.entry), 'Nobody watched for 1 h');
});

t.test('a job tells by the clock alone for how long nobody watched', async (t) => {
  const job = { id: '5', address: null } as unknown as InstanceRecord['job'];
  const queued = watched(t, { ready_at: '2020-01-01T00:00:00.000Z', job });
  queued.machine.runsForMs = 0;
  t.equal(await idleReason(queued.context, queued.entry), null, 'a daemon waits some minutes for viewers to come back');
  queued.pass(600_000);
  t.equal(await idleReason(queued.context, queued.entry), 'Nobody watched for 1 h');
});

t.test('a web service that is used by requests alone is watched', async (t) => {
  const { context, entry, machine, touched, pass } = watched(t);
  const idleAfter = async (ms: number) => {
    pass(ms);
    machine.runsForMs = (machine.runsForMs ?? 0) + ms;
    return idleReason(context, entry);
  };
  t.equal(await idleAfter(3_500_000), null);
  const answered = countRequest(context, entry);
  t.strictSame(touched, ['a'], 'other daemons are told');
  t.equal(entry.instance.idle_since, new Date().toISOString(), 'and the page');
  answered();
  for (let request = 0; request < 100; request += 1) countRequest(context, entry)();
  t.equal(touched.length, 1, 'but not of each request');
  t.equal(await idleAfter(3_599_000), null);

  const streamed = countRequest(context, entry);
  t.equal(await idleAfter(36_000_000), null, 'an answer that goes on is watched');
  streamed();
  t.equal(await idleAfter(3_599_000), null);
  t.equal(await idleAfter(2000), 'Nobody watched for 1 h');
});

t.test('a request to an instance that is gone counts nothing', (t) => {
  const { context, touched } = watched(t);
  countRequest(context, undefined)();
  t.strictSame(touched, []);
  t.end();
});
