import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SystemSchema } from '../schemas/system.ts';
import type { SystemView } from '../services/system-view.ts';

/** `GET system`. */
export const systemRoutes: FastifyPluginAsyncTypebox<{ system: SystemView }> = async (app, { system }) => {
  app.get(
    '/system',
    { schema: { tags: ['system'], summary: 'Version, user, host, configuration', response: { 200: SystemSchema } } },
    () => system.ask(),
  );
};
