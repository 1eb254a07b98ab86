import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { type ErrorCode, ManagerError } from '../domain/errors.ts';
import { type Job, jobPhases } from '../domain/scheduler.ts';
import { DryRunQuerySchema, DryRunSchema } from '../schemas/dry-run.ts';
import {
  JobFilterSchema,
  JobListSchema,
  JobLogQuerySchema,
  JobParamsSchema,
  JobSchema,
  SubmitJobSchema,
} from '../schemas/job.ts';
import type { IdempotencyStore } from '../services/idempotency.ts';
import { chooseFrom, hasText, type ListRules, timeOf } from '../services/list-choice.ts';
import type { OwnJobs } from '../services/own-jobs.ts';
import type { JobQueue } from '../services/ports.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { totalCount } from './operation.ts';

export interface JobRoutesOptions {
  queue: JobQueue;
  ownJobs: OwnJobs;
  idempotency: IdempotencyStore;
}

const params = JobParamsSchema;
const tag = 'jobs';
const controlErrors: readonly ErrorCode[] = ['job_not_found', 'job_refused', 'scheduler_unavailable', 'not_supported'];

/** All of the user's jobs in the queue, whoever handed them in, and what can be done with them. */
export const jobRoutes: FastifyPluginAsyncTypebox<JobRoutesOptions> = async (app, options) => {
  const { queue, ownJobs, idempotency } = options;

  app.get(
    '/jobs',
    {
      schema: {
        querystring: JobFilterSchema,
        response: { 200: JobListSchema },
        operation: {
          id: 'listJobs',
          tag,
          summary: 'List the jobs',
          description: 'All of this user that the queue shows, as last seen, or those that the filters leave.',
          answers: { 200: { headers: totalCount } },
        },
      },
    },
    async ({ query }, reply) => {
      const { chosen, total } = chooseFrom(queue.list(), query, listRules);
      reply.header('x-total-count', total);
      return {
        scheduler: queue.title === null ? null : { title: queue.title, contact: queue.contact() },
        jobs: chosen,
      };
    },
  );

  app.get(
    '/jobs/:id',
    {
      schema: {
        params,
        response: { 200: JobSchema },
        operation: {
          id: 'getJob',
          tag,
          summary: 'One job',
          description: 'As it was seen last in the queue.',
          errors: ['job_not_found'],
        },
      },
    },
    async (request) => findJob(queue, request.params.id),
  );

  app.post(
    '/jobs',
    {
      schema: {
        querystring: DryRunQuerySchema,
        body: SubmitJobSchema,
        response: { 200: DryRunSchema, 201: JobSchema },
        operation: {
          id: 'submitJob',
          tag,
          summary: 'Hand in a script',
          description: 'A script file, or the script itself. With `dry_run` it is only asked what would become of it.',
          heeds: ['Idempotency-Key'],
          errors: ['invalid_parameters', 'job_refused', 'scheduler_unavailable', 'not_supported'],
          answers: { 201: { headers: { Location: 'Where the job can be asked for, relative to the call' } } },
        },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request);
      if (request.query.dry_run) return ownJobs.dryRun(request.body);
      const job = await idempotency.once(key, [request.url, request.body], () => ownJobs.submit(request.body));
      return reply
        .code(201)
        .header('location', `./jobs/${encodeURIComponent(job.id)}`)
        .send(job);
    },
  );

  app.delete(
    '/jobs/:id',
    {
      schema: {
        params,
        response: { 204: Type.Null() },
        operation: {
          id: 'cancelJob',
          tag,
          summary: 'Cancel it',
          description: 'One that has ended stays as it is.',
          errors: controlErrors,
          answers: { 204: { description: 'The scheduler was told' } },
        },
      },
    },
    async (request, reply) => {
      await queue.cancel(request.params.id);
      return reply.code(204).send(null);
    },
  );

  const control = (action: 'hold' | 'release', id: string, summary: string, description: string) =>
    app.post(
      `/jobs/:id/${action}`,
      {
        schema: {
          params,
          response: { 202: JobSchema },
          operation: { id, tag, summary, description, errors: controlErrors },
        },
      },
      async (request, reply) => {
        await queue[action](request.params.id);
        return reply.code(202).send(findJob(queue, request.params.id));
      },
    );
  control('hold', 'holdJob', 'Keep it from starting', 'A waiting job stays in the queue until it is released.');
  control('release', 'releaseJob', 'Let it start again', 'A job that was held waits for its turn again.');

  app.get(
    '/jobs/:id/log',
    {
      schema: {
        params,
        querystring: JobLogQuerySchema,
        operation: {
          id: 'getJobLog',
          tag,
          summary: 'What it printed',
          description: 'The last lines of its output; of two files for its two streams one after the other.',
          errors: [...controlErrors, 'not_found'],
          answers: { 200: { description: 'The lines', contentType: 'text/plain' } },
        },
      },
    },
    async (request, reply) => {
      const text = await ownJobs.readLog(request.params.id, request.query.tail ?? 1000);
      return reply.type('text/plain; charset=utf-8').send(text);
    },
  );
};

function findJob(queue: JobQueue, id: string): Job {
  const job = queue.find(id);
  if (job === null)
    throw new ManagerError('job_not_found', `There is no job "${id.slice(0, 50)}" of yours in the queue.`);
  return job;
}

const listRules: ListRules<Job, Omit<Static<typeof JobFilterSchema>, 'sort' | 'limit' | 'offset'>> = {
  filters: {
    phase: ({ phase }, wanted) => wanted.includes(phase),
    account: ({ account }, wanted) => account === wanted,
    partition: ({ partition }, wanted) => partition === wanted,
    name: ({ name }, wanted) => hasText(name, wanted),
  },
  sort: {
    submitted_at: (job) => timeOf(job.submitted_at),
    name: ({ name }) => name,
    phase: ({ phase }) => jobPhases.indexOf(phase),
  },
};
