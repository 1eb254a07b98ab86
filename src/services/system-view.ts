import type { Static } from 'typebox';
import type { SystemSchema } from '../schemas/system.ts';
import type { FileBrowser } from './file-browser.ts';
import type { JobQueue } from './ports.ts';

export type System = Static<typeof SystemSchema>;

/** Who and where this daemon is, with what the scheduler allows. */
export interface SystemView {
  /** With accounts, partitions and places as last known, at once. */
  last(): System;
  /** Asks the scheduler where what is known is too old; without an answer, what was known. */
  ask(): Promise<System>;
}

/** `system` is what does not change while the daemon runs. Places are looked for at once, and with each question. */
export function createSystemView(
  system: System,
  queue: Pick<JobQueue, 'title' | 'limits'>,
  files: Pick<FileBrowser, 'places'>,
): SystemView {
  let last = system;
  const findPlaces = async () => {
    const places = await files.places();
    last = { ...last, places };
  };
  const findLimits = async () => {
    const limits = queue.title === null ? null : await queue.limits().catch(() => null);
    if (limits !== null) last = { ...last, accounts: limits.accounts, partitions: limits.partitions };
  };
  void findPlaces();
  return {
    last: () => last,
    async ask() {
      await Promise.all([findLimits(), findPlaces()]);
      return last;
    },
  };
}
