import type { PageState } from '../store.ts';
import type { Notice } from './notice.ts';

/** What happened while nobody could see the page: the last of each instance and server that is still there. */
export class MissedNotices {
  readonly #missed = new Map<string, Notice>();

  get size(): number {
    return this.#missed.size;
  }

  add(notices: readonly Notice[]): void {
    for (const notice of notices) {
      this.#missed.delete(notice.id);
      this.#missed.set(notice.id, notice);
    }
  }

  /** Forgets what was removed, stopped or started again meanwhile, here or elsewhere. */
  keepTrue({ instances, servers }: PageState): void {
    for (const { id, of, kind } of [...this.#missed.values()]) {
      const state = (of === 'instance' ? instances : servers).get(id)?.state;
      const isTrue = kind === 'failed' ? state === 'failed' : state === 'ready' || state === 'ending';
      if (!isTrue) this.#missed.delete(id);
    }
  }

  /** All of them, once. */
  take(): Notice[] {
    const notices = [...this.#missed.values()];
    this.#missed.clear();
    return notices;
  }
}
