import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ConnectionSchema, ConnectSchema } from '../schemas/connection.ts';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import type { Connections } from '../services/ports.ts';

export interface ConnectionRoutesOptions {
  connections: Pick<Connections, 'ask' | 'connect' | 'connectWhenReady' | 'disconnect'>;
}

const params = InstanceParamsSchema;
const tags = ['connections'];
const response = { 200: ConnectionSchema };

/** `GET`, `PUT` and `DELETE instances/{id}/connection`: its link to a ParaView server. */
export const connectionRoutes: FastifyPluginAsyncTypebox<ConnectionRoutesOptions> = async (app, { connections }) => {
  app.get(
    '/instances/:id/connection',
    { schema: { tags, summary: 'Its ParaView server, asked now', params, response } },
    async (request) => connections.ask(request.params.id),
  );

  app.put(
    '/instances/:id/connection',
    {
      schema: {
        tags,
        summary: 'Connect it to a ParaView server; answers when it is connected',
        params,
        body: ConnectSchema,
        response,
      },
    },
    async (request) => {
      const { id } = request.params;
      const target = request.body;
      if ('server_id' in target && target.when_ready) return connections.connectWhenReady(id, target.server_id);
      return connections.connect(id, 'server_id' in target ? { serverId: target.server_id } : target);
    },
  );

  app.delete(
    '/instances/:id/connection',
    {
      schema: {
        tags,
        summary: 'Disconnect it; "reason" says whether its server ended with that',
        params,
        response,
      },
    },
    async (request) => connections.disconnect(request.params.id),
  );
};
