import type { FigureId } from './figures.ts';
import type { PeerName } from './peer.ts';
import type { PeerResult } from './results.ts';

/** Whether a figure is where it has to be. */
export interface Verdict {
  /** "above every peer". */
  text: string;
  /** An aim may be missed. */
  aim: boolean;
  /** null: the peers that it compares with were not measured. */
  holds: boolean | null;
}

type Medians = (...names: PeerName[]) => number[];
type Rule = (ours: number, medians: Medians) => boolean | null;

/** What a figure must reach, and what it aims at, checked. Empty when the daemon was not measured. */
export function verdictsOf(figure: FigureId, peers: Partial<Record<PeerName, PeerResult>>): Verdict[] {
  const ours = peers['trame-manager']?.median;
  if (ours === undefined || ours === null) return [];
  const medians: Medians = (...names) => names.map((name) => peers[name]?.median).filter((value) => value != null);
  return rules[figure].map(({ text, aim = false, rule }) => ({ text, aim, holds: rule(ours, medians) }));
}

const inC: PeerName[] = ['nginx', 'haproxy'];
const inNodeOrPython: PeerName[] = ['http-proxy', 'configurable-http-proxy', 'jupyter-server-proxy'];

const pushes = [
  { text: 'above every peer', rule: atLeast(1, ...inC, ...inNodeOrPython) },
  { text: 'aim: 0.6 × direct', aim: true, rule: atLeast(0.6, 'direct') },
];
const transfers = [
  { text: '1.5 × the best Node or Python peer', rule: atLeast(1.5, ...inNodeOrPython) },
  { text: 'aim: nginx', aim: true, rule: atLeast(1, 'nginx') },
];
const growth = [{ text: 'at most 16 MB', rule: (ours: number) => ours <= 16 }];

const rules: Record<FigureId, { text: string; aim?: boolean; rule: Rule }[]> = {
  'push-1mb': pushes,
  'push-64kb': pushes,
  'echo-p50': [
    { text: 'below every Node and Python peer', rule: atMost(1, ...inNodeOrPython) },
    { text: 'within 1.1 × nginx', rule: atMost(1.1, 'nginx') },
  ],
  'echo-p99': [
    { text: 'below every Node and Python peer', rule: atMost(1, ...inNodeOrPython) },
    { text: 'below nginx', rule: atMost(1, 'nginx') },
  ],
  get: transfers,
  post: transfers,
  requests: [
    { text: '1.3 × @fastify/http-proxy', rule: atLeast(1.3, 'http-proxy') },
    { text: 'above configurable-http-proxy', rule: atLeast(1, 'configurable-http-proxy') },
    { text: 'aim: 0.6 × nginx', aim: true, rule: atLeast(0.6, 'nginx') },
  ],
  idle: [{ text: 'at most 12 kB', rule: (ours) => ours <= 12 }],
  'slow-websocket': growth,
  'slow-get': growth,
};

/** That many times each of those that were measured. */
function atLeast(times: number, ...names: PeerName[]): Rule {
  return (ours, medians) => (medians(...names).length === 0 ? null : ours >= times * Math.max(...medians(...names)));
}

function atMost(times: number, ...names: PeerName[]): Rule {
  return (ours, medians) => (medians(...names).length === 0 ? null : ours <= times * Math.min(...medians(...names)));
}
