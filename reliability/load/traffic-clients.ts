/**
 * A process of the load program: websockets through the proxy that carry messages both ways at a steady rate, pages that watch the
 * event feed, and pages that are loaded and left. Takes a TrafficOrder over IPC, answers "open" when all are open, and at "stop"
 * a TrafficReport.
 */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '../random.ts';
import { echoesOver, type MessageCounts } from './echoes.ts';
import { FeedWatcher } from './feed-watcher.ts';
import { loadPages } from './page-loads.ts';
import type { OpenedInstance } from './running-instances.ts';

export interface TrafficOrder {
  port: number;
  headers: Record<string, string>;
  instances: OpenedInstance[];
  websockets: number;
  watchers: number;
  /** Time between two messages of one websocket. */
  messageEveryMs: number;
  /** Time between two loads of the launcher page. */
  pageEveryMs: number;
  seed: number;
}

export interface TrafficReport extends MessageCounts {
  /** How many watchers show what the last of them shows; all when nothing got lost. */
  agreeing: number;
  /** What each watcher shows, where they agree: instances by id with their states. */
  shown: Record<string, string>;
  /** Events that all watchers got, and how many were dropped by the daemon. */
  events: number;
  droppedWatchers: number;
  /** Changes that did not follow the one before, of all watchers. */
  gaps: number;
  pages: number;
  brokenPages: number;
}

async function run(order: TrafficOrder): Promise<void> {
  const random = createRandom(order.seed);
  const watchers: FeedWatcher[] = [];
  for (let count = 0; count < order.watchers; count += 1) watchers.push(await FeedWatcher.open(order));
  const echoes = await echoesOver(order, random);
  const pages = loadPages(order);
  process.send?.('open');
  await once(process, 'message');
  const counts = await echoes.stop();
  const loaded = await pages.stop();
  const report: TrafficReport = { ...counts, ...loaded, ...(await compare(watchers)) };
  echoes.close();
  for (const watcher of watchers) watcher.close();
  process.send?.(report, () => process.disconnect());
}

/** What is under way arrives within a moment: they are given the time to agree. */
async function compare(watchers: FeedWatcher[]) {
  const states = () => watchers.map((watcher) => JSON.stringify(watcher.states()));
  for (const deadline = Date.now() + 20_000; Date.now() < deadline && new Set(states()).size > 1; ) await delay(50);
  const last = states().at(-1);
  return {
    agreeing: states().filter((shown) => shown === last).length,
    shown: last === undefined ? {} : (JSON.parse(last) as Record<string, string>),
    events: watchers.reduce((sum, { events }) => sum + events, 0),
    gaps: watchers.reduce((sum, { gaps }) => sum + gaps, 0),
    droppedWatchers: watchers.filter(({ ended }) => ended).length,
  };
}

if (process.send !== undefined) {
  process.once('disconnect', () => process.exit());
  const [order] = await once(process, 'message');
  await run(order as TrafficOrder);
}
