import { isLiveServer } from '../../domain/paraview-server.ts';
import { cancelJob, lookAtJob, noteUsage } from './job-look.ts';
import { endLocal, lookAtLocal } from './local-server.ts';
import type { ServerEntry } from './server-book.ts';
import type { ServersContext } from './server-context.ts';
import { logFileOf, settle } from './server-end.ts';
import { atWork, isLeft } from './server-work.ts';

/**
 * Finds out how servers are, always from facts. Every hint (a process ended, a file changed, the queue changed, time
 * passed) leads to the same `check`; hints that come meanwhile lead to one more look.
 */
export class ServerLooks {
  readonly #context: ServersContext;
  readonly #running = new Map<ServerEntry, { done: Promise<void>; again: boolean }>();

  constructor(context: ServersContext) {
    this.#context = context;
  }

  check(entry: ServerEntry): Promise<void> {
    const current = this.#running.get(entry);
    if (current !== undefined) {
      current.again = true;
      return current.done;
    }
    const turn = { done: Promise.resolve(), again: true };
    this.#running.set(entry, turn);
    turn.done = (async () => {
      while (turn.again && !this.#context.closed) {
        turn.again = false;
        await this.#look(entry).catch((error: unknown) =>
          this.#context.log.error({ err: error, server: entry.record.id }, 'a server cannot be looked at'),
        );
      }
      this.#running.delete(entry);
    })();
    return turn.done;
  }

  /** Resolves when no look is under way; of a book that is closed none begins any more. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ done }) => done));
  }

  /** Ends a server on this machine; its end is judged afterwards. */
  endLocal(entry: ServerEntry): Promise<void> {
    return endLocal(this.#context, entry, () => this.check(entry));
  }

  /** What time leads to, beside another look. */
  async attend(entry: ServerEntry): Promise<void> {
    const { site, host } = this.#context;
    await this.check(entry);
    const { record } = entry;
    if (record.kind === 'local' && isLiveServer(entry.server.state)) {
      await host.shortenLog(logFileOf(this.#context, record.id), site.instances.maximumLogBytes).catch(() => false);
    }
    if (record.ended_at === null) await this.#insist(entry);
  }

  async #look(entry: ServerEntry): Promise<void> {
    const { book } = this.#context;
    if (!(await book.reload(entry))) return this.#vanished(entry);
    if (entry.record.ended_at === null) {
      if (entry.record.kind === 'local') await lookAtLocal(this.#context, entry);
      else await lookAtJob(this.#context, entry);
    }
    if (entry.record.ended_at !== null) {
      await noteUsage(this.#context, entry);
      await settle(this.#context, entry);
    }
    book.show(entry);
  }

  /** Asks once more where an end was asked for and did not come: the daemon that asked, or the scheduler, was gone. */
  async #insist(entry: ServerEntry): Promise<void> {
    const { stop_requested_at, kind } = entry.record;
    const { site, log } = this.#context;
    if (stop_requested_at === null) return;
    const isTakenUp = isLeft(this.#context, entry.record);
    const waitedMs = Date.now() - Math.max(Date.parse(stop_requested_at), entry.insistedAt);
    if (!isTakenUp && waitedMs < site.instances.stopGraceMs + insistAfterMs) return;
    entry.insistedAt = Date.now();
    if (isTakenUp) await this.#context.book.save(entry, () => atWork(this.#context));
    if (kind === 'local') void this.endLocal(entry);
    else await cancelJob(this.#context, entry).catch((error: unknown) => log.warn({ err: error }, 'no cancel'));
  }

  /** Its directory was removed, here or by another daemon: nothing of it may go on unseen. */
  async #vanished(entry: ServerEntry): Promise<void> {
    const { book, log } = this.#context;
    if (entry.record.ended_at === null) {
      log.warn({ server: entry.record.id }, 'the directory of a server was removed: it is ended');
      if (entry.record.kind === 'local') await endLocal(this.#context, entry, async () => undefined);
      else await cancelJob(this.#context, entry).catch((error: unknown) => log.warn({ err: error }, 'no cancel'));
    }
    await settle(this.#context, entry);
    book.remove(entry);
  }
}

/** A cancelled job has some time to end; so have the processes here beyond their grace. */
const insistAfterMs = 45_000;
