import { hasEnded, type Job } from '../../domain/scheduler.ts';

/** Those that run first, then those that wait, then those that ended; the newest first in each. */
export function orderJobs(jobs: readonly Job[]): Job[] {
  return [...jobs].sort((a, b) => rank(a) - rank(b) || timeMs(b) - timeMs(a) || b.id.localeCompare(a.id));
}

/** How many of them run or wait. */
export function countLive(jobs: readonly Job[]): number {
  return jobs.filter(({ phase }) => !hasEnded(phase)).length;
}

function rank({ phase }: Job): number {
  if (hasEnded(phase)) return 2;
  return phase === 'queued' || phase === 'held' ? 1 : 0;
}

function timeMs({ submitted_at }: Job): number {
  return Date.parse(submitted_at ?? '') || 0;
}
