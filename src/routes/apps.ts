import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { ManagerError } from '../domain/errors.ts';
import type { Instance } from '../domain/instance.ts';
import { isLiveServer, type ParaViewServer } from '../domain/paraview-server.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import { AppListSchema, AppParamsSchema, AppSchema } from '../schemas/app.ts';
import { InstanceSchema, LaunchSchema } from '../schemas/instance.ts';
import type { IdempotencyMark, IdempotencyStore } from '../services/idempotency.ts';
import { readLaunchForm } from '../services/launch-form.ts';
import type { AppCatalog, Connections, Instances, ParaViewServers } from '../services/ports.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { presentApp, presentApps } from './present-app.ts';

export interface AppRoutesOptions {
  apps: AppCatalog;
  instances: Instances;
  servers: Pick<ParaViewServers, 'get'>;
  connections: Pick<Connections, 'connectWhenReady'>;
  idempotency: IdempotencyStore;
}

/** `GET apps`, `GET apps/{app}`, `GET apps/{app}/icon`, `POST apps/{app}/instances`. */
export const appRoutes: FastifyPluginAsyncTypebox<AppRoutesOptions> = async (app, options) => {
  const { apps, instances, idempotency } = options;
  app.get(
    '/apps',
    { schema: { tags: ['apps'], summary: 'List the apps', response: { 200: AppListSchema } } },
    async () => presentApps(await apps.list()),
  );

  app.get(
    '/apps/:app',
    { schema: { tags: ['apps'], summary: 'One app', params: AppParamsSchema, response: { 200: AppSchema } } },
    async (request) => presentApp(await apps.get(request.params.app)),
  );

  app.get(
    '/apps/:app/icon',
    { schema: { tags: ['apps'], summary: 'Its icon', params: AppParamsSchema } },
    async (request, reply) => {
      const { icon, name } = await apps.get(request.params.app);
      const type = icon === null ? undefined : imageTypes[extname(icon).toLowerCase()];
      if (icon === null || type === undefined) throw new ManagerError('not_found', `${name} has no icon.`);
      // An SVG can hold scripts: opened by itself it must not run them.
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      return reply.type(type).send(createReadStream(icon));
    },
  );

  app.post(
    '/apps/:app/instances',
    {
      schema: {
        tags: ['instances'],
        summary: 'Launch an instance',
        params: AppParamsSchema,
        body: Type.Union([LaunchSchema, Type.Null()]),
        response: { 201: InstanceSchema },
      },
    },
    async (request, reply) => {
      const form = request.body ?? {};
      const instance = await idempotency.once(
        idempotencyKey(request),
        [request.url, form],
        async (mark) => launch(options, await apps.get(request.params.app), form, mark),
        (key) => instances.findLaunch(key),
      );
      return reply.code(201).header('location', `../../../../api/v1/instances/${instance.id}`).send(instance);
    },
  );
};

async function launch(
  options: AppRoutesOptions,
  app: TrameApp,
  form: Static<typeof LaunchSchema>,
  mark: IdempotencyMark | null,
): Promise<Instance> {
  const { instances, servers, connections } = options;
  const { connect_to: serverId = null } = form;
  // Before anything is started: a server that is not there is a mistake of the request.
  if (serverId !== null) refuseUnconnectable(app, servers.get(serverId));
  const instance = await instances.launch({ ...readLaunchForm(app, form), mark });
  // The instance is there, whatever became of the server meanwhile.
  if (serverId !== null) await connections.connectWhenReady(instance.id, serverId).catch(() => undefined);
  return instance;
}

function refuseUnconnectable(app: TrameApp, server: ParaViewServer): void {
  if (!app.paraview)
    throw new ManagerError('no_remote_control', `${app.name} cannot be connected to a ParaView server.`);
  if (isLiveServer(server.state) || server.state === 'lost') return;
  throw new ManagerError('server_not_ready', `The ParaView server "${server.name}" has ended.`);
}

const imageTypes: Record<string, string> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
};
