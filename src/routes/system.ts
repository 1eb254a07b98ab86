import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { ManagerError } from '../domain/errors.ts';
import { ServerListSchema } from '../schemas/server.ts';
import { SystemSchema } from '../schemas/system.ts';

export type System = Static<typeof SystemSchema>;

/** Who and where this daemon is, and the ParaView servers it knows: none without a way to start them. */
export const systemRoutes: FastifyPluginAsyncTypebox<{ system: () => System }> = async (app, { system }) => {
  app.get(
    '/system',
    { schema: { tags: ['system'], summary: 'Version, user, host, configuration', response: { 200: SystemSchema } } },
    async () => system(),
  );

  app.get(
    '/servers',
    { schema: { tags: ['servers'], summary: 'List the ParaView servers', response: { 200: ServerListSchema } } },
    async () => ({ servers: [] }),
  );

  app.get('/servers/:id', { schema: { hide: true } }, async () => {
    throw new ManagerError('server_not_found', 'This set-up has no ParaView servers.');
  });

  app.post('/servers', { schema: { hide: true } }, async () => {
    throw new ManagerError('not_supported', 'This configuration has no way to start a ParaView server.');
  });
};
