import t from 'tap';
import { PageStore } from '../../../src/web/store.ts';
import { plotOf } from '../../../src/web/usage/plot-path.ts';
import { historyMs, UsageHistory } from '../../../src/web/usage/usage-history.ts';
import { sampleInstance, sampleSystem } from '../../support/fake-samples.ts';
import { sampleServerJob } from '../../support/fake-server-samples.ts';

const using = (cpu_percent: number, memory_bytes = 100) => sampleInstance({ usage: { cpu_percent, memory_bytes } });

function followed() {
  const clock = { nowMs: 0 };
  const history = new UsageHistory(() => clock.nowMs);
  const store = new PageStore();
  history.follow(store);
  let seq = 0;
  const put = (instance: ReturnType<typeof sampleInstance>) =>
    store.receive({ type: 'instance', seq: ++seq, instance });
  const snapshot = (...instances: ReturnType<typeof sampleInstance>[]) =>
    store.receive({
      type: 'snapshot',
      seq: ++seq,
      system: sampleSystem,
      apps: [],
      problems: [],
      searched: [],
      instances,
    });
  const values = () => history.of('k3').map(({ atMs, usage }) => [atMs, usage?.cpu_percent ?? null]);
  return {
    clock,
    history,
    store,
    put,
    snapshot,
    values,
    remove: () => store.receive({ type: 'instance_removed', seq: ++seq, id: 'k3' }),
  };
}

t.test('it keeps what changed, and ends with the instance', async (t) => {
  const { clock, put, snapshot, values, remove } = followed();
  snapshot(using(1));
  clock.nowMs = 1000;
  put({ ...using(1), viewers: 4 });
  clock.nowMs = 2000;
  put(using(5));
  t.same(values(), [
    [0, 1],
    [2000, 5],
  ]);
  put(sampleInstance({ usage: null, state: 'starting' }));
  t.same(values(), [], 'a restarted one begins anew');
  put(using(7));
  remove();
  t.same(values(), []);
  put(
    sampleInstance({
      job: { ...sampleServerJob(), expected_start_at: null, usage: null },
      usage: { cpu_percent: 1, memory_bytes: 1 },
    }),
  );
  t.same(values(), [], 'jobs run elsewhere');
});

t.test('it is bounded in time and in number, and knows what held at its beginning', async (t) => {
  const { clock, put, history, values } = followed();
  put(using(1));
  clock.nowMs = 10_000;
  put(using(2));
  clock.nowMs = 10_000 + historyMs + 1;
  put(using(3));
  t.same(values(), [
    [10_000, 2],
    [clock.nowMs, 3],
  ]);
  for (let cpu = 10; cpu < 1000; cpu += 1) {
    clock.nowMs += 100;
    put(using(cpu));
  }
  t.ok(history.of('k3').length <= 180, `${history.of('k3').length} samples`);
});

t.test('while the connection is lost, nothing is known', async (t) => {
  const { clock, store, snapshot, values } = followed();
  snapshot(using(4));
  clock.nowMs = 1000;
  store.setConnection('lost');
  clock.nowMs = 9000;
  snapshot(using(4));
  t.same(values(), [
    [0, 4],
    [1000, null],
    [9000, 4],
  ]);
});

t.test('a plot holds each value until the next, leaves gaps out, and marks a core', async (t) => {
  const at = (atMs: number, cpu: number | null) => ({
    atMs,
    usage: cpu === null ? null : { cpu_percent: cpu, memory_bytes: cpu * 10 },
  });
  const samples = [at(0, 50), at(historyMs / 4, 150), at(historyMs / 2, null), at(historyMs * 0.75, 0)];
  t.same(plotOf(samples, 'cpu_percent', historyMs), { line: 'M0 15H25L25 5H50M75 20H100', markY: 10 });
  t.same(plotOf(samples, 'memory_bytes', historyMs), { line: 'M0 13.3H25L25 0H50M75 20H100', markY: null });
  t.same(plotOf([], 'cpu_percent', 0), { line: '', markY: 0 });
  t.equal(plotOf([at(0, 0)], 'memory_bytes', historyMs * 3).line, 'M0 20H100', 'what is older begins at the edge');
});
