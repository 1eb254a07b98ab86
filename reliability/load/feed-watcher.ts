import { RawWebsocket } from './raw-websocket.ts';

interface FeedEvent {
  type: string;
  seq: number;
  id?: string;
  instance?: { id: string; state: string };
  instances?: { id: string; state: string }[];
}

/** What a page does that watches: takes the snapshot, then each change. */
export class FeedWatcher {
  events = 0;
  /** Changes that did not follow the one before. */
  gaps = 0;
  readonly #states = new Map<string, string>();
  #seq: number | null = null;
  #websocket: RawWebsocket | null = null;
  #known = Promise.withResolvers<void>();

  /** Resolves when it has its snapshot. */
  static async open({ port, headers }: { port: number; headers: Record<string, string> }): Promise<FeedWatcher> {
    const watcher = new FeedWatcher();
    const where = { port, path: '/api/v1/events', headers };
    watcher.#websocket = await RawWebsocket.open(where, (payload) => watcher.#take(JSON.parse(String(payload))));
    await watcher.#known.promise;
    return watcher;
  }

  /** Whether the daemon ended it. */
  get ended(): boolean {
    return this.#websocket?.ended ?? true;
  }

  /** State by instance, in the order of the ids. */
  states(): Record<string, string> {
    return Object.fromEntries([...this.#states].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  close(): void {
    this.#websocket?.close();
  }

  #take(event: FeedEvent): void {
    this.events += 1;
    if (this.#seq !== null && event.seq !== this.#seq + 1) this.gaps += 1;
    this.#seq = event.seq;
    for (const { id, state } of event.instances ?? []) this.#states.set(id, state);
    if (event.instance !== undefined) this.#states.set(event.instance.id, event.instance.state);
    if (event.type === 'instance_removed' && event.id !== undefined) this.#states.delete(event.id);
    if (event.type === 'snapshot') this.#known.resolve();
  }
}
