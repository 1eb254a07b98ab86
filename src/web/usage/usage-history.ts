import type { Instance } from '../../domain/instance.ts';
import type { PageState, PageStore } from '../store.ts';

/** How far back it goes. */
export const historyMs = 300_000;
/** The daemon measures every two seconds and tells what is noticeable: this holds five minutes of a restless app. */
const maximumSamples = 180;

export type UsageQuantity = 'cpu_percent' | 'memory_bytes';

/** What an instance used from a moment on. */
export interface UsageSample {
  /** By a clock that is never set, as `performance.now()`. */
  atMs: number;
  /** Null: not known from here on. */
  usage: Readonly<Record<UsageQuantity, number>> | null;
}

/** What the instances of this machine used lately, as far as the page heard. It outlives the cards that draw it. */
export class UsageHistory {
  readonly #samples = new Map<string, UsageSample[]>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Oldest first; the first one may be older than the history is long, as it says what was true at its beginning. */
  of(id: string): readonly UsageSample[] {
    return this.#samples.get(id) ?? [];
  }

  /** Follows a store from its present state on; returns the function that ends it. */
  follow(store: PageStore): () => void {
    let before: PageState | null = null;
    const receive = (state: PageState) => {
      if (state.connection === 'lost' && before?.connection !== 'lost') this.#interrupt();
      if (state.instances !== before?.instances || state.connection !== before.connection) {
        this.#read(state, before);
      }
      before = state;
    };
    receive(store.state);
    return store.subscribe(receive);
  }

  #read({ instances, connection }: PageState, before: PageState | null): void {
    const isAnew = before?.connection !== connection;
    if (connection === 'lost') return;
    for (const id of this.#samples.keys()) if (!instances.has(id)) this.#samples.delete(id);
    for (const [id, instance] of instances) {
      if (isAnew || before?.instances.get(id) !== instance) this.#add(id, instance);
    }
  }

  #add(id: string, { usage, job }: Instance): void {
    if (usage === null || job !== null) {
      this.#samples.delete(id);
      return;
    }
    const samples = this.#samples.get(id) ?? [];
    const last = samples.at(-1)?.usage;
    if (last?.cpu_percent === usage.cpu_percent && last.memory_bytes === usage.memory_bytes) return;
    this.#samples.set(id, this.#bounded([...samples, { atMs: this.#nowMs(), usage }]));
  }

  /** What was used while the connection was lost nobody knows. */
  #interrupt(): void {
    const atMs = this.#nowMs();
    for (const [id, samples] of this.#samples) {
      if (samples.at(-1)?.usage) this.#samples.set(id, this.#bounded([...samples, { atMs, usage: null }]));
    }
  }

  #bounded(samples: UsageSample[]): UsageSample[] {
    const sinceMs = this.#nowMs() - historyMs;
    const first = samples.findLastIndex(({ atMs }) => atMs <= sinceMs);
    return samples.slice(Math.max(0, first, samples.length - maximumSamples));
  }
}

/** One history for the page. */
export const usageHistory = new UsageHistory();
