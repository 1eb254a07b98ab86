import { type InstanceState, isLive } from '../domain/instance.ts';
import { asApiError } from './api-error.ts';
import type { PageUi } from './page-ui.ts';
import type { PageStore } from './store.ts';
import { texts } from './texts.ts';

/** How long a removal can be undone. */
export const undoMs = 5_000;

/** What a card stands for. */
export interface Removable {
  id: string;
  name: string;
  /** Removes it for good; throws ApiError. `keepalive` lets the call outlive the page. */
  send(options?: { keepalive?: boolean }): Promise<void>;
}

/**
 * Cards that were removed in the page, while the removal can still be undone. Nothing is sent before that time is over;
 * a page that is left sends at once.
 */
export class PendingRemovals {
  readonly #ui: PageUi;
  readonly #onChange: () => void;
  readonly #waiting = new Map<string, Removable>();
  readonly #hidden = new Set<string>();

  constructor(store: PageStore, ui: PageUi, onChange: () => void) {
    this.#ui = ui;
    this.#onChange = onChange;
    store.onInstance((instance) => this.#keepIfLive(instance));
    store.onServer((server) => this.#keepIfLive(server));
  }

  /** True for cards that are not to be shown. */
  hides(id: string): boolean {
    return this.#hidden.has(id);
  }

  remove(entry: Removable): void {
    this.#waiting.set(entry.id, entry);
    this.#hidden.add(entry.id);
    this.#onChange();
    this.#ui.toast({
      text: texts.removed(entry.name),
      tone: 'info',
      action: { label: texts.undo, run: () => this.#undo(entry.id) },
      lifetimeMs: undoMs,
      onGone: () => void this.#send(entry),
    });
  }

  /** Sends all that wait, in a way that outlives the page. */
  flush(): void {
    for (const entry of this.#waiting.values()) void entry.send({ keepalive: true }).catch(() => undefined);
    this.#waiting.clear();
  }

  #undo(id: string): void {
    this.#waiting.delete(id);
    this.#hidden.delete(id);
    this.#onChange();
  }

  async #send(entry: Removable): Promise<void> {
    if (!this.#waiting.delete(entry.id)) return;
    try {
      await entry.send();
    } catch (error) {
      const { message, code } = asApiError(error);
      // Removed elsewhere meanwhile: that is what was wanted.
      if (code.endsWith('_not_found')) return;
      this.#undo(entry.id);
      this.#ui.toast({ text: texts.failedTo.remove(entry.name), detail: message, tone: 'bad', lifetimeMs: null });
    }
  }

  /** Someone started it again in another page: a removal would stop it. */
  #keepIfLive({ id, name, state }: { id: string; name: string; state: InstanceState }): void {
    if (!this.#waiting.has(id) || !isLive(state)) return;
    this.#undo(id);
    this.#ui.toast({ text: texts.keptRunning(name), tone: 'info', lifetimeMs: 8_000 });
  }
}
