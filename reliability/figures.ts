import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { withFigures } from './reliability-page.ts';

/** What the programs of this directory measured last; docs/reliability.md shows it. All times in milliseconds. */
export interface ReliabilityFigures {
  machine?: MachineFigures;
  /** By what was broken: "kill-daemon", "full-disk", … */
  faults?: Record<string, FaultFigures>;
  startup?: StartupFigures;
  load?: LoadFigures;
  soak?: SoakFigures;
  fuzz?: FuzzFigures;
  mutation?: Record<string, MutationFigures>;
}

export interface MachineFigures {
  date: string;
  cores: number;
  cpu: string;
  memory_bytes: number;
  kernel: string;
  node: string;
}

export interface FaultFigures {
  /** As the table names it: "kill -9 of the daemon at a random moment". */
  title: string;
  tries: number;
  /** Instances that ran and that no list showed any more, or that ended though nobody asked for it. */
  lost: number;
  /** Processes, ports, sockets, descriptors or zombies of instances that had been stopped or removed. */
  orphaned: number;
  /** From the end of the fault (or the start of the next daemon) until the list was true again; null where nothing has to recover. */
  recovery_ms: Spread | null;
}

export interface StartupFigures {
  records: number;
  tries: number;
  /** From the start of the process to the launcher page, then to the list of instances. */
  first_answer_ms: { p50: number; p99: number };
  list_ms: { p50: number; p99: number };
  /** The same for the page at the first start after an installation. */
  first_start_ms: number;
  /** What Node takes to start and end without a program, to compare. */
  bare_node_ms: number;
}

export interface Spread {
  p50: number;
  p99: number;
  max: number;
}

export interface LoadFigures {
  instances: number;
  started_at_once: number;
  websockets: number;
  pages: number;
  messages_per_second: number;
  api_ms: Spread;
  api_calls: number;
  /** Of these the ones made while nothing was being launched or stopped. */
  quiet_ms?: Spread;
  /** The same of a bare server of Node on the same machine at the same time: calls that only answer, and calls that keep a file. */
  bare_get_ms?: Spread;
  bare_put_ms?: Spread;
  memory_bytes: { before: number; peak: number; after: number };
}

export interface SoakFigures {
  minutes: number;
  requests: number;
  /** At equal intervals, from the beginning to the end. */
  rss_bytes: number[];
  heap_bytes: number[];
  /** When all had ended and the daemon had been left alone for a moment. */
  after_rest: { rss_bytes: number; heap_bytes: number };
  /** Growth of the resident memory over the second half, from a straight line through it. */
  growth_bytes_per_hour: number;
}

export interface FuzzFigures {
  seed: number;
  http_requests: number;
  upgrades: number;
  /** Answers by the class of their status: {"2xx": 10, "4xx": 90}. */
  answers: Record<string, number>;
  closed: number;
  unanswered: number;
  unexpected_5xx: number;
  daemon_ended: number;
}

export interface MutationFigures {
  /** How many mutants there are, and how many of them were tried: all, or a random sample. */
  mutants: number;
  tried: number;
  killed: number;
  timed_out: number;
  survived: number;
  no_coverage: number;
  /** Killed or timed out, of those tried; 0 to 100. */
  score: number;
}

/** Keeps one part of the figures in docs/reliability.json and shows it in docs/reliability.md; the others stay as they are. */
export function saveFigures<Part extends keyof ReliabilityFigures>(part: Part, value: ReliabilityFigures[Part]): void {
  const known = readFigures();
  const next = part === 'faults' || part === 'mutation' ? { ...(known[part] ?? {}), ...value } : value;
  const figures = { ...known, machine: thisMachine(), [part]: next };
  writeFileSync(docs('reliability.json'), `${JSON.stringify(figures, null, 2)}\n`);
  writeFileSync(docs('reliability.md'), withFigures(readFileSync(docs('reliability.md'), 'utf8'), figures));
}

/** The figures as last kept; nothing where none were. */
export function readFigures(): ReliabilityFigures {
  return existsSync(docs('reliability.json')) ? JSON.parse(readFileSync(docs('reliability.json'), 'utf8')) : {};
}

function thisMachine(): MachineFigures {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: os.availableParallelism(),
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    memory_bytes: os.totalmem(),
    kernel: `${os.type()} ${os.release()}`,
    node: process.versions.node,
  };
}

function docs(file: string): URL {
  return new URL(`../docs/${file}`, import.meta.url);
}

/** The value below which `share` (0 to 1) of the samples lie; 0 of no samples. */
export function percentile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
