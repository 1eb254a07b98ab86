import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../domain/errors.ts';
import { createSafePlaces } from './safe-place.ts';

/** What stands in a state directory from the start. */
const contents = ['sessions', 'servers', 'daemons', 'asset-cache', 'presets.json', 'favourites.json'];

/**
 * Makes sure that no other user can read secrets from the state directory or put records into it: whoever can write there
 * decides what is started in the user's name. A directory that is missing is made later, for the user alone.
 * @returns what is doubtful, in sentences
 * @throws UsageError where it belongs to somebody else, or everybody may write it
 */
export async function checkStateDirectory(directory: string, uid: number = process.getuid?.() ?? 0): Promise<string[]> {
  const places = createSafePlaces(uid);
  const doubts: string[] = [];
  for (const path of [directory, ...contents.map((name) => join(directory, name))]) {
    const fault = await places(path);
    if (fault !== null) throw refused(directory, `${fault.message} ${fault.hint}`);
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    if ((found.mode & 0o002) !== 0) throw refused(directory, `Every user of this machine may change "${path}".`);
    if (found.uid !== uid && found.uid !== 0) {
      const whose = `"${path}" belongs to another user (uid ${found.uid}).`;
      // In a container root often works in the directories of the user who started it.
      if (uid !== 0) throw refused(directory, whose);
      doubts.push(`${whose} That user decides what is started from it.`);
    } else if ((found.mode & 0o020) !== 0) {
      doubts.push(`The group of "${path}" may change it (chmod g-w): its members decide what is started from it.`);
    }
  }
  return doubts;
}

function refused(directory: string, why: string): UsageError {
  return new UsageError(
    `The state directory "${directory}" is not safe from other users. ${why} Or choose another one: --state-dir.`,
  );
}
