import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { preferredWait } from '../domain/prefer-wait.ts';
import type { JobQueue } from '../services/ports.ts';
import { type Changing, untilSettled } from '../services/until-settled.ts';

/** Answers that wait, where the request prefers that (`Prefer: wait=30`). */
export interface PatientAnswers {
  /**
   * What has become of `first` once it is settled or the time is over; without the preference `first` itself. Waiting ends with
   * the client's connection and with this server, too.
   */
  settled<Thing extends { id: string; job: unknown }>(
    request: FastifyRequest,
    reply: FastifyReply,
    things: Changing<Thing>,
    first: Thing,
    isSettled: (thing: Thing) => boolean,
  ): Promise<Thing>;
}

/** `queue` is looked at more often while somebody waits for a job. To be made before the server listens. */
export function createPatientAnswers(app: FastifyInstance, queue: Pick<JobQueue, 'watch'>): PatientAnswers {
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  return {
    async settled(request, reply, things, first, isSettled) {
      const seconds = preferredWait(request.headers.prefer);
      if (seconds === null) return first;
      reply.header('preference-applied', `wait=${seconds}`);
      const left = new AbortController();
      const leave = () => left.abort();
      // The request is closed as soon as it was read.
      reply.raw.once('close', leave);
      const lookAway = first.job === null ? () => {} : queue.watch();
      try {
        const signal = AbortSignal.any([left.signal, closing.signal]);
        return await untilSettled(things, first, isSettled, { seconds, signal });
      } finally {
        lookAway();
        reply.raw.off('close', leave);
      }
    },
  };
}
