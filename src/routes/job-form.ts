import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { JobTemplate } from '../domain/site.ts';
import { JobFormSchema } from '../schemas/job-form.ts';
import type { JobForms, JobQueue } from '../services/ports.ts';

export interface JobFormRouteOptions {
  queue: Pick<JobQueue, 'title'>;
  forms: Pick<JobForms, 'show'>;
  /** How apps run as jobs; null: they do not. */
  template: JobTemplate | null;
}

/** `GET job-form`: what can be asked for where an app runs as a job; its values are `resources` of a launch. */
export const jobFormRoute: FastifyPluginAsyncTypebox<JobFormRouteOptions> = async (app, options) => {
  const { queue, forms, template } = options;
  app.get(
    '/job-form',
    {
      schema: {
        response: { 200: JobFormSchema },
        operation: {
          id: 'getJobForm',
          tag: 'apps',
          summary: 'The form of apps that run as jobs',
          description: 'Its values are `resources` of a launch. Choices and bounds are the scheduler’s.',
          errors: ['scheduler_unavailable'],
        },
      },
    },
    async () => {
      if (queue.title === null || template === null) return { available: false, fields: [] };
      return { available: true, fields: await forms.show(template.fields) };
    },
  );
};
