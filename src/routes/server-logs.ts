import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { LogQuerySchema } from '../schemas/instance.ts';
import { ServerParamsSchema } from '../schemas/server.ts';
import type { LogReader, ParaViewServers } from '../services/ports.ts';
import { followIntoSocket } from './followed-log.ts';

export interface ServerLogRoutesOptions {
  servers: ParaViewServers;
  logs: LogReader;
}

/** The log of a ParaView server, as text and as a websocket that follows it. */
export const serverLogRoutes: FastifyPluginAsyncTypebox<ServerLogRoutesOptions> = async (app, { servers, logs }) => {
  app.get(
    '/servers/:id/log',
    {
      schema: {
        tags: ['servers'],
        summary: 'Its log, as text/plain',
        params: ServerParamsSchema,
        querystring: LogQuerySchema,
      },
    },
    async (request, reply) => {
      const file = servers.logFile(request.params.id);
      const { tail } = request.query;
      return reply
        .type('text/plain; charset=utf-8')
        .send(tail === undefined ? logs.stream(file) : await logs.tail(file, tail));
    },
  );

  app.get(
    '/servers/:id/log/follow',
    { websocket: true, schema: { hide: true, params: ServerParamsSchema, querystring: LogQuerySchema } },
    (socket, request) =>
      followIntoSocket(socket, request, {
        logs,
        fileOf: () => servers.logFile(request.params.id),
        tail: request.query.tail,
        missing: 'There is no such ParaView server',
      }),
  );
};
