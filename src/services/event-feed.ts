import type { AppListing } from '../domain/trame-app.ts';
import type { AppCatalog, Instances } from './ports.ts';

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
  close(): void;
}

export interface EventFeedOptions {
  apps: AppCatalog;
  instances: Instances;
  /** The system as the REST API shows it. */
  system: () => unknown;
  /** A listing as the REST API shows it. */
  presentApps: (listing: AppListing) => object;
}

/** A reader that is this far behind is dropped with close code 4008; it comes back for a new snapshot. */
const maximumBufferedBytes = 4 * 1024 * 1024;
const tooSlow = 4008;

/**
 * One sequence of events for all viewers: `snapshot` first, then `instance`, `instance_removed` and `apps`, each with
 * `seq`. A change is turned into text once, however many watch.
 */
export function createEventFeed({ apps, instances, system, presentApps }: EventFeedOptions): EventFeed {
  const sockets = new Set<FeedSocket>();
  let seq = 0;

  const broadcast = (event: object) => {
    seq += 1;
    const text = JSON.stringify({ ...event, seq });
    for (const socket of sockets) {
      if (socket.bufferedAmount > maximumBufferedBytes) drop(socket);
      else socket.send(text);
    }
  };
  const drop = (socket: FeedSocket) => {
    sockets.delete(socket);
    socket.close(tooSlow, 'Reading too slowly; connect again for a new snapshot');
  };

  const onChange = (instance: object) => broadcast({ type: 'instance', instance });
  const onRemove = (id: string) => broadcast({ type: 'instance_removed', id });
  const onApps = (listing: AppListing) => broadcast({ type: 'apps', ...presentApps(listing) });
  instances.on('change', onChange);
  instances.on('remove', onRemove);
  apps.on('change', onApps);

  return {
    async join(socket) {
      const listing = presentApps(await apps.list());
      const snapshot = {
        type: 'snapshot',
        seq,
        system: system(),
        ...listing,
        instances: instances.list(),
        servers: [],
      };
      socket.send(JSON.stringify(snapshot));
      sockets.add(socket);
      return () => sockets.delete(socket);
    },
    close() {
      instances.off('change', onChange);
      instances.off('remove', onRemove);
      apps.off('change', onApps);
      for (const socket of sockets) socket.close(1001, 'The daemon is ending');
      sockets.clear();
    },
  };
}
