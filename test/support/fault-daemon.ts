import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import { type Answer, startDaemon, type TestDaemon } from './daemon.ts';
import { tinyServer } from './instance-app.ts';
import { until } from './until.ts';

/** A home with one small app, `tiny`; removed with the test. `parent` is where it is made. */
export async function makeHome(t: Pick<Test, 'teardown'>, command = tinyServer, parent = '/tmp'): Promise<string> {
  const home = await mkdtemp(join(parent, 'trame-manager-fault-'));
  t.teardown(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  await addApp(home, 'tiny', command);
  return home;
}

/** An app file below a home. */
export async function addApp(home: string, id: string, command: string, more = ''): Promise<void> {
  const directory = join(home, 'jupyter', 'trame', id);
  await mkdir(directory, { recursive: true });
  const indented = command.replaceAll('\n', '\n  ');
  await writeFile(
    join(directory, 'app.yml'),
    `name: ${id}\nkind: web\ndata_directory: optional\n${more}command: |\n  ${indented}\n`,
  );
}

/** Whether a process can have mounts of its own here. */
export function mayMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A machine may be busy with other tests. */
const patienceMs = 60_000;

/** What surrounds a daemon that a fault is made for. */
export interface Surroundings {
  home: string;
  env?: NodeJS.ProcessEnv;
  args?: string[];
  /** The program that starts the daemon, and its arguments; it has to become the daemon (`exec`). */
  wrapper?: string[];
  /** `diskAt` is a file system of its own, seen by this daemon and its instances alone: options of tmpfs. */
  stateDisk?: string;
  /** Default: the state directory. */
  diskAt?: string;
}

export interface FaultDaemon extends TestDaemon {
  /** The state directory as the test reaches it. */
  state: string;
  /** Covers the state directory with itself, read-only, or with an empty disk, as this daemon sees it. */
  cover(how: 'read-only' | 'empty'): void;
  uncover(): void;
  /** Mounts the disk, which was read-only, anew. */
  makeWritable(): void;
  /** Waits until the daemon looked at all instances of before; launches one to see that. */
  look(): Promise<{ id: string; pid: number; port: number }>;
  /** Launches `tiny` and gives the answer. */
  launch(app?: string): Promise<Answer>;
  /** Launches an app and waits until it is ready. */
  ready(app?: string): Promise<{ id: string; pid: number; port: number }>;
  show(id: string): Promise<Answer['json']>;
  /** Waits until an instance is in one of these states. */
  untilState(id: string, ...states: string[]): Promise<Answer['json']>;
  ids(): Promise<string[]>;
}

/** A daemon process with what tests of faults ask of it; its instances are ended with the test. */
export async function startFaultDaemon(t: Pick<Test, 'teardown'>, given: Surroundings): Promise<FaultDaemon> {
  const { home, env = {}, args = [], wrapper = [], stateDisk } = given;
  const stateDirectory = env.TRAME_MANAGER_STATE_DIR ?? join(home, 'state');
  const place = given.diskAt ?? stateDirectory;
  if (stateDisk !== undefined) await mkdir(place, { recursive: true });
  const ownMount =
    stateDisk === undefined
      ? []
      : ['unshare', '--mount', 'sh', '-c', `mount -t tmpfs -o "mode=700,${stateDisk}" none "$0" && exec "$@"`, place];
  const daemon = await startDaemon(t, {
    home,
    args,
    wrapper: [...ownMount, ...wrapper],
    env: { TRAME_MANAGER_STATE_DIR: stateDirectory, ...env },
  });
  const { call } = daemon;
  const pid = daemon.child.pid ?? 0;
  t.teardown(async () => {
    if (daemon.child.exitCode !== null || daemon.child.signalCode !== null) return;
    const listed = await call('GET', 'api/v1/instances').catch(() => null);
    for (const { id } of listed?.json?.instances ?? []) {
      await call('DELETE', `api/v1/instances/${id}`).catch(() => undefined);
    }
  });
  const inside = (...command: string[]) =>
    void execFileSync('nsenter', ['--target', String(pid), '--mount', ...command]);
  const show = async (id: string) => (await call('GET', `api/v1/instances/${id}`)).json;
  const untilState = async (id: string, ...states: string[]) => {
    let shown: Answer['json'];
    await until(
      async () => {
        shown = await show(id);
        return states.includes(shown?.state);
      },
      `instance ${id} to be ${states}`,
      patienceMs,
    ).catch((error: Error) => {
      throw new Error(`${error.message} It is shown as ${JSON.stringify(shown)}.`);
    });
    return shown;
  };
  const launch = (app = 'tiny') => call('POST', `api/v1/apps/${app}/instances`, {});
  const ready = async (app?: string) => {
    const started = await launch(app);
    if (started.status !== 201) throw new Error(`The launch was refused: ${started.text}`);
    return untilState(started.json.id, 'ready');
  };
  return {
    ...daemon,
    state: stateDisk === undefined ? stateDirectory : `/proc/${pid}/root${stateDirectory}`,
    cover: (how) => {
      if (how === 'empty') return inside('mount', '-t', 'tmpfs', '-o', 'mode=700', 'none', place);
      inside('mount', '--bind', place, place);
      inside('mount', '-o', 'remount,bind,ro', place);
    },
    uncover: () => inside('umount', '--lazy', place),
    makeWritable: () => inside('mount', '-o', 'remount,rw', place),
    async look() {
      const last = await ready();
      // Usage is measured at the end of a look, and it is the last in the list.
      await until(async () => (await show(last.id)).usage !== null, 'a look at all instances', patienceMs);
      return last;
    },
    launch,
    ready,
    show,
    untilState,
    ids: async () =>
      (await call('GET', 'api/v1/instances')).json.instances.map((instance: { id: string }) => instance.id),
  };
}
