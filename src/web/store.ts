import { type Favourites, noFavourites } from '../domain/favourites.ts';
import type { Instance } from '../domain/instance.ts';
import type { ParaViewServer } from '../domain/paraview-server.ts';
import type { AppProblem } from '../domain/trame-app.ts';
import type { AppView, FeedEvent, QueueView, ServersForm, SnapshotEvent, SystemView } from './api-types.ts';
import { kept, keptList, keptMap } from './kept.ts';

/** `connecting`: never connected yet; `lost`: was or could not be connected, and it is tried again. */
export type ConnectionState = 'connecting' | 'open' | 'lost';

/** Everything that the page shows. A change makes a new object; what did not change stays the same object. */
export interface PageState {
  /** False until the first snapshot. */
  loaded: boolean;
  connection: ConnectionState;
  system: SystemView | null;
  apps: readonly AppView[];
  problems: readonly AppProblem[];
  searched: readonly string[];
  instances: ReadonlyMap<string, Instance>;
  servers: ReadonlyMap<string, ParaViewServer>;
  serversForm: ServersForm;
  queue: QueueView;
  favourites: Favourites;
}

/** How an instance changed: `previous` is null for a new one. */
export type InstanceListener = (instance: Instance, previous: Instance | null) => void;

/** How a ParaView server changed: `previous` is null for a new one. */
export type ServerListener = (server: ParaViewServer, previous: ParaViewServer | null) => void;

export type QueueListener = (queue: QueueView, previous: QueueView) => void;

const noServersForm: ServersForm = { fields: [], can_start: false, title: null };
const noQueue: QueueView = { title: null, contact: { state: 'unknown', since: null, message: null }, jobs: [] };

/** The one copy of the daemon's state in the page, fed by the events websocket. */
export class PageStore {
  #state: PageState = {
    loaded: false,
    connection: 'connecting',
    system: null,
    apps: [],
    problems: [],
    searched: [],
    instances: new Map(),
    servers: new Map(),
    serversForm: noServersForm,
    queue: noQueue,
    favourites: noFavourites,
  };
  #seq = -1;
  readonly #listeners = new Set<(state: PageState) => void>();
  readonly #instanceListeners = new Set<InstanceListener>();
  readonly #serverListeners = new Set<ServerListener>();
  readonly #queueListeners = new Set<QueueListener>();
  readonly #presetListeners = new Set<() => void>();

  get state(): PageState {
    return this.#state;
  }

  /** Calls back after every change; returns the function that ends it. */
  subscribe(listener: (state: PageState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back for instances that appear or change one by one, not for those of a snapshot. */
  onInstance(listener: InstanceListener): () => void {
    this.#instanceListeners.add(listener);
    return () => this.#instanceListeners.delete(listener);
  }

  /** As `onInstance`, for ParaView servers. */
  onServer(listener: ServerListener): () => void {
    this.#serverListeners.add(listener);
    return () => this.#serverListeners.delete(listener);
  }

  /** Calls back for every change of the queue but that of a snapshot. */
  onQueue(listener: QueueListener): () => void {
    this.#queueListeners.add(listener);
    return () => this.#queueListeners.delete(listener);
  }

  /** Calls back when presets of forms may have changed: they are not part of the state. */
  onPresets(listener: () => void): () => void {
    this.#presetListeners.add(listener);
    return () => this.#presetListeners.delete(listener);
  }

  setConnection(connection: ConnectionState): void {
    if (connection !== this.#state.connection) this.#set({ connection });
  }

  /** Takes the state that came with the page; what changes is not told yet. */
  begin(snapshot: SnapshotEvent): void {
    this.receive(snapshot);
    this.setConnection('connecting');
  }

  /** A snapshot replaces everything; a message that is not newer than the last one changes nothing. */
  receive(event: FeedEvent): void {
    if (event.type !== 'snapshot' && event.seq <= this.#seq) return;
    this.#seq = event.seq;
    if (event.type === 'snapshot') this.#replace(event);
    else if (event.type === 'apps') this.#set({ apps: event.apps, problems: event.problems, searched: event.searched });
    else if (event.type === 'instance') this.#putInstance(event.instance);
    else if (event.type === 'instance_removed') this.#removeInstance(event.id);
    else if (event.type === 'server') this.#putServer(event.server);
    else if (event.type === 'server_removed') this.#removeServer(event.id);
    else if (event.type === 'servers_form') this.#set({ serversForm: event.servers_form });
    else if (event.type === 'queue') this.#setQueue(event.queue);
    else if (event.type === 'favourites') this.setFavourites(event.favourites);
    // Until a snapshot they may have changed unheard.
    if (event.type === 'presets' || event.type === 'snapshot') for (const listener of this.#presetListeners) listener();
  }

  /** Shows an instance that a call answered, before its event comes. What is known already is never older. */
  addInstance(instance: Instance): void {
    if (!this.#state.instances.has(instance.id)) this.#putInstance(instance);
  }

  /** As `addInstance`, for a server. */
  addServer(server: ParaViewServer): void {
    if (!this.#state.servers.has(server.id)) this.#putServer(server);
  }

  /** Shows the favourites that a call answered, before their event comes. */
  setFavourites(favourites: Favourites): void {
    this.#set({ favourites });
  }

  #replace(event: SnapshotEvent): void {
    const { apps, problems, searched, instances, servers } = this.#state;
    this.#set({
      loaded: true,
      connection: 'open',
      system: kept(this.#state.system, event.system),
      apps: keptList(apps, event.apps),
      problems: kept(problems, event.problems),
      searched: kept(searched, event.searched),
      instances: keptMap(instances, event.instances),
      servers: keptMap(servers, event.servers ?? []),
      serversForm: kept(this.#state.serversForm, event.servers_form ?? noServersForm),
      queue: kept(this.#state.queue, event.queue ?? noQueue),
      favourites: kept(this.#state.favourites, event.favourites ?? noFavourites),
    });
  }

  #putInstance(instance: Instance): void {
    const previous = this.#state.instances.get(instance.id) ?? null;
    this.#set({ instances: new Map(this.#state.instances).set(instance.id, instance) });
    for (const listener of this.#instanceListeners) listener(instance, previous);
  }

  #removeInstance(id: string): void {
    const instances = new Map(this.#state.instances);
    if (instances.delete(id)) this.#set({ instances });
  }

  #putServer(server: ParaViewServer): void {
    const previous = this.#state.servers.get(server.id) ?? null;
    this.#set({ servers: new Map(this.#state.servers).set(server.id, server) });
    for (const listener of this.#serverListeners) listener(server, previous);
  }

  #removeServer(id: string): void {
    const servers = new Map(this.#state.servers);
    if (servers.delete(id)) this.#set({ servers });
  }

  #setQueue(queue: QueueView): void {
    const previous = this.#state.queue;
    this.#set({ queue });
    for (const listener of this.#queueListeners) listener(queue, previous);
  }

  #set(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }
}
