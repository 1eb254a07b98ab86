import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppSchema } from '../schemas/app.ts';
import { CopyAppQuerySchema, CopyAppSchema, CopyPlanSchema } from '../schemas/app-copy.ts';
import type { AppCopies } from '../services/app-copies.ts';
import { presentApp } from './present-app.ts';

/** `POST apps/copy`. */
export const appCopyRoute: FastifyPluginAsyncTypebox<{ copies: AppCopies }> = async (app, { copies }) => {
  app.post(
    '/apps/copy',
    {
      schema: {
        querystring: CopyAppQuerySchema,
        body: CopyAppSchema,
        response: { 200: CopyPlanSchema, 201: AppSchema },
        operation: {
          id: 'copyApp',
          tag: 'apps',
          summary: 'Copy an app of somebody else to one’s own',
          description:
            'Copies the directory of an app, 50 MB at most, to the user’s own apps. Its command then runs with the user’s rights whenever it is launched: look at it first, by `dry_run`.',
          errors: ['invalid_parameters', 'app_not_copied', 'app_exists'],
          answers: { 201: { headers: { Location: 'Where the app can be asked for, relative to the call' } } },
        },
      },
    },
    async ({ body: { path, name = null }, query }, reply) => {
      if (query.dry_run === true) return reply.code(200).send(await copies.plan(path, name));
      const copied = await copies.copy(path, name);
      return reply.code(201).header('location', copied.id).send(presentApp(copied));
    },
  );
};
