import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { ManagerError } from '../domain/errors.ts';
import { fileName } from '../domain/file-name.ts';
import {
  DryRunSchema,
  RestartServerSchema,
  ServerListSchema,
  ServerParamsSchema,
  ServerSchema,
  StartServerQuerySchema,
  StartServerSchema,
} from '../schemas/server.ts';
import type { PresetBook } from '../services/form-presets.ts';
import type { IdempotencyStore } from '../services/idempotency.ts';
import type { ParaViewServers } from '../services/ports.ts';
import { idempotencyKey } from './idempotency-key.ts';

export interface ServerRoutesOptions {
  servers: ParaViewServers;
  idempotency: IdempotencyStore;
  /** Keeps the values of the last form. */
  presets: Pick<PresetBook, 'noteLast'>;
}

const params = ServerParamsSchema;
const tags = ['servers'];

/** ParaView servers: what there are, starting, stopping and removing them. Their logs are in the server log routes. */
export const serverRoutes: FastifyPluginAsyncTypebox<ServerRoutesOptions> = async (app, options) => {
  const { servers, idempotency, presets } = options;

  app.get(
    '/servers',
    { schema: { tags, summary: 'List the ParaView servers', response: { 200: ServerListSchema } } },
    async () => ({ servers: servers.list(), form: await formNow(servers), can_start: servers.canStart }),
  );

  app.get(
    '/servers/:id',
    { schema: { tags, summary: 'One ParaView server', params, response: { 200: ServerSchema } } },
    async (request) => servers.get(request.params.id),
  );

  app.post(
    '/servers',
    {
      schema: {
        tags,
        summary: 'Start a ParaView server; the fields of its form stand beside the name',
        querystring: StartServerQuerySchema,
        body: Type.Union([StartServerSchema, Type.Null()]),
        response: { 200: DryRunSchema, 201: ServerSchema },
      },
    },
    async (request, reply) => {
      const { name = null, after = null, ...values } = request.body ?? {};
      if (request.query.dry_run) {
        const { script, problems, estimatedStart } = await servers.dryRun({ name, after, values });
        return reply.code(200).send({ script, problems, estimated_start: estimatedStart });
      }
      const server = await idempotency.once(
        idempotencyKey(request),
        [request.url, request.body],
        (mark) => servers.start({ name, after, values, mark }),
        (key) => servers.findStart(key),
      );
      await presets.noteLast('server', values);
      return reply.code(201).header('location', `servers/${server.id}`).send(server);
    },
  );

  app.post(
    '/servers/:id/stop',
    { schema: { tags, summary: 'Stop it, or cancel its job', params, response: { 202: ServerSchema } } },
    async (request, reply) => reply.code(202).send(await servers.stop(request.params.id)),
  );

  app.post(
    '/servers/:id/restart',
    {
      schema: {
        tags,
        summary: 'Start another one with the same values',
        params,
        body: Type.Union([RestartServerSchema, Type.Null()]),
        response: { 201: ServerSchema },
      },
    },
    async (request, reply) => {
      const { after = false } = request.body ?? {};
      const server = await idempotency.once(idempotencyKey(request), [request.url, after], () =>
        servers.startAgain(request.params.id, { after }),
      );
      return reply.code(201).header('location', `../${server.id}`).send(server);
    },
  );

  app.delete(
    '/servers/:id',
    {
      schema: { tags, summary: 'Stop it where it runs, and remove its card', params, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await servers.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/servers/:id/pvsc',
    { schema: { tags, summary: 'A connection file (.pvsc) for a desktop ParaView', params } },
    async (request, reply) => {
      const { id } = request.params;
      return reply
        .type('application/xml; charset=utf-8')
        .header('content-disposition', `attachment; filename="${fileName(servers.get(id).name, 'server')}.pvsc"`)
        .send(servers.pvsc(id));
    },
  );
};

/** The list is of use without the form, too. */
async function formNow(servers: ParaViewServers) {
  return servers.form().catch((error: unknown) => {
    if (error instanceof ManagerError && error.code === 'scheduler_unavailable') return [];
    throw error;
  });
}
