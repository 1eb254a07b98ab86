import { EventEmitter } from 'node:events';
import { ManagerError } from '../domain/errors.ts';
import {
  hasEnded,
  type Job,
  type Scheduler,
  type SchedulerLimits,
  type Submission,
  type SubmissionTest,
} from '../domain/scheduler.ts';
import { cacheLimits } from './limits-cache.ts';
import { noJobQueue } from './no-job-queue.ts';
import type { JobQueue, QueueContact } from './ports.ts';
import { QueuePlaces } from './queue-places.ts';

export interface JobQueueOptions {
  /** Null: the site has none. */
  scheduler: Scheduler | null;
  log: { warn(details: object, message: string): void };
  /** Time from one answer to the next question while somebody looks. Default: 5 s. */
  watchedPaceMs?: number;
  /** The same while nobody does. Default: 60 s. */
  unwatchedPaceMs?: number;
  /** Milliseconds since 1970, for what is shown and for the pace. Default: the clock, and for the pace one that nobody sets. */
  now?: () => number;
}

/**
 * The jobs of this user, asked in one query for all who look. Times are the scheduler's own: nothing here compares them
 * with this machine's clock, so that a clock that is wrong makes no job end or vanish.
 */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  return options.scheduler === null ? noJobQueue() : new SchedulerQueue(options, options.scheduler);
}

class SchedulerQueue extends EventEmitter<{ change: [] }> implements JobQueue {
  readonly title: string;
  readonly limits: () => Promise<SchedulerLimits>;
  readonly #options: Required<Omit<JobQueueOptions, 'scheduler'>>;
  readonly #scheduler: Scheduler;
  readonly #steadyNow: () => number;
  readonly #places: QueuePlaces;
  #contact: QueueContact = { state: 'unknown', since: null, message: null };
  #jobs = new Map<string, Job>();
  #watchers = 0;
  #lastAskedAt = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: JobQueueOptions, scheduler: Scheduler) {
    super();
    // One for each viewer's feed, and for those who keep servers and instances.
    this.setMaxListeners(0);
    this.#options = { watchedPaceMs: 5000, unwatchedPaceMs: 60_000, now: Date.now, ...options };
    this.#scheduler = scheduler;
    this.title = scheduler.title;
    this.#steadyNow = options.now ?? (() => performance.now());
    this.#places = new QueuePlaces(scheduler, options.log, this.#steadyNow);
    this.limits = cacheLimits(() => scheduler.readLimits(), this.#steadyNow);
    this.#schedule();
  }

  contact(): QueueContact {
    return this.#contact;
  }

  list(): Job[] {
    return [...this.#jobs.values()];
  }

  find(jobId: string): Job | null {
    return this.#jobs.get(jobId) ?? null;
  }

  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#schedule();
    let isWatching = true;
    return () => {
      if (!isWatching) return;
      isWatching = false;
      this.#watchers -= 1;
    };
  }

  refresh(): Promise<void> {
    this.#underWay ??= this.#ask().finally(() => {
      this.#underWay = null;
      this.#schedule();
    });
    return this.#underWay;
  }

  async submit(submission: Submission): Promise<{ jobId: string }> {
    const job = await this.#scheduler.submit(submission);
    void this.#refreshFromNow();
    return job;
  }

  test(submission: Submission): Promise<SubmissionTest> {
    return this.#scheduler.test(submission);
  }

  async findEnded(jobIds: string[]): Promise<Job[]> {
    try {
      return await this.#scheduler.findEnded(jobIds);
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the accounting of the scheduler did not answer');
      return [];
    }
  }

  async outputFiles(jobId: string): Promise<{ output: string | null; error: string | null }> {
    await this.#require(jobId);
    return this.#scheduler.outputFiles(jobId);
  }

  async cancel(jobId: string): Promise<void> {
    if (hasEnded((await this.#require(jobId)).phase)) return;
    await this.#scheduler.cancel(jobId);
    void this.#refreshFromNow();
  }

  async hold(jobId: string): Promise<void> {
    await this.#require(jobId);
    await this.#scheduler.hold(jobId);
    await this.#refreshFromNow();
  }

  async release(jobId: string): Promise<void> {
    await this.#require(jobId);
    await this.#scheduler.release(jobId);
    await this.#refreshFromNow();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.removeAllListeners();
  }

  /** A job of this user: the scheduler itself would tell of anybody's. @throws ManagerError job_not_found, scheduler_unavailable */
  async #require(jobId: string): Promise<Job> {
    if (this.find(jobId) === null) await this.#refreshFromNow();
    const job = this.find(jobId);
    if (job !== null) return job;
    if (this.#contact.state !== 'ok') {
      throw new ManagerError('scheduler_unavailable', this.#contact.message ?? `${this.title} does not answer.`);
    }
    throw new ManagerError('job_not_found', `There is no job "${jobId.slice(0, 50)}" of yours in the queue.`);
  }

  /** An answer that is under way may have been made before what was just done. */
  async #refreshFromNow(): Promise<void> {
    await this.#underWay;
    await this.refresh();
  }

  /** Sets the time of the next question, as long after the last as suits those who look. */
  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#underWay !== null) return;
    const { watchedPaceMs, unwatchedPaceMs } = this.#options;
    const pace = this.#watchers > 0 ? watchedPaceMs : unwatchedPaceMs;
    // A clock that was set back must not make it wait for longer than its pace.
    const wait = Math.min(pace, Math.max(0, this.#lastAskedAt + pace - this.#steadyNow()));
    this.#timer = setTimeout(() => void this.refresh(), wait);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    const [contact, jobs] = [this.#contact, this.#jobs];
    try {
      const found = await this.#scheduler.listJobs();
      this.#jobs = new Map(found.sort(newestFirst).map((job) => [job.id, this.#places.placed(job)]));
      this.#contact = { state: 'ok', since: this.#time(), message: null };
    } catch (error) {
      const message = error instanceof ManagerError ? error.message : 'Its answer could not be understood.';
      if (contact.state !== 'lost') this.#options.log.warn({ err: error }, 'the scheduler does not answer');
      this.#contact = { state: 'lost', since: contact.since ?? this.#time(), message };
    }
    this.#lastAskedAt = this.#steadyNow();
    if (this.#isClosed) return;
    const isSame = contact.state === this.#contact.state && contact.message === this.#contact.message;
    if (!isSame || !areSame(jobs, this.#jobs)) this.emit('change');
    if (this.#contact.state === 'ok' && this.#watchers > 0) void this.#askPlaces();
  }

  /** The list does not wait for it. */
  async #askPlaces(): Promise<void> {
    if (!(await this.#places.refresh(this.list())) || this.#isClosed) return;
    for (const [id, job] of this.#jobs) this.#jobs.set(id, this.#places.placed(job));
    this.emit('change');
  }

  #time(): string {
    return new Date(this.#options.now()).toISOString();
  }
}

/** Job by job and field by field: writing out thousands of jobs to compare them would take longer than reading them. */
function areSame(before: Map<string, Job>, after: Map<string, Job>): boolean {
  if (before === after) return true;
  if (before.size !== after.size) return false;
  for (const [id, job] of after) {
    const old = before.get(id);
    if (old === undefined) return false;
    for (const key in job) {
      if (key !== 'usage' && job[key as keyof Job] !== old[key as keyof Job]) return false;
    }
  }
  return true;
}

function newestFirst(a: Job, b: Job): number {
  const [submittedA, submittedB] = [a.submitted_at ?? '', b.submitted_at ?? ''];
  if (submittedA !== submittedB) return submittedA < submittedB ? 1 : -1;
  return Number.parseInt(b.id, 10) - Number.parseInt(a.id, 10) || (a.id < b.id ? -1 : 1);
}
