import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import type { InstanceReports } from '../services/instance-report/instance-report.ts';

/** What the OpenAPI document says of the answer; streams are sent as they are. */
const zipFile = {
  description: 'A zip file',
  content: { 'application/zip': { schema: Type.Any({ contentMediaType: 'application/zip' }) } },
};

/** `GET instances/{id}/report`. */
export const reportRoutes: FastifyPluginAsyncTypebox<{ reports: InstanceReports }> = async (app, { reports }) => {
  app.get(
    '/instances/:id/report',
    {
      schema: {
        tags: ['instances'],
        summary: 'What a help desk needs to know of it, without secrets: a zip file',
        params: InstanceParamsSchema,
        response: { 200: zipFile },
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
