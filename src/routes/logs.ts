import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { InstanceParamsSchema, LogQuerySchema } from '../schemas/instance.ts';
import type { Instances, LogReader } from '../services/ports.ts';
import { followIntoSocket, followOperation } from './followed-log.ts';
import { refuseWithoutSocket } from './socket-faults.ts';

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
        params: InstanceParamsSchema,
        querystring: LogQuerySchema,
        operation: {
          id: 'getLog',
          tag: 'instances',
          summary: 'Its log',
          description: 'What its command wrote to both streams, as text; ANSI escapes are left in.',
          errors: ['instance_not_found'],
          answers: { 200: { description: 'The log', contentType: 'text/plain' } },
        },
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

  app.route({
    method: 'GET',
    url: '/instances/:id/log/follow',
    schema: {
      params: InstanceParamsSchema,
      querystring: LogQuerySchema,
      operation: followOperation('followLog', 'instances'),
    },
    handler: refuseWithoutSocket,
    wsHandler: (socket, request) =>
      followIntoSocket(socket, request, {
        logs,
        fileOf: () => instances.logFile(request.params.id),
        tail: request.query.tail,
        missing: 'There is no such instance',
      }),
  });
};
