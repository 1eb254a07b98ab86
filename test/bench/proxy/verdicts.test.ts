import t from 'tap';
import type { PeerName } from '../../../bench/proxy/peer.ts';
import { summarize } from '../../../bench/proxy/results.ts';
import { verdictsOf } from '../../../bench/proxy/verdicts.ts';

t.test('a figure must be above, or below, those peers that were measured', (t) => {
  t.same(reached('push-1mb', { direct: 1000, 'trame-manager': 500, nginx: 499, haproxy: 498 }), [true, false]);
  t.same(reached('push-1mb', { direct: 1000, 'trame-manager': 600, nginx: 601, haproxy: 498 }), [false, true]);
  t.same(reached('get', { 'trame-manager': 300, nginx: 300, 'http-proxy': 200 }), [true, true]);
  t.same(reached('get', { 'trame-manager': 299, nginx: 300, 'http-proxy': 200 }), [false, false]);
  t.same(reached('echo-p50', { 'trame-manager': 110, nginx: 100, 'configurable-http-proxy': 111 }), [true, true]);
  t.same(reached('echo-p50', { 'trame-manager': 111, nginx: 100, 'configurable-http-proxy': 110 }), [false, false]);
  t.same(reached('slow-get', { 'trame-manager': 16 }), [true]);
  t.same(reached('slow-get', { 'trame-manager': 16.1 }), [false]);
  t.end();
});

t.test('without the peers nothing is said, and without the daemon there is no verdict', (t) => {
  t.same(reached('requests', { 'trame-manager': 10, 'http-proxy': 5 }), [true, null, null]);
  t.same(reached('requests', { nginx: 10, 'http-proxy': 5 }), []);
  t.end();
});

t.test('rounds become their median, range and ratio to the direct one', (t) => {
  const sample = (...values: number[]) => ({ values, costs: [4, 5, 600], others: [0, 0, 0], note: null });
  const failed = { values: [], costs: [], others: [], note: 'answered "599"' };
  t.same(summarize({ direct: sample(10, 30, 20), nginx: sample(1, 5, 3), haproxy: failed }), {
    direct: { median: 20, min: 10, max: 30, ratio: 1, cost: null, note: null },
    nginx: { median: 3, min: 1, max: 5, ratio: 0.15, cost: 5, note: null },
    haproxy: { median: null, min: null, max: null, ratio: null, cost: null, note: 'answered "599"' },
  });
  t.end();
});

function reached(figure: Parameters<typeof verdictsOf>[0], medians: Partial<Record<PeerName, number>>) {
  const samples = Object.entries(medians).map(([name, value]) => [
    name,
    { values: [value], costs: [], others: [], note: null },
  ]);
  return verdictsOf(figure, summarize(Object.fromEntries(samples))).map(({ holds }) => holds);
}
