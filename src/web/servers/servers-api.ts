import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { DryRunView, StartServerBody } from '../api-types.ts';
import type { RestClient } from '../rest-client.ts';
import { serverPath } from '../rest-paths.ts';

/** Calls about ParaView servers. Every method throws ApiError. */
export class ServersApi {
  readonly #client: RestClient;

  constructor(client: RestClient) {
    this.#client = client;
  }

  /** The same `idempotencyKey` with the same body never starts two. */
  start(body: StartServerBody, idempotencyKey: string): Promise<ParaViewServer> {
    return this.#client.json('POST', 'servers', { body, idempotencyKey });
  }

  /** What `start` would do. */
  dryRun(body: StartServerBody): Promise<DryRunView> {
    return this.#client.json('POST', 'servers?dry_run=true', { body });
  }

  async stop(id: string): Promise<void> {
    await this.#client.call('POST', `${serverPath(id)}/stop`);
  }

  /** A new server with the same values; `after`: it waits for the end of this one. */
  startAgain(id: string, after: boolean): Promise<ParaViewServer> {
    return this.#client.json('POST', `${serverPath(id)}/restart`, { body: { after } });
  }

  /** Stops it where it runs, and removes its card. */
  async remove(id: string, options: { keepalive?: boolean } = {}): Promise<void> {
    await this.#client.call('DELETE', serverPath(id), options);
  }
}

/** Where the connection file of a server can be fetched, relative to the page. */
export function pvscUrl(id: string): string {
  return `api/v1/${serverPath(id)}/pvsc`;
}
