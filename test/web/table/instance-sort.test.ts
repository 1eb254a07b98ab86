import t from 'tap';
import type { Instance } from '../../../src/domain/instance.ts';
import { firstOrder, nextOrder, type SortOrder, sortInstances } from '../../../src/web/table/instance-sort.ts';
import { sampleInstance } from '../../support/fake-samples.ts';

const started = (hour: number) => ({ started_at: `2026-05-09T0${hour}:00:00Z` });
const usage = (cpu_percent: number) => ({ usage: { cpu_percent, memory_bytes: 1 } });

function sorted(order: SortOrder, ...changes: Partial<Instance>[]): string[] {
  return sortInstances(changes.map(sampleInstance), order).map(({ id }) => id);
}

t.test('numbers in names count as numbers, and case does not', async (t) => {
  const rows = [
    { id: 'ten', name: 'run 10' },
    { id: 'two', name: 'Run 2' },
    { id: 'wing', name: 'a wing' },
  ];
  t.same(sorted({ column: 'name', descending: false }, ...rows), ['wing', 'two', 'ten']);
  t.same(sorted({ column: 'name', descending: true }, ...rows), ['ten', 'two', 'wing']);
});

t.test('what has no value is last either way; equals have the newest first', async (t) => {
  const rows = [
    { id: 'none', usage: null, ...started(9) },
    { id: 'early', ...usage(5), ...started(1) },
    { id: 'late', ...usage(5), ...started(2) },
    { id: 'busy', ...usage(80), ...started(3) },
  ];
  t.same(sorted({ column: 'cpu', descending: true }, ...rows), ['busy', 'late', 'early', 'none']);
  t.same(sorted({ column: 'cpu', descending: false }, ...rows), ['late', 'early', 'busy', 'none']);
});

t.test('states are in the order of a life', async (t) => {
  const rows = (['failed', 'ready', 'queued'] as const).map((state) => ({ id: state, state }));
  t.same(sorted({ column: 'state', descending: false }, ...rows), ['queued', 'ready', 'failed']);
});

t.test('the same head turns the order round; another starts with what one looks for', async (t) => {
  t.same(nextOrder(firstOrder, 'started'), { column: 'started', descending: false });
  t.same(nextOrder(firstOrder, 'name'), { column: 'name', descending: false });
  t.same(nextOrder(firstOrder, 'memory'), { column: 'memory', descending: true });
});
