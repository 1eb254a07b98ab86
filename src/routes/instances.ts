import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { type Instance, instanceStates, isLive } from '../domain/instance.ts';
import {
  InstanceFilterSchema,
  InstanceListSchema,
  InstanceParamsSchema,
  InstanceSchema,
  RenameSchema,
} from '../schemas/instance.ts';
import type { IdempotencyStore } from '../services/idempotency.ts';
import { chooseFrom, hasText, type ListRules, timeOf } from '../services/list-choice.ts';
import type { Instances, JobQueue } from '../services/ports.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { isUp } from './launch.ts';
import { totalCount } from './operation.ts';
import { createPatientAnswers } from './patient-answer.ts';

export interface InstanceRoutesOptions {
  instances: Instances;
  queue: Pick<JobQueue, 'watch'>;
  idempotency: IdempotencyStore;
}

const params = InstanceParamsSchema;
const tag = 'instances';

/** What can be asked of instances and done with them; launching is in the launch route. */
export const instanceRoutes: FastifyPluginAsyncTypebox<InstanceRoutesOptions> = async (app, options) => {
  const { instances, idempotency } = options;
  const patient = createPatientAnswers(app, options.queue);

  app.get(
    '/instances',
    {
      schema: {
        querystring: InstanceFilterSchema,
        response: { 200: InstanceListSchema },
        operation: {
          id: 'listInstances',
          tag,
          summary: 'List the instances, running and ended',
          description: 'All of this user, or those that the filters leave. Ended ones stay for some days.',
          answers: { 200: { headers: totalCount } },
        },
      },
    },
    async ({ query }, reply) => {
      const { chosen, total } = chooseFrom(instances.list(), query, listRules);
      reply.header('x-total-count', total);
      return { instances: chosen };
    },
  );

  app.get(
    '/instances/:id',
    {
      schema: {
        params,
        response: { 200: InstanceSchema },
        operation: {
          id: 'getInstance',
          tag,
          summary: 'One instance',
          description: 'As it is now.',
          errors: ['instance_not_found'],
        },
      },
    },
    async (request) => instances.get(request.params.id),
  );

  app.patch(
    '/instances/:id',
    {
      schema: {
        params,
        body: RenameSchema,
        response: { 200: InstanceSchema },
        operation: {
          id: 'renameInstance',
          tag,
          summary: 'Rename it',
          description: 'Gives it another name; its id stays the same.',
          errors: ['instance_not_found', 'invalid_parameters', 'state_not_writable', 'not_supported'],
        },
      },
    },
    async (request) => instances.rename(request.params.id, request.body.name),
  );

  app.post(
    '/instances/:id/stop',
    {
      schema: {
        params,
        response: { 202: InstanceSchema },
        operation: {
          id: 'stopInstance',
          tag,
          summary: 'Stop it',
          description:
            'Ends its processes, or cancels its job. Answers at once, and with `Prefer: wait=30` when it has ended, or after 30 seconds. Stopping one that has ended changes nothing.',
          heeds: ['Prefer'],
          errors: ['instance_not_found', 'instance_elsewhere', 'job_refused', 'scheduler_unavailable'],
        },
      },
    },
    async (request, reply) => {
      const stopping = await instances.stop(request.params.id);
      const instance = await patient.settled(request, reply, instances, stopping, ({ state }) => !isUnderWay(state));
      return reply.code(202).send(instance);
    },
  );

  app.post(
    '/instances/:id/restart',
    {
      schema: {
        params,
        response: { 202: InstanceSchema },
        operation: {
          id: 'restartInstance',
          tag,
          summary: 'Restart it',
          description:
            'Stops it first where it runs, and starts it with the same data and parameters. Answers when it starts, and with `Prefer: wait=30` when it is "ready", "failed" or "stopped", or after 30 seconds.',
          heeds: ['Idempotency-Key', 'Prefer'],
          errors: [
            'instance_not_found',
            'instance_elsewhere',
            'app_not_found',
            'app_broken',
            'invalid_parameters',
            'invalid_data_directory',
            'already_running',
            'too_many_instances',
            'not_supported',
            'job_refused',
            'scheduler_unavailable',
            'launch_failed',
            'state_not_writable',
          ],
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const again = await idempotency.once(idempotencyKey(request), request.url, () => instances.restart(id));
      return reply.code(202).send(await patient.settled(request, reply, instances, again, isUp));
    },
  );

  app.delete(
    '/instances/:id',
    {
      schema: {
        params,
        response: { 204: Type.Null() },
        operation: {
          id: 'removeInstance',
          tag,
          summary: 'Remove it',
          description: 'Stops it where it runs, and removes its card and its session directory, log and all.',
          errors: [
            'instance_not_found',
            'instance_elsewhere',
            'job_refused',
            'scheduler_unavailable',
            'state_not_writable',
          ],
          answers: { 204: { description: 'It is gone' } },
        },
      },
    },
    async (request, reply) => {
      await instances.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );
};

/** What is lost may come back, and then end. */
function isUnderWay(state: Instance['state']): boolean {
  return isLive(state) || state === 'lost';
}

const listRules: ListRules<Instance, Omit<Static<typeof InstanceFilterSchema>, 'sort' | 'limit' | 'offset'>> = {
  filters: {
    app: ({ app }, wanted) => app === wanted,
    state: ({ state }, wanted) => wanted.includes(state),
    kind: ({ kind }, wanted) => kind === wanted,
    host: ({ host }, wanted) => host === wanted,
    name: ({ name }, wanted) => hasText(name, wanted),
  },
  sort: {
    created_at: (instance) => timeOf(instance.created_at),
    name: ({ name }) => name,
    state: ({ state }) => instanceStates.indexOf(state),
  },
};
