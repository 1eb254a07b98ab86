import type { InstanceConnection } from '../domain/connection.ts';
import type { Instance } from '../domain/instance.ts';
import type { ConnectionBody, DryRunView, JobFormView, LaunchBody, LinkView, SystemView } from './api-types.ts';
import { FavouritesApi } from './favourites/favourites-api.ts';
import { FilesApi } from './files/files-api.ts';
import { PresetsApi } from './forms/presets-api.ts';
import { JobsApi } from './jobs/jobs-api.ts';
import { RecipesApi } from './recipes/recipes-api.ts';
import { RestClient } from './rest-client.ts';
import { instancePath } from './rest-paths.ts';
import { ServersApi } from './servers/servers-api.ts';

/** The REST API as the page uses it. Every method throws ApiError. */
export class Api {
  readonly #client = new RestClient();
  readonly servers = new ServersApi(this.#client);
  readonly presets = new PresetsApi(this.#client);
  readonly jobs = new JobsApi(this.#client);
  readonly favourites = new FavouritesApi(this.#client);
  readonly files = new FilesApi(this.#client);
  readonly recipes = new RecipesApi(this.#client);
  readonly keeping = this.#client.keeping;
  readonly calls = this.#client.calls;

  system(): Promise<SystemView> {
    return this.#client.json('GET', 'system');
  }

  /** The form of apps that run as jobs. */
  jobForm(): Promise<JobFormView> {
    return this.#client.json('GET', 'job-form');
  }

  /** The same `idempotencyKey` with the same body never launches twice. */
  launch(app: string, body: LaunchBody, idempotencyKey: string): Promise<Instance> {
    return this.#client.json('POST', `apps/${encodeURIComponent(app)}/instances`, { body, idempotencyKey });
  }

  /** What `launch` would do. */
  testLaunch(app: string, body: LaunchBody): Promise<DryRunView> {
    return this.#client.json('POST', `apps/${encodeURIComponent(app)}/instances?dry_run=true`, { body });
  }

  rename(id: string, name: string): Promise<Instance> {
    return this.#client.json('PATCH', instancePath(id), { body: { name } });
  }

  async stop(id: string): Promise<void> {
    await this.#client.call('POST', `${instancePath(id)}/stop`);
  }

  async restart(id: string): Promise<void> {
    await this.#client.call('POST', `${instancePath(id)}/restart`);
  }

  /** Stops it where it runs, and removes its card and session directory. */
  async remove(id: string, options: { keepalive?: boolean } = {}): Promise<void> {
    await this.#client.call('DELETE', instancePath(id), options);
  }

  /** A one-time link; `expiresInSeconds` limits its first use (default: the daemon's, 60). */
  createLink(id: string, expiresInSeconds?: number): Promise<LinkView> {
    const body = expiresInSeconds === undefined ? {} : { expires_in_seconds: expiresInSeconds };
    return this.#client.json('POST', `${instancePath(id)}/links`, { body });
  }

  /** Resolves when the app says that it is connected. */
  connect(id: string, target: ConnectionBody): Promise<InstanceConnection> {
    return this.#client.json('PUT', `${instancePath(id)}/connection`, { body: target });
  }

  disconnect(id: string): Promise<InstanceConnection> {
    return this.#client.json('DELETE', `${instancePath(id)}/connection`);
  }
}

/** The events websocket: "http://h/base/" -> "ws://h/base/api/v1/events". */
export function eventsUrl(pageUrl: string): string {
  return socketUrl('api/v1/events', pageUrl);
}

/** A websocket of the daemon: "api/v1/x", "https://h/base/" -> "wss://h/base/api/v1/x". */
export function socketUrl(path: string, pageUrl: string): string {
  const url = new URL(path, pageUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
