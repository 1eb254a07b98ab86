import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import type { InstanceReports } from '../services/instance-report/instance-report.ts';

/** `GET instances/{id}/report`. */
export const reportRoutes: FastifyPluginAsyncTypebox<{ reports: InstanceReports }> = async (app, { reports }) => {
  app.get(
    '/instances/:id/report',
    {
      schema: {
        params: InstanceParamsSchema,
        operation: {
          id: 'getReport',
          tag: 'instances',
          summary: 'What a help desk needs to know of it',
          description: 'A zip file of its log, scripts, app file, record and settings, without secrets.',
          errors: ['instance_not_found'],
          answers: {
            200: {
              description: 'A zip file',
              contentType: 'application/zip',
              headers: { 'Content-Disposition': 'A name for the file' },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { fileName, content } = reports.make(request.params.id);
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${fileName}"`)
        .send(Readable.from(content));
    },
  );
};
