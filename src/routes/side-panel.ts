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
import { createPollPace, type PollPace } from '../services/poll-pace.ts';
import type { AppCatalog, Connections, Instances, JobQueue, ParaViewServers } from '../services/ports.ts';
import { createShortLook } from '../services/short-look.ts';
import type { System } from '../services/system-view.ts';
import { isShownServer, panelApp, panelChoices, panelInstance, panelServer } from './side-panel-answers.ts';
import { createPanelLinks } from './side-panel-links.ts';

export interface SidePanelOptions {
  apps: AppCatalog;
  instances: Instances;
  servers: ParaViewServers;
  connections: Connections;
  queue: JobQueue;
  access: Pick<AccessTokens, 'createLink' | 'isFresh'>;
  linkUrl: (id: string, token: string) => string;
  system: () => System;
  /** How often its lists may be asked for. Default: 20 at once, then two a second. */
  pace?: Parameters<typeof createPollPace>[0];
}

/**
 * The panel means to ask every 30 s, but asks anew as soon as it has drawn an answer, a hundred times a second. Two a second
 * are as good to look at, and leave the processor to others.
 */
const usualPace = { burst: 20, everyMs: 500, maximumWaitMs: 5000 };
/** A tab in the background asks more seldom than the 30 s that are meant. */
const lookMs = 90_000;

/**
 * The REST of jupyterlab-trame-manager 0.6.1 below `<base>/`, in the spellings of its side panel (read from its sources), so
 * that the panel works with this daemon: `paraview`, `trame`, `trame/connect`, `trame/disconnect`, `user`. The panel sends JSON
 * without saying so, and opens `base_url` as it is: so that is a one-time link.
 */
export const sidePanelRoutes: FastifyPluginAsyncTypebox<SidePanelOptions> = async (app, options) => {
  const { apps, instances, servers, connections, queue } = options;
  const links = createPanelLinks(options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  const look = createShortLook(() => {
    const looksAway = [queue.watch(), servers.watch()];
    return () => {
      for (const lookAway of looksAway) lookAway();
    };
  }, lookMs);
  app.addHook('onClose', async () => look.end());
  const hidden = { hide: true };
  const { pace = usualPace } = options;
  const list = () => ({ schema: hidden, preHandler: heldBack(createPollPace(pace), () => look.renew()) });

  app.get('/paraview', list(), async () => servers.list().filter(isShownServer).map(panelServer));

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

  app.get('/trame', list(), async () => {
    const { apps: known } = await apps.list();
    return Promise.all(known.map((each) => panelApp(instances, links, each)));
  });

  app.post('/trame', { schema: { ...hidden, body: PanelLaunchSchema } }, async ({ body }) => {
    const found = await findApp(apps, body.appName);
    const form = { name: body.name || null, data_directory: body.dataDirectory || null };
    return panelInstance(instances, links, await instances.launch(readLaunchForm(found, form)));
  });

  app.post('/trame/connect', { schema: { ...hidden, body: PanelConnectSchema } }, async ({ body }) => {
    const instance = await findInstance(options, body);
    const server = findServer(servers, body.serverName);
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
    const limits = queue.title === null ? null : await queue.limits().catch(() => null);
    const form = await servers.form().catch(() => []);
    const partitions = limits?.partitions.map(({ name }) => name) ?? [];
    return {
      user,
      home,
      accounts: panelChoices(form, 'account', limits?.accounts ?? []),
      partitions: panelChoices(form, 'partition', partitions),
    };
  });
};

function heldBack(polls: PollPace, onAsked: () => void): () => Promise<void> {
  return async () => {
    onAsked();
    const waitMs = polls.takeTurn();
    if (waitMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, waitMs));
  };
}

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

/** The panel knows servers by their names; of several the one that is ready is meant. */
function findServer(servers: ParaViewServers, name: string): ParaViewServer {
  const named = servers.list().filter((server) => server.name === name && isLiveServer(server.state));
  const server = named.find(({ state }) => state === 'ready') ?? named[0];
  if (server !== undefined) return server;
  throw new ManagerError('server_not_found', `No ParaView server "${name}" is there.`);
}
