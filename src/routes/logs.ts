import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { TObject } from 'typebox';
import type { ErrorCode } from '../domain/errors.ts';
import { InstanceParamsSchema, LogQuerySchema } from '../schemas/instance.ts';
import { ServerParamsSchema } from '../schemas/server.ts';
import type { Instances, LogReader, ParaViewServers } from '../services/ports.ts';
import { followIntoSocket, followOperation } from './followed-log.ts';
import type { Operation } from './operation.ts';
import { refuseWithoutSocket } from './socket-faults.ts';

/** Things with a log: instances, ParaView servers. */
export interface LogRoutesOptions {
  logs: LogReader;
  /** Their part of the address, and of the OpenAPI document. */
  things: 'instances' | 'servers';
  params: TObject;
  /** The operationIds of both calls. */
  ids: { get: string; follow: string };
  description: string;
  errors: ErrorCode[];
  /** Why a websocket is closed where there is no such log. */
  missing: string;
  /** @throws ManagerError where there is none */
  fileOf: (id: string) => string;
}

/** `GET {things}/{id}/log`, as text, and `…/log/follow`, a websocket that follows it. */
export const logRoutes: FastifyPluginAsyncTypebox<LogRoutesOptions> = async (app, options) => {
  const { logs, things, ids, description, errors, missing, fileOf } = options;
  const schema = { params: options.params, querystring: LogQuerySchema };
  const operation: Operation = {
    id: ids.get,
    tag: things,
    summary: 'Its log',
    description,
    errors,
    answers: { 200: { description: 'The log', contentType: 'text/plain' } },
  };

  app.get(`/${things}/:id/log`, { schema: { ...schema, operation } }, async (request, reply) => {
    const file = fileOf((request.params as { id: string }).id);
    const { tail } = request.query;
    return reply
      .type('text/plain; charset=utf-8')
      .send(tail === undefined ? logs.stream(file) : await logs.tail(file, tail));
  });

  app.route({
    method: 'GET',
    url: `/${things}/:id/log/follow`,
    schema: { ...schema, operation: followOperation(ids.follow, things) },
    handler: refuseWithoutSocket,
    wsHandler: (socket, request) => {
      const { id } = request.params as { id: string };
      followIntoSocket(socket, request, { logs, fileOf: () => fileOf(id), tail: request.query.tail, missing });
    },
  });
};

export function instanceLogs(instances: Pick<Instances, 'logFile'>, logs: LogReader): LogRoutesOptions {
  return {
    logs,
    things: 'instances',
    params: InstanceParamsSchema,
    ids: { get: 'getLog', follow: 'followLog' },
    description: 'What its command wrote to both streams, as text; ANSI escapes are left in.',
    errors: ['instance_not_found'],
    missing: 'There is no such instance',
    fileOf: (id) => instances.logFile(id),
  };
}

export function serverLogs(servers: Pick<ParaViewServers, 'logFile'>, logs: LogReader): LogRoutesOptions {
  return {
    logs,
    things: 'servers',
    params: ServerParamsSchema,
    ids: { get: 'getServerLog', follow: 'followServerLog' },
    description: 'What it wrote to both streams, as text.',
    errors: ['server_not_found', 'not_supported'],
    missing: 'There is no such ParaView server',
    fileOf: (id) => servers.logFile(id),
  };
}
