import type { ApiError } from './api-error.ts';

/** Whether changes can be kept, as far as calls told: nothing else shows that the state directory is full or read-only. */
export class Keeping {
  #problem: ApiError | null = null;
  readonly #listeners = new Set<() => void>();

  /** Why the last change could not be kept; null: it could. */
  get problem(): ApiError | null {
    return this.#problem;
  }

  /** Calls back when it changes; returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes how a call ended; `error` is null where it did what was asked. Reading works on a full disk, so it proves nothing. */
  note(method: string, error: ApiError | null): void {
    const isRefused = error?.code === 'state_not_writable';
    if (!isRefused && (error !== null || method === 'GET')) return;
    const before = this.#problem;
    this.#problem = isRefused ? error : null;
    if (before !== this.#problem) for (const listener of this.#listeners) listener();
  }
}
