import type { Job, QueuePlace } from '../../domain/scheduler.ts';
import { configCommand } from './association-output.ts';
import { hidesJobs, partitionsOfWaiting, placesOf, waitingCommand } from './queue-place.ts';
import { type CommandSettings, readCommand } from './run-command.ts';

/** So long what the configuration says counts: sites change it with a restart of their Slurm. */
const configurationFreshMs = 3_600_000;

/**
 * Says where jobs stand in the queue. One squeue tells it of all of them, and none is run where no job waits for its turn, or where
 * Slurm would show this user's jobs alone. @throws ManagerError scheduler_unavailable
 */
export function createPlaceFinder(settings: CommandSettings, env: NodeJS.ProcessEnv) {
  let hidden: boolean | null = null;
  let readAtMs = 0;
  const isHidden = async (): Promise<boolean> => {
    if (hidden === null || performance.now() - readAtMs > configurationFreshMs) {
      hidden = hidesJobs(await readCommand(settings, configCommand, env));
      readAtMs = performance.now();
    }
    return hidden;
  };
  return async (jobs: readonly Job[]): Promise<Map<string, QueuePlace>> => {
    const partitions = partitionsOfWaiting(jobs);
    if (partitions.length === 0 || (await isHidden())) return new Map();
    return placesOf(jobs, await readCommand(settings, waitingCommand(partitions), env));
  };
}
