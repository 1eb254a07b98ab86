import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { HealthSchema, SystemSchema } from '../schemas/system.ts';
import type { SystemView } from '../services/system-view.ts';
import type { Operation } from './operation.ts';

/** How `GET healthz`, which stands beside the API, is described. */
export const healthSchema = {
  response: { 200: HealthSchema },
  operation: {
    id: 'getHealth',
    tag: 'system',
    summary: 'Whether the daemon answers',
    description: 'Asks nothing else, and so answers as soon as the daemon listens.',
  } satisfies Operation,
};

/** `GET system`. */
export const systemRoutes: FastifyPluginAsyncTypebox<{ system: SystemView }> = async (app, { system }) => {
  app.get(
    '/system',
    {
      schema: {
        response: { 200: SystemSchema },
        operation: {
          id: 'getSystem',
          tag: 'system',
          summary: 'Version, user, host, configuration',
          description: 'With accounts, partitions and their limits; as last known where the scheduler does not answer.',
        },
      },
    },
    () => system.ask(),
  );
};
