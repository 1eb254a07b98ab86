import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { InstanceParamsSchema, LogQuerySchema } from '../schemas/instance.ts';
import type { Instances, LogReader } from '../services/ports.ts';
import { followIntoSocket } from './followed-log.ts';

export interface LogRoutesOptions {
  instances: Instances;
  logs: LogReader;
}

/** The log of an instance, as text and as a websocket that follows it. */
export const logRoutes: FastifyPluginAsyncTypebox<LogRoutesOptions> = async (app, { instances, logs }) => {
  app.get(
    '/instances/:id/log',
    {
      schema: {
        tags: ['instances'],
        summary: 'Its log, as text/plain',
        params: InstanceParamsSchema,
        querystring: LogQuerySchema,
      },
    },
    async (request, reply) => {
      const file = instances.logFile(request.params.id);
      const { tail } = request.query;
      return reply
        .type('text/plain; charset=utf-8')
        .send(tail === undefined ? logs.stream(file) : await logs.tail(file, tail));
    },
  );

  app.get(
    '/instances/:id/log/follow',
    {
      websocket: true,
      schema: { hide: true, params: InstanceParamsSchema, querystring: LogQuerySchema },
    },
    (socket, request) =>
      followIntoSocket(socket, request, {
        logs,
        fileOf: () => instances.logFile(request.params.id),
        tail: request.query.tail,
        missing: 'There is no such instance',
      }),
  );
};
