import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ManagerError } from '../domain/errors.ts';
import { AppListSchema, AppParamsSchema, AppSchema } from '../schemas/app.ts';
import type { AppCatalog } from '../services/ports.ts';
import { presentApp, presentApps } from './present-app.ts';

const tag = 'apps';

/** `GET apps`, `GET apps/{app}`, `GET apps/{app}/icon`; launching is in the launch route. */
export const appRoutes: FastifyPluginAsyncTypebox<{ apps: AppCatalog }> = async (app, { apps }) => {
  app.get(
    '/apps',
    {
      schema: {
        response: { 200: AppListSchema },
        operation: {
          id: 'listApps',
          tag,
          summary: 'List the apps',
          description:
            'The apps of all Jupyter data paths, with the app files that cannot be used and why. Directories are looked through again where the last look is older than a few seconds.',
        },
      },
    },
    async () => presentApps(await apps.list()),
  );

  app.get(
    '/apps/:app',
    {
      schema: {
        params: AppParamsSchema,
        response: { 200: AppSchema },
        operation: {
          id: 'getApp',
          tag,
          summary: 'One app',
          description: 'What its app file says, with the defaults filled in.',
          errors: ['app_not_found', 'app_broken'],
        },
      },
    },
    async (request) => presentApp(await apps.get(request.params.app)),
  );

  app.get(
    '/apps/:app/icon',
    {
      schema: {
        params: AppParamsSchema,
        operation: {
          id: 'getAppIcon',
          tag,
          summary: 'Its icon',
          description: 'The image that its app file names: SVG, PNG, JPEG, WebP or GIF.',
          errors: ['app_not_found', 'app_broken', 'not_found'],
          answers: { 200: { description: 'The image', contentType: 'image/*' } },
        },
      },
    },
    async (request, reply) => {
      const { icon, name } = await apps.get(request.params.app);
      const type = icon === null ? undefined : imageTypes[extname(icon).toLowerCase()];
      if (icon === null || type === undefined) throw new ManagerError('not_found', `${name} has no icon.`);
      // An SVG can hold scripts: opened by itself it must not run them.
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      return reply.type(type).send(createReadStream(icon));
    },
  );
};

const imageTypes: Record<string, string> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
};
