import { type InstanceState, isLive } from '../domain/instance.ts';
import { asApiError } from './api-error.ts';
import { failureSentences } from './failure-sentences.ts';
import { inTurns } from './in-turns.ts';
import type { PageUi } from './page-ui.ts';
import type { PageStore } from './store.ts';
import { instanceTexts } from './texts/instances.ts';
import { pageTexts } from './texts/page.ts';

/** How long a removal can be undone. */
export const undoMs = 5_000;
/** Calls under way at a time. */
const callsAtOnce = 4;

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
    this.removeAll([entry]);
  }

  /** Takes several away with one message, which brings all of them back. */
  removeAll(entries: readonly Removable[]): void {
    for (const entry of entries) {
      this.#waiting.set(entry.id, entry);
      this.#hidden.add(entry.id);
    }
    this.#onChange();
    const [only] = entries;
    this.#ui.toast({
      text:
        entries.length === 1 && only !== undefined
          ? instanceTexts.removed(only.name)
          : instanceTexts.removedMany(entries.length),
      tone: 'info',
      action: {
        label: pageTexts.undo,
        undoes: true,
        run: () => this.#undo(entries.filter((entry) => this.#waits(entry))),
      },
      lifetimeMs: undoMs,
      onGone: () => void this.#send(entries.filter((entry) => this.#waits(entry))),
    });
  }

  /** Sends all that wait, in a way that outlives the page. */
  flush(): void {
    for (const entry of this.#waiting.values()) void entry.send({ keepalive: true }).catch(() => undefined);
    this.#waiting.clear();
  }

  /** False for one that came back meanwhile, be it that it was removed once more. */
  #waits(entry: Removable): boolean {
    return this.#waiting.get(entry.id) === entry;
  }

  #undo(entries: readonly { id: string }[]): void {
    for (const { id } of entries) {
      this.#waiting.delete(id);
      this.#hidden.delete(id);
    }
    this.#onChange();
  }

  async #send(entries: readonly Removable[]): Promise<void> {
    const failures = await inTurns(entries, callsAtOnce, async (entry) => {
      if (this.#waits(entry) && this.#waiting.delete(entry.id)) await entry.send();
    });
    // Removed elsewhere meanwhile: that is what was wanted.
    const failed = failures.filter(({ error }) => !asApiError(error).code.endsWith('_not_found'));
    const [first] = failed;
    if (first === undefined) return;
    this.#undo(failed.map(({ item }) => item));
    const { remove, removeMany } = instanceTexts.failedTo;
    const isOne = failed.length === 1;
    this.#ui.toast({
      text: isOne ? remove(first.item.name) : removeMany(failed.length),
      detail: isOne ? asApiError(first.error).message : failureSentences(failed),
      tone: 'bad',
      lifetimeMs: null,
    });
  }

  /** Someone started it again in another page: a removal would stop it. */
  #keepIfLive({ id, name, state }: { id: string; name: string; state: InstanceState }): void {
    if (!this.#waiting.has(id) || !isLive(state)) return;
    this.#undo([{ id }]);
    this.#ui.toast({ text: instanceTexts.keptRunning(name), tone: 'info', lifetimeMs: 8_000 });
  }
}
