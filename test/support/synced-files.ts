/** To be imported before what is tested (which is imported by `await import` then): it gets hold of the calls that make sure of a file. */
import fs, { constants, readlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const synced: string[] = [];

const { fsync, open } = fs;
fs.fsync = Object.assign((descriptor: number, done: fs.NoParamCallback) => {
  synced.push(readlinkSync(`/proc/self/fd/${descriptor}`));
  fsync(descriptor, done);
}, fsync);
fs.open = Object.assign((path: string, flags: number, ...rest: [number, () => void]) => {
  // Each write to such a file makes sure of what it wrote.
  if ((flags & constants.O_DSYNC) === constants.O_DSYNC) synced.push(path);
  open(path, flags, ...rest);
}, open) as typeof open;
syncBuiltinESMExports();

/** The names of the files and directories that were made sure of since it was asked last, sorted; "new record.json" for one that takes its place. */
export function syncedNames(): string[] {
  const names = synced.splice(0).map((path) => basename(path).replace(/^(\w+\.json)\..*\.new$/, 'new $1'));
  return names.sort();
}
