import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { ManagerError } from '../domain/errors.ts';
import type { Job } from '../domain/scheduler.ts';
import {
  JobDryRunSchema,
  JobListSchema,
  JobLogQuerySchema,
  JobParamsSchema,
  JobSchema,
  SubmitJobQuerySchema,
  SubmitJobSchema,
} from '../schemas/job.ts';
import type { IdempotencyStore } from '../services/idempotency.ts';
import type { OwnJobs } from '../services/own-jobs.ts';
import type { JobQueue } from '../services/ports.ts';
import { idempotencyKey } from './idempotency-key.ts';

export interface JobRoutesOptions {
  queue: JobQueue;
  ownJobs: OwnJobs;
  idempotency: IdempotencyStore;
}

const params = JobParamsSchema;
const tags = ['jobs'];

/** All of the user's jobs in the queue, whoever handed them in, and what can be done with them. */
export const jobRoutes: FastifyPluginAsyncTypebox<JobRoutesOptions> = async (app, options) => {
  const { queue, ownJobs, idempotency } = options;

  app.get(
    '/jobs',
    { schema: { tags, summary: 'List the jobs, as last seen', response: { 200: JobListSchema } } },
    async () => ({
      scheduler: queue.title === null ? null : { title: queue.title, contact: queue.contact() },
      jobs: queue.list(),
    }),
  );

  app.get(
    '/jobs/:id',
    { schema: { tags, summary: 'One job, as last seen', params, response: { 200: JobSchema } } },
    async (request) => findJob(queue, request.params.id),
  );

  app.post(
    '/jobs',
    {
      schema: {
        tags,
        summary: 'Hand in a script, or with dry_run only ask what would become of it',
        querystring: SubmitJobQuerySchema,
        body: SubmitJobSchema,
        response: { 200: JobDryRunSchema, 201: JobSchema },
      },
    },
    async (request, reply) => {
      if (request.query.dry_run) return ownJobs.dryRun(request.body);
      const job = await idempotency.once(idempotencyKey(request), [request.url, request.body], () =>
        ownJobs.submit(request.body),
      );
      return reply
        .code(201)
        .header('location', `./jobs/${encodeURIComponent(job.id)}`)
        .send(job);
    },
  );

  app.delete(
    '/jobs/:id',
    { schema: { tags, summary: 'Cancel it', params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await queue.cancel(request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/jobs/:id/hold',
    { schema: { tags, summary: 'Keep it from starting', params, response: { 202: JobSchema } } },
    async (request, reply) => {
      await queue.hold(request.params.id);
      return reply.code(202).send(findJob(queue, request.params.id));
    },
  );

  app.post(
    '/jobs/:id/release',
    { schema: { tags, summary: 'Let it start again', params, response: { 202: JobSchema } } },
    async (request, reply) => {
      await queue.release(request.params.id);
      return reply.code(202).send(findJob(queue, request.params.id));
    },
  );

  app.get(
    '/jobs/:id/log',
    {
      schema: {
        tags,
        summary: 'The last lines of what it printed, as text/plain',
        params,
        querystring: JobLogQuerySchema,
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
