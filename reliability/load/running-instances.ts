import { setTimeout as delay } from 'node:timers/promises';
import { FeedWatcher } from './feed-watcher.ts';
import type { ListedInstance, MeasuredDaemon } from './measured-daemon.ts';

/** An instance that a browser was let in to. */
export interface OpenedInstance {
  id: string;
  /** "/proxy/40123/" */
  path: string;
  /** "name=value" */
  cookie: string;
}

const startLimitMs = 60_000;

/** Launches so many echo apps at once; resolves to their ids when each answers. @throws Error when one does not in 60 s */
export async function launchTogether(daemon: MeasuredDaemon, count: number): Promise<string[]> {
  const launches = Array.from({ length: count }, () => daemon.call<ListedInstance>('POST', 'apps/echo/instances', {}));
  const ids = (await Promise.all(launches)).map(({ id }) => id);
  await untilAll(daemon, ids, 'ready');
  return ids;
}

/** Resolves when all of them are in this state; hears of it as a page does, so that asking is no part of what is measured. */
export async function untilAll(daemon: MeasuredDaemon, ids: string[], state: string): Promise<void> {
  const watcher = await FeedWatcher.open(daemon);
  try {
    for (const deadline = Date.now() + startLimitMs; Date.now() < deadline; await delay(20)) {
      const states = watcher.states();
      const failed = ids.find((id) => states[id] === 'failed' && state !== 'failed');
      if (failed !== undefined) throw new Error(`Instance ${failed} failed.`);
      if (ids.every((id) => states[id] === state)) return;
    }
    throw new Error(`Not all of ${ids.length} instances were ${state} within ${startLimitMs / 1000} s.`);
  } finally {
    watcher.close();
  }
}

/** Visits an instance by a one-time link, as a browser does. */
export async function openInstance(daemon: MeasuredDaemon, id: string): Promise<OpenedInstance> {
  const { path } = await daemon.call<ListedInstance>('GET', `instances/${id}`);
  const { url } = await daemon.call<{ url: string }>('POST', `instances/${id}/links`, {});
  const visit = await fetch(new URL(url, daemon.base), { redirect: 'manual', headers: daemon.headers });
  await visit.arrayBuffer();
  const cookie = visit.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`The link of ${id} was answered with ${visit.status} and no cookie.`);
  return { id, path, cookie };
}
