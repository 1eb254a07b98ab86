import t from 'tap';
import { leftovers } from '../../reliability/load/run-soak.ts';
import { soakSvg } from '../../reliability/load/soak-plot.ts';
import { growthPerHour } from '../../reliability/load/soak-report.ts';

const held = {
  rssBytes: 1e8,
  heapBytes: 2e7,
  reservedHeapBytes: 4e7,
  externalBytes: 1e7,
  bufferBytes: 1e6,
  descriptors: 25,
  resources: { TCPServerWrap: 1 },
  loopDelayMs: { p50: 0, p99: 0, max: 0 },
  children: 0,
  sessionDirectories: 0,
  watches: 3,
};

t.test('the growth is that of a straight line through the samples', async (t) => {
  const at = (minute: number, megabytes: number) => ({
    atMs: minute * 60_000,
    rssBytes: megabytes * 1e6,
    heapBytes: 0,
  });
  t.equal(Math.round(growthPerHour([at(0, 100), at(1, 101), at(2, 102)])), 60e6);
  t.equal(growthPerHour([at(0, 100), at(1, 104), at(2, 104), at(3, 100)]), 0, 'noise is no growth');
  t.equal(growthPerHour([]), 0);
});

t.test('what stays is said, what went is not', async (t) => {
  t.strictSame(leftovers(held, { ...held, descriptors: 20, resources: {} }), []);
  const after = {
    ...held,
    descriptors: 26,
    watches: 4,
    children: 1,
    resources: { TCPServerWrap: 1, TCPSocketWrap: 2 },
  };
  t.strictSame(leftovers(held, after), [
    'descriptors: 26 at the end, 25 at the beginning',
    'children: 1 at the end, 0 at the beginning',
    'watches: 4 at the end, 3 at the beginning',
    'active TCPSocketWrap: 2 at the end, 0 at the beginning',
  ]);
});

t.test('the picture shows both curves', async (t) => {
  const svg = soakSvg({
    minutes: 30,
    requests: 1000,
    rss_bytes: [100e6, 110e6],
    heap_bytes: [20e6, 25e6],
    after_rest: { rss_bytes: 100e6, heap_bytes: 20e6 },
    growth_bytes_per_hour: 0,
  });
  t.equal(svg.match(/<polyline /g)?.length, 2);
  t.notMatch(svg, /NaN|undefined/);
});
