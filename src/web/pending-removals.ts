import { type Instance, isLive } from '../domain/instance.ts';
import type { Api } from './api.ts';
import { asApiError } from './api-error.ts';
import type { PageUi } from './page-ui.ts';
import type { PageStore } from './store.ts';
import { texts } from './texts.ts';

/** How long a removal can be undone. */
export const undoMs = 5_000;

/**
 * Cards that were removed in the page, while the removal can still be undone. Nothing is sent before that time is over;
 * a page that is left sends at once.
 */
export class PendingRemovals {
  readonly #api: Api;
  readonly #ui: PageUi;
  readonly #onChange: () => void;
  readonly #waiting = new Set<string>();
  readonly #hidden = new Set<string>();

  constructor(api: Api, store: PageStore, ui: PageUi, onChange: () => void) {
    this.#api = api;
    this.#ui = ui;
    this.#onChange = onChange;
    store.onInstance((instance) => this.#keepIfLive(instance));
  }

  /** True for cards that are not to be shown. */
  hides(id: string): boolean {
    return this.#hidden.has(id);
  }

  remove(instance: Instance): void {
    this.#waiting.add(instance.id);
    this.#hidden.add(instance.id);
    this.#onChange();
    this.#ui.toast({
      text: texts.removed(instance.name),
      tone: 'info',
      action: { label: texts.undo, run: () => this.#undo(instance.id) },
      lifetimeMs: undoMs,
      onGone: () => void this.#send(instance),
    });
  }

  /** Sends all that wait, in a way that outlives the page. */
  flush(): void {
    for (const id of this.#waiting) void this.#api.remove(id, { keepalive: true }).catch(() => undefined);
    this.#waiting.clear();
  }

  #undo(id: string): void {
    this.#waiting.delete(id);
    this.#hidden.delete(id);
    this.#onChange();
  }

  async #send(instance: Instance): Promise<void> {
    if (!this.#waiting.delete(instance.id)) return;
    try {
      await this.#api.remove(instance.id);
    } catch (error) {
      const { message, code } = asApiError(error);
      // Removed elsewhere meanwhile: that is what was wanted.
      if (code === 'instance_not_found') return;
      this.#undo(instance.id);
      this.#ui.toast({ text: texts.failedTo.remove(instance.name), detail: message, tone: 'bad', lifetimeMs: null });
    }
  }

  /** Someone restarted it in another page: a removal would stop it. */
  #keepIfLive(instance: Instance): void {
    if (!this.#waiting.has(instance.id) || !isLive(instance.state)) return;
    this.#undo(instance.id);
    this.#ui.toast({ text: texts.keptRunning(instance.name), tone: 'info', lifetimeMs: 8_000 });
  }
}
