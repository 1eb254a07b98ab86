import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDaemon, type TestDaemon, waitUntil } from '../../test/support/daemon.ts';
import { usersGlibcSettings, usersNodeArguments } from '../load/measured-daemon.ts';
import type { ApiRoute, FuzzedInstance, Schema, Surroundings } from './surroundings.ts';

/** A real daemon over TCP, with instances of every kind behind it. */
export interface FuzzedDaemon {
  pid: number;
  port: number;
  around: Surroundings;
  log(): string;
  /** Its resident memory and open descriptors. */
  figures(): { memoryBytes: number; descriptors: number };
  hasEnded(): boolean;
  /** Launches what may be stopped and removed anew, where it was. */
  replaceVictims(): Promise<void>;
  /** Removes all instances and servers, and ends the daemon; gives its exit code and how many processes were left. */
  end(): Promise<{ code: number | null; leftProcesses: number }>;
}

interface Teardown {
  teardown(handler: () => unknown): void;
}

const victimCount = 2;

/** What a user's daemon is started with; its memory is judged. */
const usersEnvironment = {
  ...usersGlibcSettings,
  NODE_OPTIONS: usersNodeArguments.join(' '),
  TRAME_MANAGER_OWN_VARIABLES: [...Object.keys(usersGlibcSettings), 'NODE_OPTIONS'].join(' '),
};

/** Starts it with `home` as its home. */
export async function startFuzzedDaemon(t: Teardown, home: string): Promise<FuzzedDaemon> {
  writeApps(join(home, 'jupyter', 'trame'));
  const site = join(home, 'site.yml');
  writeFileSync(site, siteFile);
  const daemon = await startDaemon(t, { home, args: ['--port', '0', '--configuration', site], env: usersEnvironment });
  const pid = daemon.child.pid ?? 0;
  const removeEverything = async () => {
    await removeAll(daemon, 'instances');
    await removeAll(daemon, 'servers');
  };
  // Also where the run is broken off: instances outlive their daemon.
  t.teardown(() => hasEnded(daemon) || removeEverything());
  const launch = async (app: string): Promise<string> => {
    const answer = await daemon.call('POST', `api/v1/apps/${app}/instances`, {});
    if (answer.status !== 201) throw new Error(`${app} cannot be launched: ${answer.text}`);
    return answer.json.id;
  };
  const apps = ['echo', 'unix', 'garbage', 'silent', 'ended'];
  const ids = await Promise.all(apps.map(launch));
  await waitUntil(async () => {
    const { instances } = (await daemon.call('GET', 'api/v1/instances')).json;
    return instances.filter(({ state }: { state: string }) => state === 'ready').length === apps.length;
  }, 'the instances to be ready');
  const [echo, unix, garbage, silent, ended] = (await Promise.all(ids.map((id) => open(daemon, id)))) as [
    FuzzedInstance,
    FuzzedInstance,
    FuzzedInstance,
    FuzzedInstance,
    FuzzedInstance,
  ];
  await daemon.call('POST', `api/v1/instances/${ended.id}/stop`);
  const doorVisit = await fetch(`${daemon.url}?token=${daemon.token}`, { redirect: 'manual' });
  const around: Surroundings = {
    token: daemon.token,
    doorCookie: doorVisit.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '',
    ...{ echo, unix, garbage, silent, ended },
    victims: await Promise.all(Array.from({ length: victimCount }, () => launch('victim'))),
    routes: readRoutes((await daemon.call('GET', 'api/v1/openapi.json')).json),
  };
  return {
    pid,
    port: Number(new URL(daemon.url).port),
    around,
    log: daemon.log,
    figures: () => figuresOf(pid),
    hasEnded: () => hasEnded(daemon),
    async replaceVictims() {
      const { instances } = (await daemon.call('GET', 'api/v1/instances')).json;
      const known = new Set(instances.map(({ id }: { id: string }) => id));
      for (const [place, id] of around.victims.entries()) {
        if (!known.has(id)) around.victims[place] = await launch('victim').catch(() => id);
      }
    },
    async end() {
      await removeEverything();
      return { code: await daemon.stop(), leftProcesses: processesOf(home) };
    },
  };
}

function hasEnded({ child }: TestDaemon): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Lets a browser in, as one that follows a link. */
async function open(daemon: TestDaemon, id: string): Promise<FuzzedInstance> {
  const { url } = (await daemon.call('POST', `api/v1/instances/${id}/links`, {})).json;
  const visit = await daemon.call('GET', url);
  const { path } = (await daemon.call('GET', `api/v1/instances/${id}`)).json;
  return { id, path, cookie: visit.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' };
}

async function removeAll(daemon: TestDaemon, what: 'instances' | 'servers'): Promise<void> {
  const listed = (await daemon.call('GET', `api/v1/${what}`)).json[what] ?? [];
  await Promise.all(listed.map(({ id }: { id: string }) => daemon.call('DELETE', `api/v1/${what}/${id}`)));
}

function writeApps(directory: string): void {
  const program = fileURLToPath(new URL('instance-app.ts', import.meta.url));
  const run = (role: string) => `exec ${process.execPath} ${program} ${role}`;
  const apps: Record<string, string[]> = {
    echo: [`command: ${run('echo')}`],
    unix: [`command: ${run('echo')}`, 'unix_socket: true'],
    garbage: [`command: ${run('garbage')}`],
    silent: [`command: ${run('silent')}`],
    ended: [`command: ${run('echo')}`],
    victim: [
      'command: exec sleep 100000',
      'parameters:',
      '  - {name: iso, type: number, min: 0, max: 1, default: 0.5}',
      '  - {name: count, type: integer, default: 1}',
      '  - {name: solver, type: choice, choices: [fast, exact], default: fast}',
      '  - {name: title, type: string, default: x}',
      '  - {name: file, type: file, default: ""}',
    ],
  };
  for (const [name, lines] of Object.entries(apps)) {
    mkdirSync(join(directory, name), { recursive: true });
    const common = [`name: ${name}`, 'kind: web', 'data_directory: optional', 'idle_timeout_seconds: 0'];
    const ready = `ready: {path: /ready, timeout_seconds: ${name === 'victim' ? 3600 : 60}}`;
    writeFileSync(join(directory, name, 'app.yml'), `${[...common, ready, ...lines].join('\n')}\n`);
  }
}

const siteFile = `title: Fuzz
instances:
  maximum: 12
  stop_grace_seconds: 1
paraview:
  start: local
  fields:
    - {name: processes, label: Processes, type: integer, min: 1, max: 2, default: 1}
  command: exec sleep 3
`;

interface OpenapiDocument {
  paths: Record<
    string,
    Record<
      string,
      {
        requestBody?: { content: { 'application/json': { schema: Schema } } };
        parameters?: { in: string; name: string }[];
      }
    >
  >;
}

function readRoutes({ paths }: OpenapiDocument): ApiRoute[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { requestBody, parameters = [] }]) => ({
      method: method.toUpperCase(),
      path,
      body: requestBody?.content['application/json'].schema ?? null,
      query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    })),
  );
}

function figuresOf(pid: number): { memoryBytes: number; descriptors: number } {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { memoryBytes: Number(kilobytes) * 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

/** Processes whose environment names this home: the daemon's and its instances'. */
function processesOf(home: string): number {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`HOME=${home}\0`);
    } catch {
      return false;
    }
  }).length;
}
