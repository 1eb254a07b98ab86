import type { Instance } from '../../domain/instance.ts';
import type { Api } from '../api.ts';
import type { ConnectionBody } from '../api-types.ts';
import { attempt } from '../attempt.ts';
import type { PageUi } from '../page-ui.ts';
import type { PageStore } from '../store.ts';
import { connectionTexts } from '../texts/connections.ts';

/** What can be done about the link of an app to a ParaView server. Each shows its own errors. */
export class ConnectionActions {
  readonly #api: Api;
  readonly #ui: PageUi;
  readonly #store: PageStore;

  constructor(api: Api, ui: PageUi, store: PageStore) {
    this.#api = api;
    this.#ui = ui;
    this.#store = store;
  }

  /** To a listed server; one that is not ready yet is waited for. */
  async connect(instance: Instance, serverId: string): Promise<void> {
    const server = this.#store.state.servers.get(serverId);
    const waits = server?.state === 'queued' || server?.state === 'starting';
    const target: ConnectionBody = { server_id: serverId, ...(waits ? { when_ready: true } : {}) };
    await this.#connect(instance, target, server?.name ?? connectionTexts.someServer);
  }

  /** Asks for the address. */
  async connectToAddress(instance: Instance): Promise<void> {
    const address = await this.#ui.askForAddress(instance.name);
    if (address !== null) await this.#connect(instance, address, `${address.host}:${address.port}`);
  }

  /** Asks for a new server, and connects when it is ready. */
  async connectToNew(instance: Instance): Promise<void> {
    const server = await this.#ui.askForServer();
    if (server !== null) await this.#connect(instance, { server_id: server.id, when_ready: true }, server.name);
  }

  async disconnect(instance: Instance): Promise<void> {
    if (!(await this.#allowsDisconnect(instance))) return;
    await attempt(this.#ui, connectionTexts.failedTo.disconnect(instance.name), () =>
      this.#api.disconnect(instance.id),
    );
  }

  /** Asks where the server ends with this client. */
  async #allowsDisconnect({ connection }: Instance): Promise<boolean> {
    const server = this.#store.state.servers.get(connection?.server_id ?? '');
    if (server === undefined || !server.ends_with_last_client || server.connected_instances.length > 1) return true;
    const { title, text, confirm, keep } = connectionTexts.disconnectDialog;
    return this.#ui.ask({ title: title(server.name), text: text(server.name), confirm, cancel: keep, danger: true });
  }

  async #connect(instance: Instance, target: ConnectionBody, name: string): Promise<void> {
    const failure = connectionTexts.failedTo.connect(instance.name, name);
    await attempt(this.#ui, failure, () => this.#api.connect(instance.id, target));
  }
}
