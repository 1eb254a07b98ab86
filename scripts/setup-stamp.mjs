import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A hash of names and contents of files, and of everything in directories. What is missing counts as empty.
 *
 * @param {string} root
 * @param {string[]} paths relative to root
 * @param {string[]} [extra] other facts that the result depends on
 */
export function hashFiles(root, paths, extra = []) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((path) => listFiles(root, path))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  for (const fact of extra) hash.update(`${fact}\0`);
  return hash.digest('hex');
}

/** What a stamp says, or an empty object where there is none: a set-up that was interrupted left no stamp. */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** Written whole or not at all. */
export function writeStamp(file, stamp) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(stamp, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

function listFiles(root, path) {
  const status = statSync(join(root, path), { throwIfNoEntry: false });
  if (status === undefined || path.endsWith('__pycache__') || path.endsWith('.pyc')) return [];
  if (!status.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => listFiles(root, join(path, name)));
}
