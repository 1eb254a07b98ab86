import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Instance } from '../domain/instance.ts';
import {
  InstanceFilterSchema,
  InstanceListSchema,
  InstanceParamsSchema,
  InstanceSchema,
  RenameSchema,
} from '../schemas/instance.ts';
import type { IdempotencyStore } from '../services/idempotency.ts';
import type { Instances } from '../services/ports.ts';
import { idempotencyKey } from './idempotency-key.ts';

export interface InstanceRoutesOptions {
  instances: Instances;
  idempotency: IdempotencyStore;
}

const params = InstanceParamsSchema;
const tags = ['instances'];

/** What can be asked of instances and done with them; launching is in the app routes. */
export const instanceRoutes: FastifyPluginAsyncTypebox<InstanceRoutesOptions> = async (app, options) => {
  const { instances, idempotency } = options;

  app.get(
    '/instances',
    {
      schema: {
        tags,
        summary: 'List the instances, running and ended',
        querystring: InstanceFilterSchema,
        response: { 200: InstanceListSchema },
      },
    },
    async ({ query }) => ({ instances: instances.list().filter((instance) => matches(instance, query)) }),
  );

  app.get(
    '/instances/:id',
    { schema: { tags, summary: 'One instance', params, response: { 200: InstanceSchema } } },
    async (request) => instances.get(request.params.id),
  );

  app.patch(
    '/instances/:id',
    { schema: { tags, summary: 'Rename it', params, body: RenameSchema, response: { 200: InstanceSchema } } },
    async (request) => instances.rename(request.params.id, request.body.name),
  );

  app.post(
    '/instances/:id/stop',
    { schema: { tags, summary: 'Stop it', params, response: { 202: InstanceSchema } } },
    async (request, reply) => reply.code(202).send(await instances.stop(request.params.id)),
  );

  app.post(
    '/instances/:id/restart',
    { schema: { tags, summary: 'Restart it, stopping it first', params, response: { 202: InstanceSchema } } },
    async (request, reply) => {
      const { id } = request.params;
      const instance = await idempotency.once(idempotencyKey(request), request.url, () => instances.restart(id));
      return reply.code(202).send(instance);
    },
  );

  app.delete(
    '/instances/:id',
    {
      schema: {
        tags,
        summary: 'Stop it where it runs, and remove its card and session directory',
        params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await instances.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );
};

function matches(instance: Instance, filter: { app?: string; state?: string }): boolean {
  const states = filter.state?.split(',').map((state) => state.trim());
  return (filter.app ?? instance.app) === instance.app && (states === undefined || states.includes(instance.state));
}
