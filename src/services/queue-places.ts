import type { Job, QueuePlace, Scheduler } from '../domain/scheduler.ts';

/** Time between two questions: to answer one, a scheduler goes through everybody's jobs. */
const paceMs = 60_000;

/** Where this user's waiting jobs stand in the queue, asked for now and then, and only while somebody looks. */
export class QueuePlaces {
  readonly #scheduler: Pick<Scheduler, 'findPlaces'>;
  readonly #log: { warn(details: object, message: string): void };
  readonly #now: () => number;
  #known: ReadonlyMap<string, QueuePlace> = new Map();
  #nextAt = Number.NEGATIVE_INFINITY;
  #isFailing = false;

  /** `now` in ms, on a clock that nobody sets. */
  constructor(
    scheduler: Pick<Scheduler, 'findPlaces'>,
    log: { warn(details: object, message: string): void },
    now: () => number,
  ) {
    this.#scheduler = scheduler;
    this.#log = log;
    this.#now = now;
  }

  /** The job with its place as last known; the same object where it has that already. */
  placed(job: Job): Job {
    const place = (job.phase === 'queued' ? this.#known.get(job.id) : null) ?? null;
    return job.queue_place === place ? job : { ...job, queue_place: place };
  }

  /** Asks anew if it is time to; true when a place changed. Never throws: without an answer no place is told. */
  async refresh(jobs: readonly Job[]): Promise<boolean> {
    const waiting = jobs.filter(({ phase, stuck }) => phase === 'queued' && !stuck);
    if (waiting.length === 0 || this.#now() < this.#nextAt) return false;
    const before = this.#known;
    this.#nextAt = this.#now() + paceMs;
    try {
      this.#known = keepEqual(before, await this.#scheduler.findPlaces(waiting));
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#log.warn({ err: error }, 'the scheduler does not tell where jobs stand');
      this.#isFailing = true;
      this.#known = new Map();
    }
    return before.size !== this.#known.size || [...this.#known].some(([id, place]) => before.get(id) !== place);
  }
}

/** A place that did not change stays the same object, so that a job with it compares as unchanged. */
function keepEqual(before: ReadonlyMap<string, QueuePlace>, after: ReadonlyMap<string, QueuePlace>) {
  const isEqual = (a: QueuePlace | undefined, b: QueuePlace) =>
    a?.place === b.place && a.waiting === b.waiting && a.partition === b.partition;
  return new Map(
    [...after].map(([id, place]) => {
      const old = before.get(id);
      return [id, old !== undefined && isEqual(old, place) ? old : place];
    }),
  );
}
