import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import { createLocalHost } from '../../src/adapters/local-host.ts';
import { identify } from '../../src/adapters/process-table.ts';
import { ManagerError } from '../../src/domain/errors.ts';
import { type Instance, type InstanceState, isLive } from '../../src/domain/instance.ts';
import type { InstanceHost } from '../../src/domain/instance-host.ts';
import type { JobTemplate, Site } from '../../src/domain/site.ts';
import { siteDefaults } from '../../src/domain/site.ts';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import type { InstancesOptions } from '../../src/services/instance-context.ts';
import { createInstances } from '../../src/services/instance-registry.ts';
import type { Instances } from '../../src/services/ports.ts';
import { stayAwake } from './stay-awake.ts';

export { makeApp, python, request, tinyServer } from './instance-app.ts';

const deadlineMs = 60_000;

/** A directory for one test; everything that instances started from it left behind is ended and removed with it. */
export async function makeStateDirectory(t: Test, parent = '/tmp'): Promise<string> {
  const directory = await mkdtemp(join(parent, 'trame-manager-test-'));
  t.teardown(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/** A daemon's instances on a state directory; the instances are ended with the test. */
export async function makeInstances(
  t: Test,
  stateDirectory: string,
  changes: Partial<Omit<InstancesOptions, 'site'>> & {
    site?: Partial<Site['instances']>;
    commands?: string[];
    jobTemplate?: JobTemplate;
  } = {},
): Promise<Instances & { log: string[] }> {
  const { site, commands = [], jobTemplate = null, ...options } = changes;
  const host = options.host ?? (await makeHost(stateDirectory));
  const apps = new Map<string, TrameApp>();
  const log: string[] = [];
  const note = (details: object, message: string) => void log.push(`${message} ${JSON.stringify(details)}`);
  const instances = createInstances({
    host,
    site: { ...makeSite(site, commands), jobs: jobTemplate },
    apps: { get: async (id) => apps.get(id) ?? Promise.reject(new ManagerError('app_not_found', `No app ${id}.`)) },
    workingDirectory: stateDirectory,
    home: stateDirectory,
    env: process.env,
    basePath: '/user/a/trame-manager/',
    log: { info: note, warn: note, error: note },
    tickMs: 200,
    ...options,
  });
  await instances.takeOver();
  const launch = instances.launch.bind(instances);
  instances.launch = (request) => {
    apps.set(request.app.id, request.app);
    return launch(request);
  };
  t.teardown(stayAwake());
  t.teardown(async () => {
    for (const { id, state } of instances.list()) if (isLive(state)) await instances.remove(id).catch(() => undefined);
    await instances.close();
  });
  return Object.assign(instances, { log });
}

/** The real host with some of it replaced; that the tests may run in a container is left aside. */
export async function makeHost(stateDirectory: string, changes: Partial<InstanceHost> = {}): Promise<InstanceHost> {
  const lifetime = { endsWith: null, endsAt: null };
  return { ...(await createLocalHost({ stateDirectory, env: {} })), lifetime, ...changes };
}

/** Resolves when the instance shows one of these states. */
export function untilState(instances: Instances, id: string, ...states: InstanceState[]): Promise<Instance> {
  return until(
    () => instances.list().find((instance) => instance.id === id && states.includes(instance.state)),
    () => `instance ${JSON.stringify(instances.list().find((instance) => instance.id === id))} never was ${states}`,
  );
}

/** Asks every few milliseconds until something comes, and gives up after a generous time. */
export async function until<T>(
  ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  complaint: () => string = () => 'it never came true',
  withinMs = deadlineMs,
): Promise<T> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; ) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(complaint());
}

/** True while a process with this pid runs; a zombie does not. */
export function runs(pid: number): boolean {
  return identify(pid) !== null;
}

/** The file's text once it has some. */
export function untilText(path: string): Promise<string> {
  return until(
    () => readFile(path, 'utf8').catch(() => ''),
    () => `nothing came to stand in ${path}`,
  );
}

function makeSite(changes: Partial<Site['instances']> = {}, environmentCommands: string[] = []): Site {
  return {
    file: '/tmp/test.yml',
    name: 'test',
    title: 'Test',
    scheduler: 'none',
    environmentCommands,
    instances: {
      maximum: 100,
      idleTimeoutMs: 0,
      keepStoppedMs: 86_400_000,
      stopGraceMs: 2000,
      maximumLogBytes: 1_000_000,
      ...changes,
    },
    ...siteDefaults,
    help: [],
  };
}
