import type { InstanceConnection } from '../../src/domain/connection.ts';
import { type Favourites, noFavourites } from '../../src/domain/favourites.ts';
import type { FileEntry } from '../../src/domain/file-list.ts';
import type { Instance } from '../../src/domain/instance.ts';
import type { ParaViewServer } from '../../src/domain/paraview-server.ts';
import type {
  AppListingView,
  DryRunView,
  JobFormView,
  PresetsView,
  QueueView,
  ServersForm,
  SystemView,
} from '../../src/web/api-types.ts';
import { answerFiles, changeFavourites } from './fake-files.ts';
import { sampleInstance, sampleSystem } from './fake-samples.ts';
import { sampleConnection, sampleJob, sampleServer } from './fake-server-samples.ts';

/** Below a user's path with an escape in it, as the hub makes them. */
export const base = '/user/alice%20b/trame-manager/';

/** The state and the usual answers of a daemon that does nothing: enough for the page to be tested without the real one. */
export abstract class FakeDaemon {
  system: SystemView = sampleSystem;
  listing: AppListingView = { apps: [], problems: [], searched: [] };
  readonly instances = new Map<string, Instance>();
  readonly servers = new Map<string, ParaViewServer>();
  serversForm: ServersForm = { fields: [], can_start: false, title: null };
  queue: QueueView = { title: null, contact: { state: 'unknown', since: null, message: null }, jobs: [] };
  jobForm: JobFormView = { fields: [], available: false };
  presets: PresetsView = { presets: [], last: {} };
  favourites: Favourites = noFavourites;
  /** What stands in directories, by their paths. */
  readonly directories = new Map<string, FileEntry[]>();

  /** Adds or changes an instance and tells all pages. */
  put(instance: Instance): void {
    this.instances.set(instance.id, instance);
    this.send({ type: 'instance', instance });
  }

  /** Adds or changes a ParaView server and tells all pages. */
  putServer(server: ParaViewServer): void {
    this.servers.set(server.id, server);
    this.send({ type: 'server', server });
  }

  /** Changes the queue and tells all pages. */
  putQueue(queue: QueueView): void {
    this.queue = queue;
    this.send({ type: 'queue', queue });
  }

  /** Changes the favourites and tells all pages. */
  putFavourites(favourites: Favourites): Favourites {
    this.favourites = favourites;
    this.send({ type: 'favourites', favourites });
    return favourites;
  }

  /** Sends an event to all pages. */
  abstract send(event: { type: string; [key: string]: unknown }): void;

  /** Status and body of an answer; `path` is below "api/v1/". */
  protected usualAnswer(method: string, path: string, body: Record<string, unknown>): [number, unknown] {
    const [kind, id = '', action] = (path.split('?')[0] ?? '').split('/');
    if (path === 'system') return [200, this.system];
    if (path === 'job-form') return [200, this.jobForm];
    if (kind === 'files') return [200, answerFiles(this.directories, new URLSearchParams(path.split('?')[1]))];
    if (kind === 'favourites') return [200, this.putFavourites(changeFavourites(this.favourites, method, path, body))];
    if (kind === 'presets') return this.#answerPresets(method, path, body);
    if (kind === 'servers') return this.#answerServers(method, path, id, action, body);
    if (path === 'jobs?dry_run=true') return [200, dryRun(body)];
    if (kind === 'jobs') return this.#answerJobs(method, id, action, body);
    if (kind === 'apps' && path.endsWith('?dry_run=true')) return [200, dryRun(body)];
    if (kind === 'apps' && action === 'instances') return [201, this.#launch(id, body)];
    const instance = this.instances.get(id);
    if (instance === undefined) return [404, { code: 'instance_not_found', detail: 'There is no such instance.' }];
    if (action === 'links')
      return [
        201,
        { url: `${base}proxy/${instance.port}/?launch_token=t0k`, expires_at: inSeconds(body.expires_in_seconds) },
      ];
    if (action === 'connection') return [200, this.#connect(instance, method, body)];
    if (method === 'DELETE') return this.#remove(id);
    const change =
      { stop: { state: 'ending' as const }, restart: { state: 'starting' as const } }[action ?? ''] ?? body;
    this.put({ ...instance, ...change });
    return [action === undefined ? 200 : 202, this.instances.get(id)];
  }

  #launch(app: string, body: Record<string, unknown>): Instance {
    const number = this.instances.size + 1;
    const instance = sampleInstance({
      id: `new${number}`,
      name: typeof body.name === 'string' ? body.name : `${app} ${number}`,
      app,
      app_name: this.listing.apps.find(({ id }) => id === app)?.name ?? app,
      state: 'starting',
      started_at: new Date().toISOString(),
      created_at: new Date().toISOString(),
      ready_at: null,
      usage: null,
    });
    this.put(instance);
    return instance;
  }

  #remove(id: string): [number, null] {
    this.instances.delete(id);
    this.send({ type: 'instance_removed', id });
    return [204, null];
  }

  #connect(instance: Instance, method: string, body: Record<string, unknown>): InstanceConnection {
    const server = this.servers.get(String(body.server_id ?? ''));
    const connection = sampleConnection(
      method === 'DELETE'
        ? {}
        : {
            state: server === undefined || server.state === 'ready' ? 'connected' : 'waiting',
            server_id: server?.id ?? null,
            host: server?.host ?? (body.host as string | undefined) ?? null,
            port: server?.port ?? (body.port as number | undefined) ?? null,
            since: new Date().toISOString(),
          },
    );
    this.put({ ...instance, connection });
    return connection;
  }

  #answerServers(
    method: string,
    path: string,
    id: string,
    action: string | undefined,
    body: Record<string, unknown>,
  ): [number, unknown] {
    if (path.endsWith('?dry_run=true')) return [200, dryRun(body)];
    if (id === '') return [201, this.#startServer(body)];
    const server = this.servers.get(id);
    if (server === undefined) return [404, { code: 'server_not_found', detail: 'There is no such server.' }];
    if (action === 'restart')
      return [201, this.#startServer({ name: server.name, after: body.after ? id : undefined })];
    if (method === 'DELETE') {
      this.servers.delete(id);
      this.send({ type: 'server_removed', id });
      return [204, null];
    }
    this.putServer({ ...server, state: 'ending' });
    return [202, this.servers.get(id)];
  }

  #startServer({ name, after, ...values }: Record<string, unknown>): ParaViewServer {
    const server = sampleServer({
      id: `newpv${this.servers.size + 1}`,
      name: String(name),
      kind: this.serversForm.title === null ? 'local' : 'job',
      state: 'queued',
      host: null,
      port: null,
      ready_at: null,
      created_at: new Date().toISOString(),
      after_server_id: (after as string | undefined) ?? null,
      values: values as ParaViewServer['values'],
    });
    this.putServer(server);
    return server;
  }

  #answerPresets(method: string, path: string, body: Record<string, unknown>): [number, unknown] {
    const [, target = '', name = ''] = path.split('/').map(decodeURIComponent);
    if (method === 'GET') return [200, this.presets];
    const others = this.presets.presets.filter((preset) => preset.target !== target || preset.name !== name);
    const preset = { target, name, values: body.values as ParaViewServer['values'] };
    this.presets = { ...this.presets, presets: method === 'PUT' ? [...others, preset] : others };
    return [204, null];
  }

  #answerJobs(
    method: string,
    id: string,
    action: string | undefined,
    body: Record<string, unknown>,
  ): [number, unknown] {
    if (id === '') {
      const job = sampleJob({ id: '900', name: String(body.name ?? 'run.sh') });
      this.putQueue({ ...this.queue, jobs: [job, ...this.queue.jobs] });
      return [201, job];
    }
    const phase = { hold: 'held' as const, release: 'queued' as const }[action ?? ''] ?? ('cancelled' as const);
    const jobs = this.queue.jobs.map((job) => (job.id === id ? { ...job, phase } : job));
    this.putQueue({ ...this.queue, jobs });
    return [method === 'DELETE' ? 204 : 202, method === 'DELETE' ? null : jobs.find((job) => job.id === id)];
  }
}

function dryRun(body: Record<string, unknown>): DryRunView {
  const lines = Object.entries(body).map(([name, value]) => `# ${name}: ${value}`);
  return { script: ['#!/bin/bash', ...lines, ''].join('\n'), problems: [], estimated_start: inSeconds(600) };
}

function inSeconds(seconds: unknown): string {
  return new Date(Date.now() + (typeof seconds === 'number' ? seconds : 60) * 1000).toISOString();
}
