import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FigureId, figureIds } from './figures.ts';
import { type PeerName, peerNames } from './peer.ts';

/** What a run was asked for. */
export interface BenchOptions {
  figures: FigureId[];
  peers: PeerName[];
  /** Little data and few rounds: shows that everything works, not how fast. */
  quick: boolean;
  /** Measure again what other programs disturbed. */
  patient: boolean;
  /** Refresh docs/performance.*. */
  write: boolean;
  /** A file that gets the results as JSON; null for none. */
  json: string | null;
  /** Of each speed figure; null: the default. */
  rounds: number | null;
  /** The daemon's program; that of another checkout can be measured too. */
  main: string;
}

/**
 * Reads the command line: `--quick`, `--only=push,echo` (beginnings of figures' names), `--peers=direct,nginx`, `--rounds=5`,
 * `--patient`, `--write`, `--json=FILE`, `--main=FILE`.
 *
 * @throws Error about what is not understood
 */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      peers: { type: 'string', default: peerNames.join(',') },
      rounds: { type: 'string' },
      patient: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      json: { type: 'string' },
      main: { type: 'string', default: fileURLToPath(new URL('../../src/main.ts', import.meta.url)) },
    },
  });
  const peers = values.peers.split(',');
  const unknown = peers.find((name) => !(peerNames as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no peer "${unknown}", but ${peerNames.join(', ')}.`);
  if (values.quick && values.write) throw new Error('A quick run says nothing about speed: --write needs a full one.');
  const only = values.only.split(',');
  return {
    figures: figureIds.filter((id) => only.some((start) => id.startsWith(start))),
    peers: peerNames.filter((name) => peers.includes(name)),
    quick: values.quick,
    patient: values.patient,
    write: values.write,
    json: values.json ?? null,
    rounds: values.rounds === undefined ? null : Number(values.rounds),
    main: values.main,
  };
}
