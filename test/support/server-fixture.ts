import { lookup } from 'node:dns/promises';
import type { Test } from 'tap';
import { jobCommand, parseAddress } from '../../src/adapters/job-command.ts';
import { renderJobScript } from '../../src/adapters/job-script.ts';
import { portUse } from '../../src/adapters/paraview-port.ts';
import { isOnPath } from '../../src/adapters/program-path.ts';
import { createServerStore } from '../../src/adapters/server-store.ts';
import { isLiveServer, type ParaViewServer, type ServerState } from '../../src/domain/paraview-server.ts';
import type { ParaViewSite, Site } from '../../src/domain/site.ts';
import { siteDefaults } from '../../src/domain/site.ts';
import { createJobForms } from '../../src/services/job-forms.ts';
import { createParaViewServers } from '../../src/services/paraview-servers/paraview-servers.ts';
import type { ServersOptions } from '../../src/services/paraview-servers/server-context.ts';
import type { JobQueue, ParaViewServers } from '../../src/services/ports.ts';
import { makeHost } from './instance-fixture.ts';
import { stayAwake } from './stay-awake.ts';
import { until } from './until.ts';

/** A daemon's ParaView servers on a state directory, all real but what `changes` replace; they end with the test. */
export async function makeServers(
  t: Test,
  stateDirectory: string,
  queue: JobQueue,
  changes: Partial<Omit<ServersOptions, 'site' | 'queue'>> & {
    paraview_site?: Partial<ParaViewSite>;
    site?: Partial<Site>;
  },
): Promise<ParaViewServers & { messages: string[] }> {
  const { paraview_site = {}, site = {}, ...options } = changes;
  const messages: string[] = [];
  const note = (details: object, message: string) => void messages.push(`${message} ${JSON.stringify(details)}`);
  const servers = createParaViewServers({
    host: await makeHost(stateDirectory),
    store: createServerStore(stateDirectory),
    site: { ...makeServerSite(paraview_site), ...site },
    queue,
    forms: createJobForms({ limits: () => queue.limits(), renderScript: renderJobScript }),
    jobs: { command: jobCommand, parseAddress },
    paraview: {
      version: async () => '5.11.0',
      isOnPath: (program) => isOnPath(program, process.env),
      portUse: (port) => portUse(port, process.getuid?.() ?? 0),
      resolve: (host) =>
        lookup(host, { all: true }).then(
          (found) => found.map(({ address }) => address),
          () => [],
        ),
    },
    workingDirectory: stateDirectory,
    env: process.env,
    log: { info: note, warn: note, error: note },
    tickMs: 100,
    ...options,
  });
  await servers.takeOver();
  t.teardown(stayAwake());
  t.teardown(async () => {
    for (const { id, state, is_managed } of servers.list()) {
      if (is_managed && (isLiveServer(state) || state === 'lost')) await servers.remove(id).catch(() => undefined);
    }
    await servers.close();
  });
  return Object.assign(servers, { messages });
}

export function makeServerSite(paraview: Partial<ParaViewSite>): Site {
  return {
    file: '/tmp/test.yml',
    name: 'test',
    title: 'Test',
    scheduler: 'none',
    environmentCommands: [],
    instances: {
      maximum: 100,
      idleTimeoutMs: 0,
      keepStoppedMs: 86_400_000,
      stopGraceMs: 2000,
      maximumLogBytes: 1_000_000,
    },
    ...siteDefaults,
    paraview: { ...siteDefaults.paraview, ...paraview },
    help: [],
  };
}

/** Resolves when the server shows one of these states. */
export async function untilServer(
  servers: ParaViewServers,
  id: string,
  ...states: ServerState[]
): Promise<ParaViewServer> {
  const find = () => servers.list().find((server) => server.id === id);
  await until(
    () => states.includes(find()?.state ?? 'queued') && find() !== undefined,
    `server ${id} to be ${states}`,
    60_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message} It is ${JSON.stringify(find(), null, 1)}`);
  });
  return servers.get(id);
}
