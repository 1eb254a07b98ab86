import { once } from 'node:events';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { WebSocket } from '@fastify/websocket';
import { InstanceParamsSchema, LogQuerySchema } from '../schemas/instance.ts';
import type { Instances, LogReader } from '../services/ports.ts';

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
    (socket, request) => {
      const left = new AbortController();
      socket.on('close', () => left.abort());
      socket.on('error', () => socket.terminate());
      let file: string;
      try {
        file = instances.logFile(request.params.id);
      } catch {
        return socket.close(4404, 'There is no such instance');
      }
      logs
        .follow(file, request.query.tail ?? 200, left.signal, (text) => sendWhole(socket, text, left.signal))
        .catch((error: unknown) => {
          if (left.signal.aborted) return;
          request.log.warn({ err: error }, 'the log cannot be followed');
          socket.close(1011, 'The log cannot be read');
        });
    },
  );
};

/** Resolves when the text left this process, so that a slow reader holds back the reading. */
async function sendWhole(socket: WebSocket, text: string, signal: AbortSignal): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  const sent = Promise.withResolvers<void>();
  socket.send(text, () => sent.resolve());
  await Promise.race([sent.promise, once(signal, 'abort')]);
}
