import type { Job, Scheduler, SchedulerLimits } from '../../src/domain/scheduler.ts';

export const noLimits: SchedulerLimits = { partitions: [], accounts: [], defaultAccount: null, qos: [] };

/** A job of the queue, running unless told otherwise. */
export function makeJob(changes: Partial<Job> = {}): Job {
  return {
    id: '1',
    name: 'job',
    phase: 'running',
    reason: null,
    reason_code: null,
    stuck: false,
    account: 'proj1',
    partition: 'batch',
    qos: 'normal',
    nodes: 1,
    node_list: 'n1',
    cpus: 1,
    walltime_seconds: 600,
    submitted_at: '2026-11-21T16:46:47.000Z',
    expected_start_at: null,
    queue_place: null,
    started_at: '2026-11-21T16:46:49.000Z',
    ends_at: '2026-11-21T16:56:49.000Z',
    ended_at: null,
    exit_code: null,
    signal: null,
    restarts: 0,
    working_directory: '/home/ada',
    usage: null,
    ...changes,
  };
}

/** A scheduler of which each answer can be replaced; `calls` tells what was asked. */
export function fakeScheduler(answers: Partial<Scheduler> = {}) {
  const calls: string[] = [];
  const noted = <Args extends string[], Result>(name: string, answer: (...args: Args) => Promise<Result>) => {
    return (...args: Args) => {
      calls.push([name, ...args].join(' '));
      return answer(...args);
    };
  };
  const scheduler: Scheduler = {
    name: 'fake',
    title: 'Fake',
    submit: async () => ({ jobId: '1' }),
    test: async () => ({ problems: [], estimatedStart: null }),
    findPlaces: (jobs) => {
      calls.push('findPlaces');
      return (answers.findPlaces ?? (async () => new Map()))(jobs);
    },
    listJobs: noted('listJobs', () => (answers.listJobs ?? (async () => []))()),
    findEnded: async () => [],
    outputFiles: async () => ({ output: null, error: null }),
    cancel: noted('cancel', async (_jobId: string) => undefined),
    hold: noted('hold', async (_jobId: string) => undefined),
    release: noted('release', async (_jobId: string) => undefined),
    readLimits: noted('readLimits', () => (answers.readLimits ?? (async () => noLimits))()),
  };
  for (const name of ['submit', 'test', 'findEnded', 'outputFiles'] as const) {
    Object.assign(scheduler, answers[name] && { [name]: answers[name] });
  }
  return { scheduler, calls, asked: (name: string) => calls.filter((call) => call === name).length };
}
