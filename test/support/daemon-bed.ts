import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { Test } from 'tap';
import { readRequests, writeBrowserApp } from './browser-app.ts';
import { startDaemon, type TestDaemon, waitUntil } from './daemon.ts';
import { type RecordingRelay, startRecordingRelay } from './recording-relay.ts';
import { shortDirectory } from './short-directory.ts';

/** A daemon on TCP with one ready instance, reached by way of a relay that keeps what browsers ask. */
export interface DaemonBed {
  home: string;
  daemon: TestDaemon;
  relay: RecordingRelay;
  /** Where browsers reach the daemon; ends with "/". */
  url: string;
  instance: LaunchedInstance;
  /** Launches one more. */
  launch(): Promise<LaunchedInstance>;
  /** A tab with the launcher page, in a browser that shows the daemon's token. */
  enter(browser: BrowserContext): Promise<Page>;
  /** The absolute URL of a fresh link. */
  link(instance: LaunchedInstance): Promise<string>;
  /** What all instances, links and presets are now, to be compared. */
  everything(): Promise<unknown>;
}

export interface LaunchedInstance {
  id: string;
  /** Its absolute URL. */
  url: string;
  /** The request heads that it got. */
  requests(): string;
}

export async function startDaemonBed(t: Test, env: NodeJS.ProcessEnv = {}): Promise<DaemonBed> {
  const home = shortDirectory(t);
  writeBrowserApp(home);
  const state = join(home, 'state');
  const daemon = await startDaemon(t, { home, env: { TRAME_MANAGER_STATE_DIR: state, ...env } });
  const relay = await startRecordingRelay(t, Number(new URL(daemon.url).port));
  const url = `http://127.0.0.1:${relay.port}/`;
  const launch = async (): Promise<LaunchedInstance> => {
    const { id, path } = (await daemon.call('POST', 'api/v1/apps/open-book/instances', {})).json;
    t.teardown(() => daemon.call('DELETE', `api/v1/instances/${id}`).catch(() => undefined));
    const ready = async () => (await daemon.call('GET', `api/v1/instances/${id}`)).json.state === 'ready';
    await waitUntil(ready, 'ready');
    return { id, url: `${url}${path.slice(1)}`, requests: () => readRequests(join(state, 'sessions', id)) };
  };
  const answerOf = async (path: string) => (await daemon.call('GET', `api/v1/${path}`)).json;
  return {
    home,
    daemon,
    relay,
    url,
    instance: await launch(),
    launch,
    async enter(browser) {
      const page = await browser.newPage();
      await page.goto(`${url}?token=${daemon.token}`);
      return page;
    },
    link: async ({ id }) => new URL((await daemon.call('POST', `api/v1/instances/${id}/links`)).json.url, url).href,
    async everything() {
      const { instances } = await answerOf('instances');
      const shown = instances.map(({ id, name, state: its, restarts }: Record<string, unknown>) => [
        id,
        name,
        its,
        restarts,
      ]);
      const links = await Promise.all(instances.map(({ id }: { id: string }) => answerOf(`instances/${id}/links`)));
      return { shown, links, presets: await answerOf('presets') };
    },
  };
}
