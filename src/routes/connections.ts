import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ErrorCode } from '../domain/errors.ts';
import { ConnectionSchema, ConnectSchema } from '../schemas/connection.ts';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import type { Connections } from '../services/ports.ts';

export interface ConnectionRoutesOptions {
  connections: Pick<Connections, 'ask' | 'connect' | 'connectWhenReady' | 'disconnect'>;
}

const params = InstanceParamsSchema;
const tag = 'connections';
const response = { 200: ConnectionSchema };
const errors: readonly ErrorCode[] = [
  'instance_not_found',
  'no_remote_control',
  'instance_not_ready',
  'instance_not_running',
  'connection_failed',
];

/** `GET`, `PUT` and `DELETE instances/{id}/connection`: its link to a ParaView server. */
export const connectionRoutes: FastifyPluginAsyncTypebox<ConnectionRoutesOptions> = async (app, { connections }) => {
  app.get(
    '/instances/:id/connection',
    {
      schema: {
        params,
        response,
        operation: {
          id: 'getConnection',
          tag,
          summary: 'Its ParaView server, asked now',
          description: 'The state of its link: asked of the kernel or of the server’s log, not remembered.',
          errors: ['instance_not_found', 'no_remote_control'],
        },
      },
    },
    async (request) => connections.ask(request.params.id),
  );

  app.put(
    '/instances/:id/connection',
    {
      schema: {
        params,
        body: ConnectSchema,
        response,
        operation: {
          id: 'connectInstance',
          tag,
          summary: 'Connect it to a ParaView server',
          description: 'Answers when it is connected; with `when_ready` at once. The app stands still meanwhile.',
          errors: [
            ...errors,
            'invalid_parameters',
            'server_not_found',
            'server_not_ready',
            'server_unreachable',
            'server_busy',
            'version_mismatch',
          ],
        },
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
        params,
        response,
        operation: {
          id: 'disconnectInstance',
          tag,
          summary: 'Disconnect it',
          description: '`reason` says whether its server ended with that.',
          errors,
        },
      },
    },
    async (request) => connections.disconnect(request.params.id),
  );
};
