import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { SystemSchema } from '../schemas/system.ts';
import type { JobQueue } from '../services/ports.ts';

export type System = Static<typeof SystemSchema>;

/** Who and where this daemon is, with what the scheduler allows. */
export interface SystemView {
  /** With accounts and partitions as last known, at once. */
  last(): System;
  /** Asks the scheduler where what is known is too old; without an answer, what was known. */
  ask(): Promise<System>;
}

/** `system` is what does not change while the daemon runs. */
export function createSystemView(system: System, queue: Pick<JobQueue, 'title' | 'limits'>): SystemView {
  let last = system;
  return {
    last: () => last,
    async ask() {
      const limits = queue.title === null ? null : await queue.limits().catch(() => null);
      if (limits !== null) last = { ...system, accounts: limits.accounts, partitions: limits.partitions };
      return last;
    },
  };
}

/** `GET system`. */
export const systemRoutes: FastifyPluginAsyncTypebox<{ system: SystemView }> = async (app, { system }) => {
  app.get(
    '/system',
    { schema: { tags: ['system'], summary: 'Version, user, host, configuration', response: { 200: SystemSchema } } },
    () => system.ask(),
  );
};
