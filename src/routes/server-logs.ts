import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { LogQuerySchema } from '../schemas/instance.ts';
import { ServerParamsSchema } from '../schemas/server.ts';
import type { LogReader, ParaViewServers } from '../services/ports.ts';
import { followIntoSocket, followOperation } from './followed-log.ts';
import { refuseWithoutSocket } from './socket-faults.ts';

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
        params: ServerParamsSchema,
        querystring: LogQuerySchema,
        operation: {
          id: 'getServerLog',
          tag: 'servers',
          summary: 'Its log',
          description: 'What it wrote to both streams, as text.',
          errors: ['server_not_found', 'not_supported'],
          answers: { 200: { description: 'The log', contentType: 'text/plain' } },
        },
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

  app.route({
    method: 'GET',
    url: '/servers/:id/log/follow',
    schema: {
      params: ServerParamsSchema,
      querystring: LogQuerySchema,
      operation: followOperation('followServerLog', 'servers'),
    },
    handler: refuseWithoutSocket,
    wsHandler: (socket, request) =>
      followIntoSocket(socket, request, {
        logs,
        fileOf: () => servers.logFile(request.params.id),
        tail: request.query.tail,
        missing: 'There is no such ParaView server',
      }),
  });
};
