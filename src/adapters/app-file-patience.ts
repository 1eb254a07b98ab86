import { stat } from 'node:fs/promises';
import type { AppProblem } from '../domain/trame-app.ts';
import type { Discovery } from './app-file-discovery.ts';
import { createPatience, NoAnswer } from './patience.ts';
import { wholeFile } from './yaml-document-problem.ts';

/** How long a look waits, in ms. */
export interface DiscoveryLimits {
  /** For each directory. Default: 3 s. */
  directoryMs?: number;
  /** For all of it; a slow disk with many apps may need some time. Default: 10 s. */
  wholeMs?: number;
}

/**
 * A discovery that comes back in time also where a directory lies on a file system that does not answer. Such a directory is
 * left out and said to be; where a file system falls silent in the middle, the last listing stays.
 *
 * @param discover looks through all directories but those that it is given
 */
export function patientDiscovery(
  searched: readonly string[],
  discover: (silent: ReadonlySet<string>) => Promise<Discovery>,
  { directoryMs = 3000, wholeMs = 10_000 }: DiscoveryLimits = {},
): () => Promise<Discovery> {
  const [directories, whole] = [createPatience(directoryMs), createPatience(wholeMs)];
  let last: Discovery = { listing: { apps: [], problems: [], searched: [] }, appDirectories: [] };
  const isSilent = (directory: string) =>
    directories
      .ask(directory, () => stat(directory))
      .then(
        () => false,
        (error: unknown) => error instanceof NoAnswer,
      );
  const look = async (silent: readonly string[]) => {
    const found = await discover(new Set(silent));
    // Kept also where nobody waits for it any more.
    last = found;
    return found;
  };

  return async () => {
    const states = await Promise.all(searched.map(isSilent));
    const silent = searched.filter((_directory, index) => states[index]);
    try {
      const found = await whole.ask('app files', () => look(silent));
      return withProblems(found, silent.map(silentDirectory), silent);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const where = silent.length > 0 ? silent : searched.slice(0, 1);
      return withProblems(last, where.map(silentDirectory), silent);
    }
  };
}

/** Without the silent directories among those searched: watching one would wait for it, too. */
function withProblems({ listing, appDirectories }: Discovery, problems: AppProblem[], silent: string[]): Discovery {
  const searched = listing.searched.filter((directory) => !silent.includes(directory));
  return { listing: { ...listing, problems: [...listing.problems, ...problems], searched }, appDirectories };
}

function silentDirectory(directory: string): AppProblem {
  const message = 'Its file system does not answer.';
  return { app: 'trame', file: directory, ...wholeFile(message, 'Its apps are listed again when it does.') };
}
