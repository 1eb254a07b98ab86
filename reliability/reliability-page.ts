import type { FaultFigures, MachineFigures, MutationFigures, ReliabilityFigures } from './figures.ts';
import { markdownTable } from './markdown-table.ts';

/**
 * docs/reliability.md with what follows from the figures put between its markers. A part that was never measured says so.
 * @throws Error when the page has no place for a part
 */
export function withFigures(page: string, figures: ReliabilityFigures): string {
  const parts = {
    machine: machineText(figures.machine),
    faults: faultTable(figures.faults),
    startup: startupText(figures),
    load: loadTable(figures),
    soak: soakText(figures),
    fuzz: fuzzTable(figures),
    mutation: mutationTable(figures.mutation),
  };
  return Object.entries(parts).reduce((text, [name, part]) => replacePart(text, name, part), page);
}

const notMeasured = 'Not measured yet.';

function machineText(machine: MachineFigures | undefined): string {
  if (machine === undefined) return notMeasured;
  const { date, cores, cpu, memory_bytes, kernel, node } = machine;
  return `Measured on ${date}: ${cores} cores (${cpu}), ${Math.round(memory_bytes / 2 ** 30)} GB, ${kernel}, Node ${node}.`;
}

function faultTable(faults: Record<string, FaultFigures> | undefined): string {
  if (faults === undefined) return notMeasured;
  const rows = Object.values(faults).map(({ title, tries, lost, orphaned, recovery_ms: recovery }) => [
    title,
    count(tries),
    count(lost),
    count(orphaned),
    ...(recovery === null ? ['–', '–', '–'] : [seconds(recovery.p50), seconds(recovery.p99), seconds(recovery.max)]),
  ]);
  return markdownTable(['fault', 'tries', 'lost', 'orphaned', 'true again, p50', 'p99', 'longest'], rows);
}

function startupText({ startup }: ReliabilityFigures): string {
  if (startup === undefined) return notMeasured;
  const { records, tries, first_answer_ms, list_ms, first_start_ms, bare_node_ms } = startup;
  return [
    `With ${records} old records the launcher page was answered ${milliseconds(first_answer_ms.p50)} after the start (median of`,
    `${tries}; p99 ${milliseconds(first_answer_ms.p99)}), and the list of instances ${milliseconds(list_ms.p50)} after it. The first start after an`,
    `installation took ${milliseconds(first_start_ms)}: later ones find compiled code. Node itself takes ${milliseconds(bare_node_ms)} of this to start and end.`,
  ].join('\n');
}

function loadTable({ load }: ReliabilityFigures): string {
  if (load === undefined) return notMeasured;
  const { api_ms, quiet_ms, bare_get_ms, bare_put_ms, memory_bytes: memory } = load;
  return markdownTable(
    ['what', 'figure'],
    [
      ['instances listed', count(load.instances)],
      ['of these started at once', count(load.started_at_once)],
      ['websockets with traffic', count(load.websockets)],
      ['messages a second', count(load.messages_per_second)],
      ['pages watching', count(load.pages)],
      ['API calls beside them', count(load.api_calls)],
      ['API calls, p50', milliseconds(api_ms.p50)],
      ['API calls, p99', milliseconds(api_ms.p99)],
      ['API calls, longest', milliseconds(api_ms.max)],
      ...(quiet_ms ? [['API calls while nothing starts or stops, p99', milliseconds(quiet_ms.p99)]] : []),
      ...(bare_get_ms ? [['a bare server’s answers at the same time, p99', milliseconds(bare_get_ms.p99)]] : []),
      ...(bare_put_ms ? [['a bare server that keeps a file, p99', milliseconds(bare_put_ms.p99)]] : []),
      ['resident memory before', megabytes(memory.before)],
      ['resident memory, peak', megabytes(memory.peak)],
      ['resident memory after', megabytes(memory.after)],
    ],
  );
}

function soakText({ soak }: ReliabilityFigures): string {
  if (soak === undefined) return notMeasured;
  const { rss_bytes: rss } = soak;
  const growth = soak.growth_bytes_per_hour / 1e6;
  const { rss_bytes: restRss, heap_bytes: restHeap } = soak.after_rest;
  return [
    `${soak.minutes} minutes, ${count(soak.requests)} requests: resident memory ${megabytes(Math.min(...rss))} to ${megabytes(Math.max(...rss))}; a line`,
    `through the second half rises by ${growth.toFixed(1)} MB an hour. At rest again, garbage collected: ${megabytes(restRss)}, ${megabytes(restHeap)} of heap (${megabytes(soak.heap_bytes[0] ?? 0)} before).`,
  ].join('\n');
}

function fuzzTable({ fuzz }: ReliabilityFigures): string {
  if (fuzz === undefined) return notMeasured;
  const answers = Object.entries(fuzz.answers).map(([kind, number]) => [`answered ${kind}`, count(number)]);
  return markdownTable(
    ['what', `count (seed ${fuzz.seed})`],
    [
      ['HTTP requests', count(fuzz.http_requests)],
      ['upgrade requests', count(fuzz.upgrades)],
      ...answers,
      ['connection closed', count(fuzz.closed)],
      ['neither answered nor closed', count(fuzz.unanswered)],
      ["5xx that is not an instance's own", count(fuzz.unexpected_5xx)],
      ['ends of the daemon', count(fuzz.daemon_ended)],
    ],
  );
}

function mutationTable(mutation: Record<string, MutationFigures> | undefined): string {
  if (mutation === undefined) return notMeasured;
  const rows = Object.entries(mutation).map(([group, figures]) => [
    group,
    count(figures.mutants),
    count(figures.tried),
    count(figures.killed + figures.timed_out),
    count(figures.survived),
    count(figures.no_coverage),
    `${figures.score.toFixed(1)} %`,
  ]);
  return markdownTable(['code', 'mutants', 'tried', 'noticed', 'survived', 'not covered', 'score'], rows);
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(2)} s`;
}

function milliseconds(durationMs: number): string {
  return `${durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)} ms`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** "… <!-- load -->\n…\n<!-- /load --> …" with the text between. */
function replacePart(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/reliability.md has no place for "${name}".`);
  return `${page.slice(0, from + begin.length)}${text}${page.slice(to)}`;
}
