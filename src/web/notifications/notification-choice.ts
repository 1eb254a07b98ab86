import type { ValueStorage } from '../remembered.ts';

/**
 * `unasked`: nobody chose yet, so it may be offered. `blocked`: the browser refuses; `insecure`: it would on https;
 * `unsupported`: it has no notifications.
 */
export type NotificationState = 'unasked' | 'on' | 'off' | 'blocked' | 'insecure' | 'unsupported';

type Permission = 'default' | 'granted' | 'denied';

/** What the browser says of notifications. */
export interface NotificationPermissions {
  readonly isSecure: boolean;
  /** Null: it has no notifications. */
  current(): Permission | null;
  /** Asks the person at the browser; only after a click. */
  request(): Promise<Permission>;
}

/** Whether the person at this browser wants notifications. One choice for all pages of a daemon, kept in the browser. */
export class NotificationChoice {
  readonly #storage: ValueStorage;
  readonly #key: string;
  readonly #permissions: NotificationPermissions;
  /** What was chosen where it cannot be kept. */
  #unkept: string | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #answerListeners = new Set<(state: NotificationState) => void>();

  /** `pagePath` tells the pages of different users and servers on one host apart. */
  constructor(storage: ValueStorage, pagePath: string, permissions: NotificationPermissions) {
    this.#storage = storage;
    this.#key = `trame-manager-notifications:${pagePath}`;
    this.#permissions = permissions;
  }

  get state(): NotificationState {
    const { isSecure } = this.#permissions;
    const permission = this.#permissions.current();
    if (!isSecure) return 'insecure';
    if (permission === null) return 'unsupported';
    if (permission === 'denied') return 'blocked';
    const chosen = this.#chosen();
    if (chosen === 'off') return 'off';
    return chosen === 'on' && permission === 'granted' ? 'on' : 'unasked';
  }

  /** Calls back when the state may be another one; returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back with the new state after an answer in this page. */
  onAnswer(listener: (state: NotificationState) => void): () => void {
    this.#answerListeners.add(listener);
    return () => this.#answerListeners.delete(listener);
  }

  /** After a click: lets the browser ask where it has to. A "no" there, or none, counts as "off". */
  async turnOn(): Promise<void> {
    const { current, request } = this.#permissions;
    const permission = current() === 'default' ? await request() : current();
    this.#answer(permission === 'granted' ? 'on' : 'off');
  }

  turnOff(): void {
    this.#answer('off');
  }

  /** Another page of this browser may have chosen. */
  refresh(): void {
    for (const listener of this.#listeners) listener();
  }

  #chosen(): string | null {
    try {
      return this.#storage.getItem(this.#key) ?? this.#unkept;
    } catch {
      return this.#unkept;
    }
  }

  #answer(chosen: 'on' | 'off'): void {
    this.#unkept = chosen;
    try {
      this.#storage.setItem(this.#key, chosen);
    } catch {
      // Private windows and full storage refuse: it holds as long as the page.
    }
    this.refresh();
    for (const listener of this.#answerListeners) listener(this.state);
  }
}
