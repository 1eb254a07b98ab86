import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { ManagerError } from '../domain/errors.ts';
import type { Instance } from '../domain/instance.ts';
import { isLiveServer, type ParaViewServer } from '../domain/paraview-server.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import { AppParamsSchema } from '../schemas/app.ts';
import { DryRunQuerySchema, DryRunSchema } from '../schemas/dry-run.ts';
import { InstanceSchema, LaunchSchema } from '../schemas/instance.ts';
import type { IdempotencyMark, IdempotencyStore } from '../services/idempotency.ts';
import { readLaunchForm } from '../services/launch-form.ts';
import type {
  AppCatalog,
  Connections,
  Instances,
  JobQueue,
  LaunchRequest,
  ParaViewServers,
} from '../services/ports.ts';
import { dryRunAnswer } from './dry-run-answer.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { Operation } from './operation.ts';
import { createPatientAnswers } from './patient-answer.ts';

export interface LaunchRouteOptions {
  apps: Pick<AppCatalog, 'get'>;
  instances: Instances;
  servers: Pick<ParaViewServers, 'get'>;
  connections: Pick<Connections, 'connectWhenReady'>;
  queue: Pick<JobQueue, 'watch'>;
  idempotency: IdempotencyStore;
}

const operation: Operation = {
  id: 'launchInstance',
  tag: 'instances',
  summary: 'Launch an instance',
  description:
    'Answers when the command runs (state "starting") or its job is in the queue ("queued"). With `Prefer: wait=30` it answers when the instance is "ready", "failed" or "stopped", or after 30 seconds with its state then; the status is 201 all the same. With `dry_run` nothing is started: of a job it shows the batch script and what the scheduler says to it, otherwise the command.',
  heeds: ['Idempotency-Key', 'Prefer'],
  errors: [
    'app_not_found',
    'app_broken',
    'invalid_parameters',
    'invalid_data_directory',
    'already_running',
    'too_many_instances',
    'no_remote_control',
    'server_not_found',
    'server_not_ready',
    'not_supported',
    'job_refused',
    'scheduler_unavailable',
    'launch_failed',
    'state_not_writable',
  ],
  answers: { 201: { headers: { Location: 'Where the instance can be asked for, relative to the call' } } },
  leadsTo: ['getInstance', 'renameInstance', 'stopInstance', 'restartInstance', 'removeInstance', 'makeLink', 'getLog'],
};

/** `POST apps/{app}/instances`. */
export const launchRoute: FastifyPluginAsyncTypebox<LaunchRouteOptions> = async (app, options) => {
  const { apps, instances, idempotency } = options;
  const patient = createPatientAnswers(app, options.queue);
  app.post(
    '/apps/:app/instances',
    {
      schema: {
        params: AppParamsSchema,
        querystring: DryRunQuerySchema,
        body: Type.Union([LaunchSchema, Type.Null()]),
        response: { 200: DryRunSchema, 201: InstanceSchema },
        operation,
      },
    },
    async (request, reply) => {
      const form = request.body ?? {};
      if (request.query.dry_run) {
        const asked = launchRequest(options, await apps.get(request.params.app), form);
        return reply.code(200).send(dryRunAnswer(await instances.testLaunch(asked)));
      }
      const launched = await idempotency.once(
        idempotencyKey(request),
        [request.url, form],
        async (mark) => launch(options, await apps.get(request.params.app), form, mark),
        (key) => instances.findLaunch(key),
      );
      const instance = await patient.settled(request, reply, instances, launched, isUp);
      return reply.code(201).header('location', `../../../../api/v1/instances/${instance.id}`).send(instance);
    },
  );
};

type LaunchBody = Static<typeof LaunchSchema>;

/** True once a launch or a restart came to something. */
export function isUp({ state }: Pick<Instance, 'state'>): boolean {
  return state === 'ready' || state === 'failed' || state === 'stopped';
}

/** What is asked for; a server to connect to that is not there is a mistake of the request. */
function launchRequest({ servers }: LaunchRouteOptions, app: TrameApp, form: LaunchBody): LaunchRequest {
  if (form.connect_to != null) refuseUnconnectable(app, servers.get(form.connect_to));
  return readLaunchForm(app, form);
}

async function launch(
  options: LaunchRouteOptions,
  app: TrameApp,
  form: LaunchBody,
  mark: IdempotencyMark | null,
): Promise<Instance> {
  const { instances, connections } = options;
  const { connect_to: serverId = null } = form;
  const instance = await instances.launch({ ...launchRequest(options, app, form), mark });
  // The instance is there, whatever became of the server meanwhile.
  if (serverId !== null) await connections.connectWhenReady(instance.id, serverId).catch(() => undefined);
  return instance;
}

function refuseUnconnectable(app: TrameApp, server: ParaViewServer): void {
  if (!app.paraview)
    throw new ManagerError('no_remote_control', `${app.name} cannot be connected to a ParaView server.`);
  if (isLiveServer(server.state) || server.state === 'lost') return;
  throw new ManagerError('server_not_ready', `The ParaView server "${server.name}" has ended.`);
}
