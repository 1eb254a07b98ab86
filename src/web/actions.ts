import type { Instance } from '../domain/instance.ts';
import type { Api } from './api.ts';
import { attempt } from './attempt.ts';
import type { ConnectionActions } from './connections/connection-actions.ts';
import { copyText } from './copy-text.ts';
import { formatDuration, formatMoment } from './format.ts';
import { instanceLog } from './log/log-source.ts';
import { openInstance, ownUrl } from './open-instance.ts';
import type { PageUi } from './page-ui.ts';
import type { PendingRemovals } from './pending-removals.ts';
import { serverClock } from './server-clock.ts';
import { ManyActions } from './table/many-actions.ts';
import { instanceTexts } from './texts/instances.ts';

/** A copied link is sent to someone or pasted elsewhere: the default minute is too short for that. */
const copiedLinkSeconds = 600;

/** What the cards' buttons do. Each shows its own errors and resolves when the daemon has answered. */
export class Actions {
  readonly #api: Api;
  readonly #ui: PageUi;
  readonly #removals: PendingRemovals;
  readonly #focusInstances: () => void;
  readonly connections: ConnectionActions;
  /** What is done with several at once. */
  readonly many: ManyActions;

  /** `focusInstances` is called when the card that had the focus goes away. */
  constructor(
    api: Api,
    ui: PageUi,
    removals: PendingRemovals,
    connections: ConnectionActions,
    focusInstances: () => void,
  ) {
    this.#api = api;
    this.#ui = ui;
    this.#removals = removals;
    this.connections = connections;
    this.#focusInstances = focusInstances;
    this.many = new ManyActions(api, ui, removals, focusInstances);
  }

  open(instance: Instance): Promise<void> {
    return openInstance(instance, this.#api, this.#ui);
  }

  showLog(instance: Instance): void {
    this.#ui.showLog(instanceLog(instance));
  }

  remove(instance: Instance): void {
    this.#focusInstances();
    const { id, name } = instance;
    this.#removals.remove({ id, name, send: (options) => this.#api.remove(id, options) });
  }

  /** False when it was refused, with the reason shown. */
  rename(instance: Instance, name: string): Promise<boolean> {
    return attempt(this.#ui, instanceTexts.failedTo.rename(instance.name), () => this.#api.rename(instance.id, name));
  }

  /** Asks before unsaved work is lost; true when there is none or the loss was confirmed. */
  async allows(action: string, instance: Instance): Promise<boolean> {
    if ((action !== 'stop' && action !== 'restart') || !holdsWork(instance)) return true;
    return this.#ui.ask(action === 'stop' ? stopQuestion(instance) : restartQuestion(instance));
  }

  async stop(instance: Instance): Promise<void> {
    await attempt(this.#ui, instanceTexts.failedTo.stop(instance.name), () => this.#api.stop(instance.id));
  }

  async restart(instance: Instance): Promise<void> {
    await attempt(this.#ui, instanceTexts.failedTo.restart(instance.name), () => this.#api.restart(instance.id));
  }

  async copyLink(instance: Instance): Promise<void> {
    await attempt(this.#ui, instanceTexts.link.failed(instance.name), async () => {
      const { url, expires_at } = await this.#api.createLink(instance.id, copiedLinkSeconds);
      const link = ownUrl(url);
      const nowMs = serverClock.nowMs();
      const until = formatMoment(expires_at, nowMs);
      const duration = formatDuration(Math.round((Date.parse(expires_at) - nowMs) / 60_000) * 60_000 || 60_000);
      const copied = await copyText(link);
      if (copied)
        this.#ui.toast({
          text: instanceTexts.link.copied(instance.name, until, duration),
          tone: 'good',
          lifetimeMs: 8_000,
        });
      else this.#ui.showText(instanceTexts.link.copyByHand, instanceTexts.link.copyByHandText(until, duration), link);
    });
  }
}

function holdsWork({ state }: Instance): boolean {
  return state === 'ready' || state === 'ending' || state === 'lost';
}

function stopQuestion(instance: Instance) {
  const { title, confirm, keep } = instanceTexts.stopDialog;
  return { title: title(instance.name), text: whatIsLost(instance), confirm, cancel: keep, danger: true };
}

function restartQuestion(instance: Instance) {
  const { title, confirm } = instanceTexts.restartDialog;
  return { title: title(instance.name), text: whatIsLost(instance), confirm, danger: true };
}

function whatIsLost({ viewers }: Instance): string {
  const { watched, text } = instanceTexts.stopDialog;
  return viewers > 0 ? watched(viewers, text) : text;
}
