/**
 * Memory of the daemon's proxy beside its peers, each figure with fresh processes: 5,000 idle websockets, and a reader of 1 MB/s
 * for 60 s against a target that sends at full speed. The resident memory of all processes of a peer counts.
 *
 *     npm run bench -- proxy-memory [--quick] [--only=idle,slow] [--peers=trame-manager,nginx] [--write]
 */
import { bytesPerIdleWebsocket } from './proxy/clients/idle-websockets.ts';
import { growthWithSlowReader } from './proxy/clients/slow-reader.ts';
import { readOptions } from './proxy/options.ts';
import type { Peer } from './proxy/peer.ts';
import { createReport } from './proxy/report.ts';
import type { Samples } from './proxy/results.ts';
import { withPeers } from './proxy/with-peers.ts';

const options = readOptions(process.argv.slice(2));
const report = createReport(options);
const idleWebsockets = options.quick ? 200 : 5000;
const slowMs = options.quick ? 2000 : 60_000;
const measured = (name: string) => name !== 'direct' && name !== 'whole-way';
let wanted = false;

if (options.figures.includes('idle')) {
  wanted = true;
  await withPeers(options, measured, async (peers) => {
    const samples: Samples = {};
    for (const peer of peers) samples[peer.name] = await idle(peer);
    report.add('idle', 1, samples);
  });
}
for (const [figure, over] of [
  ['slow-websocket', 'websocket'],
  ['slow-get', 'get'],
] as const) {
  if (!options.figures.includes(figure)) continue;
  wanted = true;
  await withPeers(options, measured, async (peers) => {
    // At once: at 1 MB/s they are not in each other's way, and those that read all soon have too much.
    const grown = await Promise.all(peers.map((peer) => growthWithSlowReader(peer, over, slowMs)));
    const samples = peers.map((peer, index) => {
      const { bytes = 0, note = null } = grown[index] ?? {};
      return [peer.name, { values: [bytes / 1e6], costs: [], others: [], note }];
    });
    report.add(figure, 1, Object.fromEntries(samples));
  });
}
if (wanted) report.finish();

async function idle(peer: Peer) {
  try {
    return { values: [(await bytesPerIdleWebsocket(peer, idleWebsockets)) / 1000], costs: [], others: [], note: null };
  } catch (error) {
    return { values: [], costs: [], others: [], note: error instanceof Error ? error.message : String(error) };
  }
}
