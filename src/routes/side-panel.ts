import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { ManagerError } from '../domain/errors.ts';
import type { FieldType, ShownField } from '../domain/form.ts';
import { type Instance, isLive } from '../domain/instance.ts';
import { isLiveServer, type ParaViewServer } from '../domain/paraview-server.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import {
  PanelConnectSchema,
  PanelDisconnectSchema,
  PanelLaunchSchema,
  PanelServerSchema,
} from '../schemas/side-panel.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import { readLaunchForm } from '../services/launch-form.ts';
import type { AppCatalog, Connections, Instances, JobQueue, ParaViewServers } from '../services/ports.ts';
import type { System } from '../services/system-view.ts';

export interface SidePanelOptions {
  apps: AppCatalog;
  instances: Instances;
  servers: ParaViewServers;
  connections: Connections;
  queue: JobQueue;
  access: Pick<AccessTokens, 'createLink'>;
  linkUrl: (id: string, token: string) => string;
  system: () => System;
}

/** The panel asks every 30 s; a tab in the background more seldom. */
const linkLifetimeSeconds = 600;
/** For so long each answer has the same link: a new one with each would push out those that people copied. */
const linkKeptMs = 300_000;

/**
 * The REST of jupyterlab-trame-manager 0.6.1 below `<base>/`, in the spellings of its side panel (read from its sources), so
 * that the panel works with this daemon: `paraview`, `trame`, `trame/connect`, `trame/disconnect`, `user`. The panel sends JSON
 * without saying so, and opens `base_url` as it is: so that is a one-time link.
 */
export const sidePanelRoutes: FastifyPluginAsyncTypebox<SidePanelOptions> = async (app, options) => {
  const { apps, instances, servers, connections } = options;
  const linkOf = keptLinks(options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  const hidden = { hide: true };

  app.get('/paraview', { schema: hidden }, async () => servers.list().filter(isShown).map(panelServer));

  app.post('/paraview', { schema: { ...hidden, body: PanelServerSchema } }, async ({ body }) => {
    const { name } = body;
    try {
      const values = panelValues(await servers.form(), body);
      const server = await servers.start({ name: name || null, values, after: null });
      return { returnCode: 0, message: `"${server.name}" is ${server.state}.` };
    } catch (error) {
      // The panel shows the message of this answer, and of no other.
      if (error instanceof ManagerError) return { returnCode: 1, message: error.message };
      throw error;
    }
  });

  app.get('/trame', { schema: hidden }, async () => {
    const { apps: known } = await apps.list();
    return Promise.all(known.map((each) => panelApp(instances, linkOf, each)));
  });

  app.post('/trame', { schema: { ...hidden, body: PanelLaunchSchema } }, async ({ body }) => {
    const found = await findApp(apps, body.appName);
    const form = { name: body.name || null, data_directory: body.dataDirectory || null };
    return panelInstance(instances, linkOf, await instances.launch(readLaunchForm(found, form)));
  });

  app.post('/trame/connect', { schema: { ...hidden, body: PanelConnectSchema } }, async ({ body }) => {
    const instance = await findInstance(options, body);
    const server = servers.list().find(({ name, state }) => name === body.serverName && isLiveServer(state));
    if (server === undefined)
      throw new ManagerError('server_not_found', `No ParaView server "${body.serverName}" is there.`);
    await connections.connect(instance.id, { serverId: server.id });
    return { url: server.host };
  });

  app.post('/trame/disconnect', { schema: { ...hidden, body: PanelDisconnectSchema } }, async ({ body }, reply) => {
    const instance = await findInstance(options, body);
    await connections.disconnect(instance.id);
    return reply.send('');
  });

  app.get('/user', { schema: hidden }, async () => {
    const { user, home } = options.system();
    const limits = options.queue.title === null ? null : await options.queue.limits().catch(() => null);
    return {
      user,
      home,
      accounts: limits?.accounts ?? [],
      partitions: limits?.partitions.map(({ name }) => name) ?? [],
    };
  });
};

/**
 * The panel has the same fields for every site: what the site's own form does not ask for is left out, and an empty field means
 * the site's default.
 */
function panelValues(fields: ShownField[], body: Static<typeof PanelServerSchema>): Record<string, unknown> {
  const { account, partition, nodes, timeLimit } = body;
  const given: Partial<Record<FieldType, unknown>> = { account, partition, nodes, walltime: timeLimit };
  const values = fields.map(({ name, type }) => [name, given[type]] as const);
  return Object.fromEntries(values.filter(([, value]) => value != null && value !== ''));
}

/** The panel has no way to say that a server ended. */
function isShown({ state }: ParaViewServer): boolean {
  return isLiveServer(state) || state === 'lost';
}

function panelServer(server: ParaViewServer) {
  const startedMs = Date.parse(server.started_at ?? '');
  return {
    name: server.name,
    account: server.job?.account ?? '',
    partition: server.job?.partition ?? '',
    nodes: server.job?.nodes ?? 1,
    timeLimit: clock(server.job?.walltime_seconds ?? 0),
    timeUsed: clock(Number.isNaN(startedMs) ? 0 : Math.max(0, (Date.now() - startedMs) / 1000)),
    state: server.state === 'queued' ? 'PENDING' : server.state === 'lost' ? 'UNKNOWN' : 'RUNNING',
    connectionAddress: server.host,
  };
}

type LinkOf = (instance: Instance) => Promise<string>;

async function panelApp(instances: Instances, linkOf: LinkOf, app: TrameApp) {
  const own = instances.list().filter((instance) => instance.app === app.id && isLive(instance.state));
  return {
    name: app.id,
    displayName: app.name,
    path: app.directory,
    instances: await Promise.all(own.map((instance) => panelInstance(instances, linkOf, instance))),
  };
}

async function panelInstance(instances: Instances, linkOf: LinkOf, instance: Instance) {
  const url = await linkOf(instance);
  return {
    uuid: instance.id,
    name: instance.name,
    dataDirectory: instance.data_directory ?? '',
    port: instance.port,
    baseUrl: url,
    base_url: url,
    log: instances.logFile(instance.id),
  };
}

function keptLinks({ instances, access, linkUrl }: SidePanelOptions): LinkOf {
  const kept = new Map<string, { url: string; until: number; startedAt: string }>();
  instances.on('remove', (id) => kept.delete(id));
  return async ({ id, started_at: startedAt }) => {
    const known = kept.get(id);
    // A link dies with the run that it was made for.
    if (known !== undefined && known.until > Date.now() && known.startedAt === startedAt) return known.url;
    const options = { note: 'Side panel', expiresInSeconds: linkLifetimeSeconds };
    const url = linkUrl(id, (await access.createLink(id, options)).token);
    kept.set(id, { url, until: Date.now() + linkKeptMs, startedAt });
    return url;
  };
}

async function findApp(apps: AppCatalog, name: string): Promise<TrameApp> {
  const { apps: known } = await apps.list();
  const byName = known.find((each) => each.id !== name && each.name === name);
  return apps.get(known.some(({ id }) => id === name) ? name : (byName?.id ?? name));
}

/** The panel knows instances by their names; of several the newest is meant. */
async function findInstance(
  { apps, instances }: SidePanelOptions,
  body: { appName: string; instanceName: string },
): Promise<Instance> {
  const { id } = await findApp(apps, body.appName);
  const found = instances
    .list()
    .filter(({ app, name, state }) => app === id && name === body.instanceName && isLive(state))
    .sort((a, b) => (a.started_at < b.started_at ? 1 : -1))[0];
  if (found) return found;
  throw new ManagerError('instance_not_found', `There is no running instance "${body.instanceName}" of ${id}.`);
}

/** Seconds as the panel shows times: 3723 -> "1:02:03". */
function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}
