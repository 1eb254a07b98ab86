import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import { ServerParamsSchema } from '../schemas/server.ts';
import type { Report, Reports } from '../services/reports/reports.ts';

/** `GET instances/{id}/report` and `GET servers/{id}/report`. */
export const reportRoutes: FastifyPluginAsyncTypebox<{ reports: Reports }> = async (app, { reports }) => {
  app.get(
    '/instances/:id/report',
    {
      schema: {
        params: InstanceParamsSchema,
        operation: {
          id: 'getReport',
          tag: 'instances',
          summary,
          description: 'A zip file of its log, scripts, app file, record and settings, without secrets.',
          errors: ['instance_not_found'],
          answers,
        },
      },
    },
    async (request, reply) => send(reply, reports.ofInstance(request.params.id)),
  );

  app.get(
    '/servers/:id/report',
    {
      schema: {
        params: ServerParamsSchema,
        operation: {
          id: 'getServerReport',
          tag: 'servers',
          summary,
          description:
            'A zip file of its log, scripts, record, settings and site file, and what the scheduler said last, without secrets.',
          errors: ['server_not_found', 'not_supported'],
          answers,
        },
      },
    },
    async (request, reply) => send(reply, reports.ofServer(request.params.id)),
  );
};

const summary = 'What a help desk needs to know of it';
const answers = {
  200: {
    description: 'A zip file',
    contentType: 'application/zip',
    headers: { 'Content-Disposition': 'A name for the file' },
  },
};

function send(reply: FastifyReply, { fileName, content }: Report): FastifyReply {
  return reply
    .type('application/zip')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(Readable.from(content));
}
