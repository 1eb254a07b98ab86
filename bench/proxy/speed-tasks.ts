import { echoTimes } from './clients/echoes.ts';
import type { Measured } from './clients/measured.ts';
import { pushRate } from './clients/pushes.ts';
import { requestRate } from './clients/small-requests.ts';
import { downloadRate, uploadRate } from './clients/transfers.ts';
import type { FigureId } from './figures.ts';
import type { Peer } from './peer.ts';

/** One kind of measurement, which gives a value for each of its figures. */
export interface Task {
  figures: FigureId[];
  measure(peer: Peer): Promise<Measured>;
  /** About a peer that is measured in another way. */
  note?(peer: Peer): string | null;
}

/** All measurements of speed. */
export function speedTasks(quick: boolean): Task[] {
  const measureMs = quick ? 200 : 1200;
  const transferBytes = quick ? 40e6 : 400e6;
  const downloadBytes = (peer: Peer) =>
    Math.min(transferBytes, beforeIsJupyter(peer) ? 90e6 : Number.POSITIVE_INFINITY);
  return [
    { figures: ['push-1mb'], measure: (peer) => pushRate(peer, 1024 * 1024, measureMs) },
    { figures: ['push-64kb'], measure: (peer) => pushRate(peer, 64 * 1024, measureMs) },
    {
      figures: ['echo-p50', 'echo-p99'],
      measure: (peer) => echoTimes(peer, quick ? 500 : 5000),
    },
    {
      figures: ['get'],
      measure: (peer) => downloadRate(peer, downloadBytes(peer)),
      note: (peer) => (downloadBytes(peer) < transferBytes ? 'of 90 MB; refuses more than 100' : null),
    },
    { figures: ['post'], measure: (peer) => uploadRate(peer, transferBytes) },
    { figures: ['requests'], measure: (peer) => requestRate(peer, 32, measureMs) },
  ];
}

/** jupyter-server-proxy answers 599 instead of more than 100 MB. */
function beforeIsJupyter(peer: Peer): boolean {
  return peer.name === 'jupyter-server-proxy' || peer.name === 'whole-way';
}
