import type { Instance } from '../domain/instance.ts';
import type { AppProblem } from '../domain/trame-app.ts';
import type { AppView, FeedEvent, SystemView } from './api-types.ts';

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
}

/** How an instance changed: `previous` is null for a new one. */
export type InstanceListener = (instance: Instance, previous: Instance | null) => void;

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
  };
  #seq = -1;
  readonly #listeners = new Set<(state: PageState) => void>();
  readonly #instanceListeners = new Set<InstanceListener>();

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

  setConnection(connection: ConnectionState): void {
    if (connection !== this.#state.connection) this.#set({ connection });
  }

  /** A snapshot replaces everything; a message that is not newer than the last one changes nothing. */
  receive(event: FeedEvent): void {
    if (event.type !== 'snapshot' && event.seq <= this.#seq) return;
    this.#seq = event.seq;
    if (event.type === 'snapshot') this.#replace(event);
    else if (event.type === 'apps') this.#set({ apps: event.apps, problems: event.problems, searched: event.searched });
    else if (event.type === 'instance') this.#putInstance(event.instance);
    else if (event.type === 'instance_removed') this.#removeInstance(event.id);
  }

  /** Shows an instance that a call answered, before its event comes. What is known already is never older. */
  addInstance(instance: Instance): void {
    if (!this.#state.instances.has(instance.id)) this.#putInstance(instance);
  }

  #replace(event: Extract<FeedEvent, { type: 'snapshot' }>): void {
    this.#set({
      loaded: true,
      connection: 'open',
      system: event.system,
      apps: event.apps,
      problems: event.problems,
      searched: event.searched,
      instances: new Map(event.instances.map((instance) => [instance.id, instance])),
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

  #set(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }
}
