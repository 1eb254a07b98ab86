import type { Instance } from '../../domain/instance.ts';
import type { Api } from '../api.ts';
import { failureSentences } from '../failure-sentences.ts';
import { inTurns } from '../in-turns.ts';
import type { PageUi } from '../page-ui.ts';
import type { PendingRemovals } from '../pending-removals.ts';
import { instanceTexts } from '../texts/instances.ts';
import { tableTexts as words } from '../texts/table.ts';

/** Calls under way at a time: the daemon serves others as well. */
const callsAtOnce = 4;

/** Called as the work goes on. */
export type OnProgress = (done: number, total: number) => void;

/** What is done with several instances at once. */
export class ManyActions {
  readonly #api: Api;
  readonly #ui: PageUi;
  readonly #removals: PendingRemovals;
  readonly #focusInstances: () => void;

  /** `focusInstances` is called when the rows that had the focus go away. */
  constructor(api: Api, ui: PageUi, removals: PendingRemovals, focusInstances: () => void) {
    this.#api = api;
    this.#ui = ui;
    this.#removals = removals;
    this.#focusInstances = focusInstances;
  }

  /** Asks once, stops those that can be, and tells in one message which could not. Answers the ids of those that were told to stop. */
  async stop(selected: readonly Instance[], onProgress: OnProgress): Promise<string[]> {
    const stopped = selected.filter(canStop);
    if (stopped.length === 0 || !(await this.#ui.ask(stopQuestion(stopped)))) return [];
    onProgress(0, stopped.length);
    const failures = await inTurns(
      stopped,
      callsAtOnce,
      ({ id }) => this.#api.stop(id),
      (done) => onProgress(done, stopped.length),
    );
    this.#tell(stopped.length, failures);
    const failed = new Set(failures.map(({ item }) => item.id));
    return stopped.map(({ id }) => id).filter((id) => !failed.has(id));
  }

  /** Takes those that ended away, which can be undone as one; the others stay. */
  remove(selected: readonly Instance[]): void {
    const removed = selected.filter(canRemove);
    if (removed.length === 0) return;
    this.#focusInstances();
    this.#removals.removeAll(
      removed.map(({ id, name }) => ({ id, name, send: (options) => this.#api.remove(id, options) })),
    );
  }

  #tell(total: number, failures: Parameters<typeof failureSentences>[0]): void {
    if (failures.length === 0) this.#ui.toast({ text: words.stopped(total), tone: 'good', lifetimeMs: 4_000 });
    else {
      const detail = failureSentences(failures);
      this.#ui.toast({ text: words.notStopped(failures.length), detail, tone: 'bad', lifetimeMs: null });
    }
  }
}

/** Whether there is something to stop that was not told to already. */
export function canStop({ state, ends_at }: Instance): boolean {
  return !(state === 'stopped' || state === 'failed' || (state === 'ending' && ends_at === null));
}

/** What runs is not removed with others: that would lose work without a way back. */
export function canRemove({ state }: Instance): boolean {
  return state === 'stopped' || state === 'failed';
}

function stopQuestion(stopped: readonly Instance[]) {
  const { title, text, watched, confirm } = words.stopDialog;
  const { keep } = instanceTexts.stopDialog;
  const items = stopped.map(({ name, viewers }) => (viewers > 0 ? watched(name, viewers) : name));
  return {
    title: title(stopped.length),
    text,
    items,
    confirm: confirm(stopped.length),
    cancel: keep,
    danger: true,
  };
}
