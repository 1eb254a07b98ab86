import type { Instance } from '../../domain/instance.ts';
import { isLive } from '../../domain/instance.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { ConnectionBook } from './connection-book.ts';
import type { Entry } from './connections-context.ts';
import { giveUp, judgeWaiting } from './waiting.ts';

const defaultPollMs = 5000;
/** Changes come in bursts, and a server's end is seen by its log before its connections are gone. */
const hintDelayMs = 100;

/**
 * Looks at all links when an instance or a server changed, and every few seconds while there is an app that could have one.
 * Connects those that waited for a server.
 */
export function startWatching(
  book: ConnectionBook,
  connect: (entry: Entry, serverId: string) => Promise<unknown>,
): { hurry: () => void; stop: () => void } {
  const { instances, servers, log, takenOver, pollMs = defaultPollMs } = book;
  const missing = new Map<string, number>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let hinted: NodeJS.Timeout | null = null;
  let unwatch: (() => void) | null = null;

  const attend = async () => {
    // A server that was not found yet is not one that ended.
    await takenOver;
    await book.refresh();
    const entries = [...book.entries.values()];
    for (const entry of entries) await attendWaiting(book, entry, missing, connect);
    // Servers that run by hand are looked for only while somebody wants to know of them.
    if (!stopped && entries.some(dependsOnServer)) unwatch ??= servers.watch();
    else stopWatching();
  };
  const stopWatching = () => {
    unwatch?.();
    unwatch = null;
  };
  const lookSoon = () => {
    if (stopped) return;
    hinted ??= setTimeout(() => {
      hinted = null;
      void round();
    }, hintDelayMs).unref();
  };
  const round = async () => {
    clearTimeout(timer);
    await attend().catch((error: unknown) => log.error({ err: error }, 'the connections of apps cannot be looked at'));
    clearTimeout(timer);
    if (!stopped && hasWork(book)) timer = setTimeout(() => void round(), pollMs).unref();
  };

  const seen = new Map<string, string>();
  const onInstance = (instance: Instance) => {
    const { id, state, started_at, ready_at } = instance;
    if (isNews(seen, id, `${state} ${started_at} ${ready_at}`)) lookSoon();
  };
  const onServer = ({ id, state, host, port }: ParaViewServer) => {
    if (isNews(seen, id, `${state} ${host} ${port}`)) lookSoon();
  };
  const onGone = (id: string) => {
    seen.delete(id);
    missing.delete(id);
    lookSoon();
  };
  instances.on('change', onInstance).on('remove', onGone);
  servers.on('change', onServer).on('remove', onGone);
  lookSoon();

  return {
    hurry: lookSoon,
    stop() {
      stopped = true;
      stopWatching();
      clearTimeout(timer);
      if (hinted) clearTimeout(hinted);
      instances.off('change', onInstance).off('remove', onGone);
      servers.off('change', onServer).off('remove', onGone);
    },
  };
}

/** Most changes are figures (processor, memory, viewers), which links do not depend on. */
function isNews(seen: Map<string, string>, id: string, now: string): boolean {
  if (seen.get(id) === now) return false;
  seen.set(id, now);
  return true;
}

function dependsOnServer({ note }: Entry): boolean {
  return note.waiting_for !== null || (note.connected_since !== null && note.lost_at === null);
}

function hasWork({ instances }: ConnectionBook): boolean {
  return instances.list().some(({ id, state }) => (isLive(state) || state === 'lost') && instances.record(id).paraview);
}

async function attendWaiting(
  book: ConnectionBook,
  entry: Entry,
  missing: Map<string, number>,
  connect: (entry: Entry, serverId: string) => Promise<unknown>,
): Promise<void> {
  const { waiting_for: serverId } = entry.note;
  if (serverId === null) return void missing.delete(entry.id);
  const isKnown = book.servers.list().some(({ id }) => id === serverId);
  if (isKnown) missing.delete(entry.id);
  else if (!missing.has(entry.id)) missing.set(entry.id, performance.now());
  const verdict = judgeWaiting(book, entry, missing.get(entry.id) ?? null);
  if (verdict.kind === 'give_up') await giveUp(book, entry, verdict.reason);
  // Its outcome shows in the connection's state.
  if (verdict.kind === 'connect') void connect(entry, verdict.serverId).catch(() => undefined);
}
