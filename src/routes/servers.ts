import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { ErrorCode } from '../domain/errors.ts';
import { fileName } from '../domain/file-name.ts';
import { isLiveServer, type ParaViewServer } from '../domain/paraview-server.ts';
import { DryRunQuerySchema, DryRunSchema } from '../schemas/dry-run.ts';
import {
  RestartServerSchema,
  ServerFilterSchema,
  ServerListSchema,
  ServerParamsSchema,
  ServerSchema,
  StartServerSchema,
} from '../schemas/server.ts';
import type { PresetBook } from '../services/form-presets.ts';
import type { IdempotencyStore } from '../services/idempotency.ts';
import { chooseFrom } from '../services/list-choice.ts';
import type { JobQueue, ParaViewServers } from '../services/ports.ts';
import { dryRunAnswer } from './dry-run-answer.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { totalCount } from './operation.ts';
import { createPatientAnswers } from './patient-answer.ts';
import { formNow, serverListRules } from './server-list.ts';

export interface ServerRoutesOptions {
  servers: ParaViewServers;
  queue: Pick<JobQueue, 'watch'>;
  idempotency: IdempotencyStore;
  /** Keeps the values of the last form. */
  presets: Pick<PresetBook, 'noteLast'>;
}

const params = ServerParamsSchema;
const tag = 'servers';
const startErrors: readonly ErrorCode[] = [
  'server_not_found',
  'not_supported',
  'invalid_parameters',
  'job_refused',
  'scheduler_unavailable',
  'launch_failed',
  'state_not_writable',
];
const endErrors: readonly ErrorCode[] = ['server_not_found', 'not_supported', 'job_refused', 'scheduler_unavailable'];

/** ParaView servers: what there are, starting, stopping and removing them. Their logs are in the server log routes. */
export const serverRoutes: FastifyPluginAsyncTypebox<ServerRoutesOptions> = async (app, options) => {
  const { servers, idempotency, presets } = options;
  const patient = createPatientAnswers(app, options.queue);

  app.get(
    '/servers',
    {
      schema: {
        querystring: ServerFilterSchema,
        response: { 200: ServerListSchema },
        operation: {
          id: 'listServers',
          tag,
          summary: 'List the ParaView servers',
          description: 'Those found, started here, in the queue, and ended; with the form that starts one.',
          answers: { 200: { headers: totalCount } },
        },
      },
    },
    async ({ query }, reply) => {
      const { chosen, total } = chooseFrom(servers.list(), query, serverListRules);
      reply.header('x-total-count', total);
      return { servers: chosen, form: await formNow(servers), can_start: servers.canStart };
    },
  );

  app.get(
    '/servers/:id',
    {
      schema: {
        params,
        response: { 200: ServerSchema },
        operation: {
          id: 'getServer',
          tag,
          summary: 'One ParaView server',
          description: 'As it is now.',
          errors: ['server_not_found'],
        },
      },
    },
    async (request) => servers.get(request.params.id),
  );

  app.post(
    '/servers',
    {
      schema: {
        querystring: DryRunQuerySchema,
        body: Type.Union([StartServerSchema, Type.Null()]),
        response: { 200: DryRunSchema, 201: ServerSchema },
        operation: {
          id: 'startServer',
          tag,
          summary: 'Start a ParaView server',
          description:
            'Answers when it runs or is in the queue, and with `Prefer: wait=30` when it is "ready", "failed" or "stopped", or after 30 seconds. With `dry_run` nothing is started.',
          heeds: ['Idempotency-Key', 'Prefer'],
          errors: startErrors,
          answers: { 201: { headers: { Location: 'Where the server can be asked for, relative to the call' } } },
          leadsTo: ['getServer', 'stopServer', 'restartServer', 'removeServer', 'getServerLog', 'getServerReport'],
        },
      },
    },
    async (request, reply) => {
      const { name = null, after = null, ...values } = request.body ?? {};
      const key = idempotencyKey(request);
      if (request.query.dry_run) {
        return reply.code(200).send(dryRunAnswer(await servers.dryRun({ name, after, values })));
      }
      const started = await idempotency.once(
        key,
        [request.url, request.body],
        (mark) => servers.start({ name, after, values, mark }),
        (key) => servers.findStart(key),
      );
      await presets.noteLast('server', values);
      const server = await patient.settled(request, reply, servers, started, isUp);
      return reply.code(201).header('location', `servers/${server.id}`).send(server);
    },
  );

  app.post(
    '/servers/:id/stop',
    {
      schema: {
        params,
        response: { 202: ServerSchema },
        operation: {
          id: 'stopServer',
          tag,
          summary: 'Stop it, or cancel its job',
          description:
            'Answers at once, and with `Prefer: wait=30` when it has ended, or after 30 seconds. Stopping one that has ended changes nothing.',
          heeds: ['Prefer'],
          errors: endErrors,
        },
      },
    },
    async (request, reply) => {
      const stopping = await servers.stop(request.params.id);
      const server = await patient.settled(request, reply, servers, stopping, ({ state }) => !isUnderWay(state));
      return reply.code(202).send(server);
    },
  );

  app.post(
    '/servers/:id/restart',
    {
      schema: {
        params,
        body: Type.Union([RestartServerSchema, Type.Null()]),
        response: { 201: ServerSchema },
        operation: {
          id: 'restartServer',
          tag,
          summary: 'Start another one with the same values',
          description: 'A new server with an id of its own; the old one stays as it is.',
          heeds: ['Idempotency-Key', 'Prefer'],
          errors: startErrors,
          answers: { 201: { headers: { Location: 'Where the new server can be asked for, relative to the call' } } },
        },
      },
    },
    async (request, reply) => {
      const { after = false } = request.body ?? {};
      const started = await idempotency.once(idempotencyKey(request), [request.url, after], () =>
        servers.startAgain(request.params.id, { after }),
      );
      const server = await patient.settled(request, reply, servers, started, isUp);
      return reply.code(201).header('location', `../${server.id}`).send(server);
    },
  );

  app.delete(
    '/servers/:id',
    {
      schema: {
        params,
        response: { 204: Type.Null() },
        operation: {
          id: 'removeServer',
          tag,
          summary: 'Remove it',
          description: 'Stops it where it runs, and removes its card and its directory, log and all.',
          errors: [...endErrors, 'state_not_writable'],
          answers: { 204: { description: 'It is gone' } },
        },
      },
    },
    async (request, reply) => {
      await servers.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/servers/:id/pvsc',
    {
      schema: {
        params,
        operation: {
          id: 'getConnectionFile',
          tag,
          summary: 'A connection file for a desktop ParaView',
          description: 'A `.pvsc` file; it says how to get there by SSH, too.',
          errors: ['server_not_found', 'server_not_ready', 'not_supported'],
          answers: {
            200: {
              description: 'The file',
              contentType: 'application/xml',
              headers: { 'Content-Disposition': 'A name for the file' },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return reply
        .type('application/xml; charset=utf-8')
        .header('content-disposition', `attachment; filename="${fileName(servers.get(id).name, 'server')}.pvsc"`)
        .send(servers.pvsc(id));
    },
  );
};

function isUp({ state }: ParaViewServer): boolean {
  return state === 'ready' || state === 'failed' || state === 'stopped';
}

/** What is lost may come back, and then end. */
function isUnderWay(state: ParaViewServer['state']): boolean {
  return isLiveServer(state) || state === 'lost';
}
