import { isAbandoned, isInOtherHands, ownWork } from '../domain/daemon-at-work.ts';
import { withoutEscapes } from '../domain/failure-hints.ts';
import type { InstanceRecord } from '../domain/instance.ts';
import { isLive } from '../domain/instance.ts';
import { isJobRecord } from '../domain/instance-job.ts';
import { verdictOfJob } from '../domain/instance-job-verdict.ts';
import { isBeingStarted, isHere, isRestarting } from '../domain/instance-state.ts';
import { type Verdict, verdictOf } from '../domain/instance-verdict.ts';
import { createComplaints } from './complaints.ts';
import { type InstanceContext, isoNow } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import { learnUsage } from './instance-job-accounting.ts';
import { endJob } from './instance-job-end.ts';
import { lookAtJob } from './instance-job-supervisor.ts';
import { publicPath } from './instance-launcher.ts';
import { isOfUse, learnProcesses, livesOn } from './instance-processes.ts';
import { startingForMs, waitUntilReady } from './instance-readiness.ts';
import { endProcesses, findOthers } from './instance-stopper.ts';
import { readTail } from './instance-watch.ts';

/** Another daemon that asked for an end and did not bring it about in this time beyond the grace is gone. */
const takeOverAfterMs = 5000;
/** What kept an end from being brought about (no descriptors, no memory) may be over soon. */
const endAgainAfterMs = 1000;

/**
 * Finds out how instances are, always from facts: the record and exit status on disk, whether the processes run, whether
 * the app answers. Every hint (a process ended, a file changed, time passed) leads to the same `check`.
 */
export class InstanceSupervisor {
  readonly #context: InstanceContext;
  readonly #complain: ReturnType<typeof createComplaints>;
  readonly #finish: (entry: InstanceEntry) => Promise<void>;
  readonly #checks = new WeakMap<InstanceEntry, { running: Promise<void>; again: boolean }>();

  /** `finish` takes up what a daemon that is gone had begun. */
  constructor(context: InstanceContext, finish: (entry: InstanceEntry) => Promise<void>) {
    this.#context = context;
    this.#complain = createComplaints(context.log);
    this.#finish = finish;
  }

  /** Looks at an instance; hints that come meanwhile lead to one more look. */
  check(entry: InstanceEntry): Promise<void> {
    const current = this.#checks.get(entry);
    if (current !== undefined) {
      current.again = true;
      return current.running;
    }
    const turn = { running: Promise.resolve(), again: true };
    this.#checks.set(entry, turn);
    turn.running = (async () => {
      while (turn.again && !this.#context.closed) {
        turn.again = false;
        await this.#look(entry).catch((error: unknown) =>
          this.#complain(error, { instance: entry.record.id }, 'an instance cannot be looked at'),
        );
      }
      this.#checks.delete(entry);
    })();
    return turn.running;
  }

  /** Ends the processes or the job of an instance once, however often it is called; its end is judged afterwards. */
  end(entry: InstanceEntry): Promise<void> {
    const { host, site, log } = this.#context;
    entry.probing?.abort();
    entry.ending ??= (
      isJobRecord(entry.record)
        ? endJob(this.#context, entry)
        : endProcesses(host, entry.record, site.instances.stopGraceMs, log)
    )
      .then(
        () => {
          entry.endAgainFrom = null;
        },
        (error: unknown) => {
          log.error({ err: error, instance: entry.record.id }, 'an instance cannot be ended');
          entry.endAgainFrom = performance.now() + endAgainAfterMs;
        },
      )
      .then(() => {
        entry.ending = null;
        return this.check(entry);
      });
    return entry.ending;
  }

  /** Ends the run of an instance that began at `run`, for a reason that makes it failed. */
  async fail(entry: InstanceEntry, failure: { run: string; reason: string; hint: string }): Promise<void> {
    const { run, reason, hint } = failure;
    await this.#context.book.save(entry, (record) =>
      record.ended_at !== null || record.stop_requested_at !== null || record.started_at !== run
        ? null
        : {
            stop_requested_at: isoNow(),
            stop_reason: reason,
            end_state: 'failed',
            state_reason: reason,
            hint,
            at_work: ownWork(this.#context.host),
          },
    );
    // Another daemon may have started it again meanwhile.
    if (entry.record.started_at === run) void this.end(entry);
    this.#context.book.show(entry);
  }

  async #look(entry: InstanceEntry): Promise<void> {
    const { book, host } = this.#context;
    if (!(await book.reload(entry))) return this.#vanished(entry);
    const { record } = entry;
    if (isAbandoned(record, host) && (isJobRecord(record) || isHere(record, host.identity))) this.#takeUp(entry);
    if (record.ended_at === null && isJobRecord(record)) await this.#lookAtJob(entry);
    else if (record.ended_at === null && isHere(record, host.identity)) await this.#lookAtProcesses(entry);
    else {
      await this.#settle(entry);
      await learnUsage(this.#context, entry, () => void this.check(entry));
    }
    book.show(entry);
  }

  #takeUp(entry: InstanceEntry): void {
    entry.finishing ??= this.#finish(entry)
      .catch((error: unknown) =>
        this.#context.log.error({ err: error, instance: entry.record.id }, 'what was begun cannot be finished'),
      )
      .finally(() => {
        entry.finishing = null;
        void this.check(entry);
      });
  }

  #lookAtJob(entry: InstanceEntry): Promise<void> {
    const { started_at: run } = entry.record;
    return lookAtJob(this.#context, entry, {
      again: (given) => void this.check(given),
      goesOn: (given) => this.#goesOn(given),
      fail: (given, reason, hint) => this.fail(given, { run, reason, hint }),
      judge: async (given, job, exit) => {
        if (given.restarting !== null || given.finishing !== null || isRestarting(given.record, Date.now())) return;
        // What was found out of a run before is nothing of one that was started meanwhile.
        if (job !== null && given.record.job?.id !== job.id) return;
        await this.#judge(given, run, (record, logTail) =>
          verdictOfJob(record, { job, exit, logTail, now: Date.now() }),
        );
      },
    });
  }

  async #lookAtProcesses(entry: InstanceEntry): Promise<void> {
    const { host } = this.#context;
    const sameBoot = entry.record.boot_id === host.identity.bootId;
    if (sameBoot) await learnProcesses(this.#context, entry);
    const { record } = entry;
    const runs = sameBoot && host.isAlive(record.process);
    const isKept = sameBoot && host.isAlive(record.keeper);
    entry.suspended = runs && host.isSuspended(record.process);
    // Only now: a keeper that was found ended has written it before.
    const exit = await host.sessions.readExitStatus(record.id);
    // Between the command's end and the keeper's note there is a moment; the keeper's own end leads here again.
    const isNoting = isKept && exit === null;
    // With an exit status it runs on in what it started before it ended.
    if (isNoting || (runs && (exit === null || (await isOfUse(host, record))))) return this.#goesOn(entry);
    if (entry.ending !== null || entry.restarting !== null || entry.finishing !== null) return;
    if (isRestarting(record, Date.now())) return;
    if (exit === null && sameBoot && (isBeingStarted(record, Date.now()) || this.#waitsForItsTurn(entry))) return;
    const survivors = sameBoot ? await findOthers(host, record) : [];
    // To look takes a while: what was found may be another daemon's next run, which is not to be ended for the end of this one.
    if (!(await this.#isSameRun(entry, record))) return void this.check(entry);
    const [heir] = survivors;
    if (heir && (await livesOn(host, record, exit))) {
      const { pid, startTicks } = heir;
      await this.#context.book.save(entry, () => ({ process: { pid, startTicks } }));
      return this.#goesOn(entry);
    }
    if (heir) void this.end(entry);
    else {
      await this.#judge(entry, record.started_at, (now, logTail) =>
        verdictOf(now, { exit, rebooted: !sameBoot, logTail, now: Date.now() }),
      );
    }
  }

  /** Whether it is still the run that `record` tells of, and nobody restarts it. */
  async #isSameRun(entry: InstanceEntry, { started_at: run }: InstanceRecord): Promise<boolean> {
    if (!(await this.#context.book.reload(entry))) return false;
    return entry.record.started_at === run && !isRestarting(entry.record, Date.now());
  }

  /** Many that start at once take turns, which may be longer than a start by itself ever takes. */
  #waitsForItsTurn({ record, launching }: InstanceEntry): boolean {
    return record.keeper === null && (launching !== null || isInOtherHands(record, this.#context.host));
  }

  async #goesOn(entry: InstanceEntry): Promise<void> {
    const { record } = entry;
    if (record.stop_requested_at !== null) {
      // One from the future is as good as one from long ago: the clock was set back.
      const ageMs = Math.abs(Date.now() - Date.parse(record.stop_requested_at));
      const isTakenOver = ageMs > this.#context.site.instances.stopGraceMs + takeOverAfterMs;
      const isDueAgain = entry.endAgainFrom !== null && performance.now() >= entry.endAgainFrom;
      if ((isTakenOver || isDueAgain) && entry.restarting === null) void this.end(entry);
    } else if (record.ready_at !== null) {
      entry.probing?.abort();
    } else if (entry.probing === null && record.job?.address !== null) void this.#awaitReady(entry);
  }

  async #awaitReady(entry: InstanceEntry): Promise<void> {
    const { book, host, log } = this.#context;
    const probing = new AbortController();
    entry.probing = probing;
    try {
      const { record } = entry;
      const path = record.absolute_url
        ? publicPath(this.#context, record) + record.ready.path.slice(1)
        : record.ready.path;
      const outcome = await waitUntilReady(host, record, path, probing.signal, startingForMs(host, record));
      if (outcome.kind === 'failed') await this.fail(entry, { run: record.started_at, ...outcome });
      if (outcome.kind !== 'ready') return;
      await book.save(entry, (now) =>
        now.started_at === record.started_at && (now.ready_at ?? now.ended_at ?? now.stop_requested_at) === null
          ? { ready_at: isoNow() }
          : null,
      );
      await this.#releasePort(entry);
      book.show(entry);
    } catch (error) {
      log.error({ err: error, instance: entry.record.id }, 'the readiness of an instance cannot be asked');
    } finally {
      if (entry.probing === probing) entry.probing = null;
    }
  }

  /** `run`: when the run began of which the verdict is; another daemon may have started the next one since. */
  async #judge(
    entry: InstanceEntry,
    run: string,
    verdict: (record: InstanceRecord, logTail: string[]) => Verdict,
  ): Promise<void> {
    await readTail(this.#context, entry);
    const logTail = entry.logTail.map(withoutEscapes);
    await this.#context.book.save(entry, (record) =>
      record.ended_at === null && record.started_at === run
        ? // A removal goes on.
          { ...verdict(record, logTail), ...(record.removal_requested_at == null ? { at_work: null } : {}) }
        : null,
    );
    const { id, ended_at, end_state, state_reason } = entry.record;
    // It was started again meanwhile.
    if (ended_at === null) return;
    this.#context.log.info({ instance: id, state: end_state }, `an instance ended: ${state_reason}`);
    await this.#settle(entry);
  }

  /** What an instance needs no more once it ended. */
  async #settle(entry: InstanceEntry): Promise<void> {
    entry.probing?.abort();
    entry.usage = null;
    entry.lastMeasure = null;
    await this.#releasePort(entry);
    if (entry.record.end_state !== null && entry.logTail.length === 0) await readTail(this.#context, entry);
    if (isLive(entry.instance.state)) await this.#context.host.removeOutside(entry.record.id);
  }

  async #releasePort(entry: InstanceEntry): Promise<void> {
    const port = entry.reservedPort;
    entry.reservedPort = null;
    if (port !== null) await this.#context.host.ports.release(port);
  }

  /** Its session directory was removed, here or by another daemon: nothing of it may go on unseen. */
  async #vanished(entry: InstanceEntry): Promise<void> {
    const { book, host, log } = this.#context;
    if (book.entries.get(entry.record.id) !== entry) return;
    if (isJobRecord(entry.record) && entry.record.ended_at === null && !entry.elsewhere) void this.end(entry);
    else if (isLive(entry.instance.state) && isHere(entry.record, host.identity)) {
      log.warn({ instance: entry.record.id }, 'a session directory was removed: its processes are ended');
      await endProcesses(host, entry.record, this.#context.site.instances.stopGraceMs, log);
    }
    await this.#settle(entry);
    book.remove(entry);
  }
}
