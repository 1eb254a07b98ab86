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
        querystring: FileQuerySchema,
        response: { 200: FileListSchema },
        operation: {
          id: 'listFiles',
          tag: 'files',
          summary: 'List a directory',
          description:
            'What the user may read there. A path that is not there is answered by the nearest directory above it, and `problem` says so, or why a directory cannot be read; the status is 200 all the same.',
        },
      },
    },
    (request) => {
      const { path = '', kind = 'file', prefix = '', limit = maximumEntries } = request.query;
      return files.list(path, { kind, prefix, limit });
    },
  );
};
