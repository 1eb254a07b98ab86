import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { maximumEntries } from '../domain/file-list.ts';
import { FileListSchema, FileQuerySchema } from '../schemas/file-list.ts';
import type { FileBrowser } from '../services/file-browser.ts';

/** What a directory holds, for whoever has to choose one, or a file. */
export const fileRoutes: FastifyPluginAsyncTypebox<{ files: FileBrowser }> = async (app, { files }) => {
  app.get(
    '/files',
    {
      schema: {
        tags: ['files'],
        summary: 'List a directory',
        querystring: FileQuerySchema,
        response: { 200: FileListSchema },
      },
    },
    (request) => {
      const { path = '', kind = 'file', prefix = '', limit = maximumEntries } = request.query;
      return files.list(path, { kind, prefix, limit });
    },
  );
};
