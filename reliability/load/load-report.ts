import { type LoadFigures, percentile, type Spread } from '../figures.ts';
import type { Call } from './api-calls.ts';
import { cores } from './processor-shares.ts';
import type { LoadResult, LoadScale } from './run-load.ts';

/** As docs/reliability.json keeps it. */
export function loadFigures(result: LoadResult, scale: LoadScale): LoadFigures {
  const { api, before, after, traffic } = result;
  return {
    instances: scale.ended + scale.running,
    started_at_once: scale.atOnce,
    websockets: scale.websockets,
    pages: scale.watchers,
    messages_per_second: Math.round((2 * traffic.sent) / (result.tookMs / 1000)),
    api_ms: spread(ownCalls(api.calls)),
    api_calls: ownCalls(api.calls).length,
    quiet_ms: spread(byTime(result).quiet),
    bare_get_ms: spread(api.calls.filter(({ what }) => what === 'bare GET')),
    bare_put_ms: spread(api.calls.filter(({ what }) => what === 'bare PUT')),
    memory_bytes: { before: before.rssBytes, peak: result.peakRssBytes, after: after.rssBytes },
  };
}

/** Says what came of a run; gives what was wrong with it. */
export function reportLoad(result: LoadResult, scale: LoadScale, say: (text: string) => void): string[] {
  const { api, traffic, during, before, after, processors } = result;
  const seconds = result.tookMs / 1000;
  say(
    `\n${seconds.toFixed(0)} s with ${scale.ended + scale.running} instances listed, and ${scale.atOnce} more at times`,
  );
  say(
    `websockets: ${scale.websockets}, ${perSecond(traffic.sent * 2, seconds)} messages/s and ${perSecond(traffic.bytes / 1e6, seconds)} MB/s; ` +
      `${traffic.returned} of ${traffic.sent} came back, ${traffic.wrong} wrong, ${traffic.lost} websockets lost`,
  );
  say(
    `watchers: ${traffic.agreeing} of ${scale.watchers} agree, ${perSecond(traffic.events, seconds)} events/s; pages loaded: ${traffic.pages}`,
  );
  say(
    `processor, in cores of ${cores}: ${Object.entries(processors)
      .map(([name, share]) => `${name} ${share.toFixed(2)}`)
      .join(', ')}`,
  );
  say(`event loop late by ${shown(during.loopDelayMs)}`);
  say(
    `memory: ${megabytes(before.rssBytes)} before, ${megabytes(result.peakRssBytes)} at most, ${megabytes(after.rssBytes)} after`,
  );
  for (const [when, held] of Object.entries({ before, 'under load': during, after })) {
    say(
      `  ${when}: heap ${megabytes(held.heapBytes)} of ${megabytes(held.reservedHeapBytes)}, buffers ${megabytes(held.bufferBytes)}, other ${megabytes(held.externalBytes - held.bufferBytes)}`,
    );
  }
  say(`descriptors: ${before.descriptors} before, ${during.descriptors} under load, ${after.descriptors} after`);
  say(`\n${'API call'.padEnd(28)} ${'calls'.padStart(6)}    p50    p99    max ms`);
  const { busy, quiet } = byTime(result);
  const rows: [string, Call[]][] = [
    ...[...new Set(api.calls.map(({ what }) => what))]
      .sort()
      .map((what): [string, Call[]] => [what, api.calls.filter((call) => call.what === what)]),
    ['while launching or stopping', busy],
    ['at other times', quiet],
    ['all of the daemon', ownCalls(api.calls)],
  ];
  for (const [what, calls] of rows) {
    const { p50, p99, max } = spread(calls);
    say(
      `${what.padEnd(28)} ${String(calls.length).padStart(6)} ${[p50, p99, max].map((ms) => ms.toFixed(1).padStart(6)).join(' ')}`,
    );
  }
  const problems = problemsOf(result, scale);
  for (const problem of problems) say(`WRONG: ${problem}`);
  return problems;
}

/** What has to be right however slow the machine is. */
export function problemsOf(result: LoadResult, scale: LoadScale): string[] {
  const { api, traffic, listed, before, after, logged } = result;
  const problems = [
    ...new Set(api.wrong),
    ...(traffic.returned === traffic.sent ? [] : [`${traffic.sent - traffic.returned} messages did not come back`]),
    ...(traffic.wrong === 0 ? [] : [`${traffic.wrong} messages came back otherwise`]),
    ...(traffic.lost === 0 ? [] : [`${traffic.lost} websockets were closed`]),
    ...(traffic.agreeing === scale.watchers
      ? []
      : [`${scale.watchers - traffic.agreeing} watchers show something else`]),
    ...(traffic.gaps === 0 ? [] : [`${traffic.gaps} events were missing`]),
    ...(traffic.brokenPages === 0 ? [] : [`${traffic.brokenPages} pages did not load`]),
    ...(after.descriptors <= before.descriptors
      ? []
      : [`${after.descriptors - before.descriptors} descriptors stay open`]),
    ...logged,
  ];
  const expected = JSON.stringify(Object.entries(listed).sort());
  if (scale.watchers > 0 && JSON.stringify(Object.entries(traffic.shown).sort()) !== expected)
    problems.push('the watchers show something else than the list');
  return problems;
}

/** The daemon's calls: those made while instances were being launched or stopped, and the others. */
function byTime({ api, busy }: LoadResult): { busy: Call[]; quiet: Call[] } {
  const isBusy = ({ atMs }: Call) => busy.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
  const calls = ownCalls(api.calls);
  return { busy: calls.filter(isBusy), quiet: calls.filter((call) => !isBusy(call)) };
}

function ownCalls(calls: Call[]): Call[] {
  return calls.filter(({ isBare }) => !isBare);
}

function spread(calls: Call[]): Spread {
  const times = calls.map(({ tookMs }) => tookMs);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: percentile(times, 1) };
}

function perSecond(amount: number, seconds: number): string {
  return (amount / seconds).toFixed(amount / seconds < 10 ? 1 : 0);
}

function shown({ p50, p99, max }: { p50: number; p99: number; max: number }): string {
  return `${p50.toFixed(1)} / ${p99.toFixed(1)} / ${max.toFixed(1)} ms (p50 / p99 / max)`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
