import type { EventEmitter } from 'node:events';
import type { Favourites } from '../domain/favourites.ts';
import type { ShownField } from '../domain/form.ts';
import type { AppListing } from '../domain/trame-app.ts';
import type { FavouriteBook } from './favourites.ts';
import { gatherChanges } from './gathered-changes.ts';
import type { AppCatalog, Instances, JobQueue, ParaViewServers } from './ports.ts';

/** A client of the feed: what the feed needs of a websocket. */
export interface FeedSocket {
  /** Bytes handed over and not yet sent. */
  readonly bufferedAmount: number;
  send(text: string): void;
  /** Sends the code after what waits, and cuts the connection off when that takes too long. */
  close(code: number, reason: string): void;
}

export interface EventFeed {
  /** Sends the snapshot, then every change, until the returned function is called. */
  join(socket: FeedSocket): Promise<() => void>;
  /** What a snapshot says, as JSON text, from what is known at once; null while apps were never looked for. */
  snapshot(): string | null;
  close(): void;
}

export interface EventFeedOptions {
  apps: AppCatalog;
  instances: Instances;
  servers: ParaViewServers;
  queue: JobQueue;
  favourites: FavouriteBook;
  presets: EventEmitter<{ change: [] }>;
  /** The system as the REST API shows it. */
  system: () => unknown;
  /** A listing as the REST API shows it. */
  presentApps: (listing: AppListing) => object;
}

/** A reader that is this far behind is dropped with close code 4008; it comes back for a new snapshot. */
const maximumBufferedBytes = 4 * 1024 * 1024;
const tooSlow = 4008;

/**
 * One sequence of events for all viewers: `snapshot` first, then `instance`, `instance_removed`, `server`, `server_removed`,
 * `servers_form`, `queue`, `favourites`, `presets` and `apps`, each with `seq`. A change is turned into text once, however many watch; the first of one
 * instance or server goes out at once, quick further ones are gathered. While somebody watches, the scheduler is asked more often.
 */
export function createEventFeed(options: EventFeedOptions): EventFeed {
  const { apps, instances, servers, queue, favourites, presets } = options;
  const sockets = new Set<FeedSocket>();
  /** The form that starts a server, as last known: its choices come from the scheduler, which nobody waits for here. */
  let fields: ShownField[] = [];
  let seq = 0;

  const broadcast = (event: object) => {
    seq += 1;
    const text = JSON.stringify({ ...event, seq });
    for (const socket of sockets) {
      if (socket.bufferedAmount > maximumBufferedBytes) drop(socket);
      else socket.send(text);
    }
  };
  const gathered = gatherChanges(broadcast);
  const drop = (socket: FeedSocket) => {
    sockets.delete(socket);
    socket.close(tooSlow, 'Reading too slowly; connect again for a new snapshot');
  };
  const serversForm = () => ({ fields, can_start: servers.canStart, title: servers.startsJobs ? queue.title : null });
  const refreshForm = async () => {
    const now = await servers.form().catch(() => null);
    if (now === null || JSON.stringify(now) === JSON.stringify(fields)) return;
    fields = now;
    broadcast({ type: 'servers_form', servers_form: serversForm() });
  };
  const showQueue = () => ({ title: queue.title, contact: queue.contact(), jobs: queue.list() });
  const snapshotWith = (listing: AppListing) =>
    JSON.stringify({
      type: 'snapshot',
      seq,
      system: options.system(),
      ...options.presentApps(listing),
      instances: instances.list(),
      servers: servers.list(),
      servers_form: serversForm(),
      queue: showQueue(),
      favourites: favourites.last(),
    });
  const stopListening = listenTo([
    [instances, 'change', (instance: Shown) => gathered.change(instance.id, { type: 'instance', instance })],
    [instances, 'remove', (id: string) => gathered.remove(id, { type: 'instance_removed', id })],
    [servers, 'change', (server: Shown) => gathered.change(server.id, { type: 'server', server })],
    [servers, 'remove', (id: string) => gathered.remove(id, { type: 'server_removed', id })],
    [queue, 'change', () => broadcast({ type: 'queue', queue: showQueue() })],
    [favourites, 'change', (now: Favourites) => broadcast({ type: 'favourites', favourites: now })],
    // Whoever shows them asks for them: their values may be long.
    [presets, 'change', () => broadcast({ type: 'presets' })],
    [apps, 'change', (listing: AppListing) => broadcast({ type: 'apps', ...options.presentApps(listing) })],
  ]);

  return {
    async join(socket) {
      const [listing] = await Promise.all([apps.list(), favourites.read()]);
      socket.send(snapshotWith(listing));
      sockets.add(socket);
      const looksAway = [queue.watch(), servers.watch()];
      void refreshForm();
      return () => {
        sockets.delete(socket);
        for (const lookAway of looksAway.splice(0)) lookAway();
      };
    },
    snapshot() {
      const listing = apps.known();
      return listing === null ? null : snapshotWith(listing);
    },
    close() {
      stopListening();
      gathered.close();
      for (const socket of sockets) socket.close(1001, 'The daemon is ending');
      sockets.clear();
    },
  };
}

/** Ids of instances and of servers are never the same: both are random. */
interface Shown {
  id: string;
}

interface Emitter {
  on(event: string, listener: (...values: never[]) => void): unknown;
  off(event: string, listener: (...values: never[]) => void): unknown;
}

function listenTo(subscriptions: [object, string, (value: never) => void][]): () => void {
  for (const [emitter, event, listener] of subscriptions) (emitter as Emitter).on(event, listener);
  return () => {
    for (const [emitter, event, listener] of subscriptions) (emitter as Emitter).off(event, listener);
  };
}
