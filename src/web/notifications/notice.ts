import { type InstanceState, isLive } from '../../domain/instance.ts';
import type { PageState } from '../store.ts';

/** Something that somebody may be waiting for: it became ready, it failed, or its time is nearly over. */
export interface Notice {
  kind: 'ready' | 'failed' | 'ends-soon';
  of: 'instance' | 'server';
  id: string;
  name: string;
  /** Why it failed; null: not known, or it did not. */
  reason: string | null;
  /** So much time is left, in milliseconds; null unless it ends soon. */
  leftMs: number | null;
  /** The same for the same change, in every page. */
  key: string;
}

/** What notices are made of: an instance or a ParaView server. */
interface Watched {
  id: string;
  name: string;
  state: InstanceState;
  state_reason: string | null;
  /** ISO 8601 times; null: not (yet). */
  ready_at: string | null;
  ended_at: string | null;
  ends_at: string | null;
}

/** Time left at which the end is told of. */
const marksMs = [600_000, 120_000];

/**
 * What became ready or failed between two states of the page: nothing at its start, as what is there then is news to
 * nobody, but all that was missed while the connection was lost.
 */
export function changeNotices(now: PageState, before: PageState): Notice[] {
  if (!before.loaded || before.connection === 'connecting') return [];
  return [
    ...changesOf('instance', now.instances, before.instances),
    ...changesOf('server', now.servers, before.servers),
  ];
}

/** Whose time left fell to one of the marks after `sinceMs` and until `nowMs` (the daemon's time); the nearest mark each. */
export function timeNotices(state: PageState, sinceMs: number, nowMs: number): Notice[] {
  return endingThings(state).flatMap(([of, thing, endsMs]) => {
    const markMs = marksMs.findLast((mark) => endsMs - mark > sinceMs && endsMs - mark <= nowMs);
    if (markMs === undefined || endsMs <= nowMs) return [];
    const key = `ends-soon:${thing.id}:${thing.ends_at}:${markMs}`;
    return [{ ...noticeOf('ends-soon', of, thing), leftMs: endsMs - nowMs, key }];
  });
}

/** When the next mark is reached, in the daemon's time; null while none is known. */
export function nextMarkMs(state: PageState, nowMs: number): number | null {
  const marks = endingThings(state).flatMap(([, , endsMs]) => marksMs.map((markMs) => endsMs - markMs));
  const ahead = marks.filter((atMs) => atMs > nowMs);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

function changesOf(
  of: Notice['of'],
  now: ReadonlyMap<string, Watched>,
  before: ReadonlyMap<string, Watched>,
): Notice[] {
  if (now === before) return [];
  return [...now.values()].flatMap((thing) => {
    const kind = changeOf(thing, before.get(thing.id));
    return kind === null ? [] : [noticeOf(kind, of, thing)];
  });
}

function changeOf(thing: Watched, before: Watched | undefined): 'ready' | 'failed' | null {
  if (before === undefined || before.state === thing.state) return null;
  if (thing.state === 'failed') return before.state === 'stopped' ? null : 'failed';
  // What was lost from sight and comes back has been ready before.
  return thing.state === 'ready' && thing.ready_at !== before.ready_at ? 'ready' : null;
}

function noticeOf(kind: Notice['kind'], of: Notice['of'], thing: Watched): Notice {
  const { id, name, state_reason, ready_at, ended_at } = thing;
  const reason = kind === 'failed' ? state_reason : null;
  return { kind, of, id, name, reason, leftMs: null, key: `${kind}:${id}:${kind === 'ready' ? ready_at : ended_at}` };
}

function endingThings({ instances, servers }: PageState): [Notice['of'], Watched, number][] {
  const ending = (of: Notice['of'], things: Iterable<Watched>): [Notice['of'], Watched, number][] =>
    [...things]
      .filter(({ state, ends_at }) => ends_at !== null && isLive(state) && state !== 'queued')
      .map((thing) => [of, thing, Date.parse(thing.ends_at ?? '')]);
  return [...ending('instance', instances.values()), ...ending('server', servers.values())];
}
