import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { Api } from '../api.ts';
import { attempt } from '../attempt.ts';
import { serverLog } from '../log/log-source.ts';
import type { PageUi } from '../page-ui.ts';
import type { PendingRemovals } from '../pending-removals.ts';
import type { PageStore } from '../store.ts';
import { listed } from '../texts/counted.ts';
import { serverTexts } from '../texts/servers.ts';

const { failedTo, stopDialog } = serverTexts;

/** What the buttons of ParaView servers do. Each shows its own errors and resolves when the daemon has answered. */
export class ServerActions {
  readonly #api: Api;
  readonly #ui: PageUi;
  readonly #store: PageStore;
  readonly #removals: PendingRemovals;
  readonly #focusList: () => void;

  /** `focusList` is called when the card that had the focus goes away. */
  constructor(api: Api, ui: PageUi, store: PageStore, removals: PendingRemovals, focusList: () => void) {
    this.#api = api;
    this.#ui = ui;
    this.#store = store;
    this.#removals = removals;
    this.#focusList = focusList;
  }

  async start(): Promise<void> {
    await this.#ui.askForServer();
  }

  showLog(server: ParaViewServer): void {
    this.#ui.showLog(serverLog(server));
  }

  /** Asks before apps lose it; true when none does or the loss was confirmed. */
  async allowsStop(server: ParaViewServer): Promise<boolean> {
    if (server.connected_instances.length === 0) return true;
    const { title, loses, confirm, keep } = stopDialog;
    const text = loses(listed(connectedNames(server, this.#store.state.instances)));
    return this.#ui.ask({ title: title(server.name), text, confirm, cancel: keep, danger: true });
  }

  async stop(server: ParaViewServer): Promise<void> {
    await attempt(this.#ui, failedTo.stop(server.name), () => this.#api.servers.stop(server.id));
  }

  /** `after`: the new one waits for the end of this one. */
  async startAgain(server: ParaViewServer, after: boolean): Promise<void> {
    await attempt(this.#ui, failedTo.startAgain(server.name), async () => {
      this.#store.addServer(await this.#api.servers.startAgain(server.id, after));
      const text = after ? serverTexts.queuedAfter(server.name) : serverTexts.startedAgain(server.name);
      this.#ui.toast({ text, tone: 'good', lifetimeMs: 6_000 });
    });
  }

  remove(server: ParaViewServer): void {
    this.#focusList();
    const { id, name } = server;
    this.#removals.remove({ id, name, send: (options) => this.#api.servers.remove(id, options) });
  }
}

/** The names of the instances that are connected to a server. */
export function connectedNames(
  server: ParaViewServer,
  instances: ReadonlyMap<string, { readonly name: string }>,
): string[] {
  return server.connected_instances.map((id) => instances.get(id)?.name ?? serverTexts.unknownInstance);
}
