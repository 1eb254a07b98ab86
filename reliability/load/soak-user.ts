import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pick } from '../random.ts';
import { FeedWatcher } from './feed-watcher.ts';
import type { ListedInstance, MeasuredDaemon } from './measured-daemon.ts';
import { loadPage } from './page-loads.ts';
import { RawWebsocket } from './raw-websocket.ts';
import { type OpenedInstance, openInstance, untilAll } from './running-instances.ts';

const maximumRunning = 6;
/** More cards are tidied away, so that the use is the same at the end as at the beginning. */
const maximumEnded = 10;
const transferBytes = 20_000_000;

type Action =
  | 'launch'
  | 'fail'
  | 'stop'
  | 'restart'
  | 'remove'
  | 'rename'
  | 'links'
  | 'watch'
  | 'talk'
  | 'follow'
  | 'download'
  | 'leave download'
  | 'upload'
  | 'read'
  | 'change app';

/** Somebody who does with a daemon what users do. */
export class SoakUser {
  /** What is done, the frequent more often. */
  readonly actions: Action[] = [
    ...(['launch', 'launch', 'stop', 'remove', 'restart', 'fail', 'rename', 'links', 'links'] as const),
    ...(['watch', 'watch', 'watch', 'talk', 'talk', 'talk', 'follow', 'follow'] as const),
    ...(['download', 'leave download', 'upload', 'read', 'read', 'read', 'change app'] as const),
  ];
  readonly #daemon: MeasuredDaemon;
  readonly #home: string;
  readonly #random: () => number;
  /** Those that run, as opened; taken out while something is done with them that nobody else may disturb. */
  #running: OpenedInstance[] = [];
  #ended: string[] = [];
  #launching = 0;
  #requests = 0;
  readonly #done: Record<string, number> = {};
  readonly #failures: string[] = [];

  constructor(daemon: MeasuredDaemon, home: string, random: () => number) {
    this.#daemon = daemon;
    this.#home = home;
    this.#random = random;
  }

  /** Does it, and notes when it does not go as it should. */
  async perform(action: Action): Promise<void> {
    try {
      await this.#act(action);
      this.#done[action] = (this.#done[action] ?? 0) + 1;
    } catch (error) {
      this.#failures.push(`${action}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  report() {
    return { requests: this.#requests, done: this.#done, failures: this.#failures };
  }

  /** Removes all instances; resolves when none is listed. */
  async removeAll(): Promise<void> {
    const { instances } = await this.#call<{ instances: ListedInstance[] }>('GET', 'instances');
    for (const { id } of instances) await this.#call('DELETE', `instances/${id}`);
    this.#running = [];
    this.#ended = [];
  }

  #act(action: Action): Promise<unknown> {
    if (action === 'launch') return this.#launch();
    if (action === 'fail') return this.#launchBroken();
    if (action === 'remove') return this.#remove();
    if (action === 'watch') return this.#watch();
    if (action === 'read') return this.#read();
    if (action === 'change app') return this.#changeApp();
    return this.#use(action);
  }

  async #launch(): Promise<void> {
    if (this.#running.length + this.#launching >= maximumRunning) return;
    this.#launching += 1;
    try {
      const { id } = await this.#call<ListedInstance>('POST', 'apps/echo/instances', {});
      await untilAll(this.#daemon, [id], 'ready');
      this.#running.push(await openInstance(this.#daemon, id));
    } finally {
      this.#launching -= 1;
    }
  }

  async #launchBroken(): Promise<void> {
    const { id } = await this.#call<ListedInstance>('POST', 'apps/broken/instances', {});
    await untilAll(this.#daemon, [id], 'failed');
    await this.#tidy(id);
  }

  async #remove(): Promise<void> {
    const id = this.#ended.shift();
    if (id !== undefined) await this.#call('DELETE', `instances/${id}`);
  }

  async #tidy(endedId: string): Promise<void> {
    this.#ended.push(endedId);
    if (this.#ended.length > maximumEnded) await this.#remove();
  }

  /** Actions on one that runs; where none does there is nothing to do. */
  async #use(action: Action): Promise<void> {
    if (this.#running.length === 0) return;
    const instance = pick(this.#random, this.#running);
    if (action === 'stop' || action === 'restart') {
      this.#running = this.#running.filter((other) => other !== instance);
      return action === 'stop' ? this.#stop(instance.id) : this.#restart(instance);
    }
    await this.#enjoy(action, instance).catch((error: unknown) => {
      // It was stopped under the hands of who used it.
      if (this.#running.includes(instance)) throw error;
    });
  }

  async #enjoy(action: Action, instance: OpenedInstance): Promise<void> {
    if (action === 'rename') await this.#call('PATCH', `instances/${instance.id}`, { name: `Run ${randomUUID()}` });
    if (action === 'links') await this.#shareLinks(instance.id);
    if (action === 'talk') await this.#talk(instance);
    if (action === 'follow') await this.#follow(instance.id);
    if (action === 'download') await this.#download(instance, transferBytes);
    if (action === 'leave download') await this.#download(instance, transferBytes / 4);
    if (action === 'upload') await this.#upload(instance);
  }

  async #stop(id: string): Promise<void> {
    await this.#call('POST', `instances/${id}/stop`);
    await untilAll(this.#daemon, [id], 'stopped');
    await this.#tidy(id);
  }

  async #restart(instance: OpenedInstance): Promise<void> {
    await this.#call('POST', `instances/${instance.id}/restart`);
    await untilAll(this.#daemon, [instance.id], 'ready');
    this.#running.push(instance);
  }

  async #shareLinks(id: string): Promise<void> {
    const path = `instances/${id}/links`;
    for (let count = 0; count < 3; count += 1) await this.#call('POST', path, { note: 'for a colleague' });
    await this.#call('GET', path);
  }

  async #watch(): Promise<void> {
    const { port, headers } = this.#daemon;
    this.#requests += 5;
    await loadPage(port, headers);
    const watcher = await FeedWatcher.open({ port, headers });
    await delay(1000 + 4000 * this.#random());
    watcher.close();
  }

  async #talk({ path, cookie }: OpenedInstance): Promise<void> {
    const { port, headers } = this.#daemon;
    const open: RawWebsocket[] = [];
    let answers = 0;
    for (let count = 0; count < 4; count += 1) {
      this.#requests += 1;
      const where = { port, path: `${path}ws`, headers: { ...headers, Cookie: cookie } };
      open.push(await RawWebsocket.open(where, () => (answers += 1)));
    }
    for (let round = 0; round < 20 && open.every(({ ended }) => !ended); round += 1) {
      for (const websocket of open) websocket.send(Buffer.alloc(round % 10 === 0 ? 64_000 : 1000));
      await delay(100);
    }
    for (const websocket of open) websocket.close();
    if (answers === 0) throw new Error('nothing came back');
  }

  async #follow(id: string): Promise<void> {
    const { port, headers } = this.#daemon;
    this.#requests += 1;
    let received = 0;
    const where = { port, path: `/api/v1/instances/${id}/log/follow?tail=10`, headers };
    const websocket = await RawWebsocket.open(where, ({ length }) => (received += length));
    for (let waited = 0; waited < 100 && received === 0 && !websocket.ended; waited += 1) await delay(50);
    await delay(2000);
    websocket.close();
  }

  /** Reads so much of an answer, and leaves. */
  async #download({ path, cookie }: OpenedInstance, bytes: number): Promise<void> {
    const leaving = new AbortController();
    const response = await this.#fetch(`${path}bytes/${transferBytes}`, {
      headers: { cookie },
      signal: leaving.signal,
    });
    let received = 0;
    for await (const chunk of response.body ?? []) {
      received += (chunk as Uint8Array).length;
      if (received >= bytes) break;
    }
    leaving.abort();
    if (response.ok && received < bytes) throw new Error(`only ${received} bytes of ${bytes} came`);
  }

  async #upload({ path, cookie }: OpenedInstance): Promise<void> {
    const response = await this.#fetch(`${path}swallow`, {
      method: 'POST',
      headers: { cookie },
      body: new Uint8Array(transferBytes),
    });
    const text = await response.text();
    if (response.ok && text !== String(transferBytes)) throw new Error(`${text} bytes of ${transferBytes} arrived`);
  }

  async #read(): Promise<void> {
    for (const path of ['instances', 'apps', 'system', 'servers', 'presets', 'instances?state=ready']) {
      await this.#call('GET', path);
    }
    const [instance] = this.#running;
    if (instance !== undefined) await this.#call('GET', `instances/${instance.id}`);
  }

  /** An app appears, changes and goes away. */
  async #changeApp(): Promise<void> {
    const name = `app-${randomUUID()}`;
    const directory = join(this.#home, 'jupyter', 'trame', name);
    mkdirSync(directory);
    for (const title of ['Draft', 'Better', 'broken: [']) {
      writeFileSync(join(directory, 'app.yml'), `name: ${title}\ncommand: exec true\n`);
      await delay(300);
      await this.#call('GET', 'apps');
    }
    rmSync(directory, { recursive: true });
    await this.#call('GET', 'apps');
  }

  /** As the page calls. */
  async #call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    this.#requests += 1;
    const isLaunch = method === 'POST' && path.endsWith('/instances');
    return this.#daemon.call<Answer>(method, path, body, isLaunch ? { 'idempotency-key': randomUUID() } : {});
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    this.#requests += 1;
    const { base, headers } = this.#daemon;
    return fetch(new URL(path, base), {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string>) },
    });
  }
}
