import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from '../domain/once.ts';
import type { AppListing, AppProblem, TrameApp } from '../domain/trame-app.ts';
import { type AppDefaults, appProblem, type ParsedAppFile, parseAppFile, withIcon } from './app-file.ts';
import { type AppFileFound, findAppFile } from './app-file-location.ts';
import { codeOf } from './error-code.ts';
import { createSafePlaces, type SafePlaces } from './safe-place.ts';
import { fileErrorMessage } from './yaml-document-file.ts';
import { wholeFile } from './yaml-document-problem.ts';

/** What one look found. */
export interface Discovery {
  listing: AppListing;
  /** Directories that hold an app, or could soon. */
  appDirectories: string[];
}

/** Enough to keep the four threads of Node's file system busy, few enough for the limit of open files. */
const parallelReads = 16;

/** A file that changed this shortly before it was read may change again within the same time stamp. */
const settledMs = 2000;

/**
 * Returns a function that looks through `<data path>/trame/<app>/app.yml` (or app.yaml). The first usable file of a
 * name wins; broken ones before it are reported. Files that did not change since the last look are not read again.
 * `now` is in milliseconds since 1970. The function leaves out the `silent` directories and never rejects for what it finds on disk.
 */
export function appDiscovery(
  dataPaths: readonly string[],
  defaults?: AppDefaults,
  now: () => number = Date.now,
): (silent?: ReadonlySet<string>) => Promise<Discovery> {
  const searched = dataPaths.map((path) => join(path, 'trame'));
  let known: Cache = new Map();
  return async (silent = new Set()) => {
    const looked: Cache = new Map();
    const problems: AppProblem[] = [];
    const byName = await candidates(
      searched.filter((directory) => !silent.has(directory)),
      problems,
    );
    const apps: TrameApp[] = [];
    const places = createSafePlaces();
    await inParallel([...byName.values()], async (directories) => {
      const found = await firstUsable(directories, { known, looked, defaults, now, places });
      problems.push(...found.problems);
      if (found.app !== null) apps.push(found.app);
    });
    known = looked;
    apps.sort((left, right) => order().compare(left.name, right.name) || order().compare(left.id, right.id));
    problems.sort((left, right) => order().compare(left.file, right.file));
    return { listing: { apps, problems, searched }, appDirectories: [...byName.values()].flat() };
  };
}

type Cache = Map<string, { signature: string; settled: boolean; parsed: ParsedAppFile }>;

interface Memory {
  known: Cache;
  looked: Cache;
  defaults: AppDefaults | undefined;
  now: () => number;
  places: SafePlaces;
}

/** The app directories of each name, in the order of precedence. */
async function candidates(searched: readonly string[], problems: AppProblem[]): Promise<Map<string, string[]>> {
  const byName = new Map<string, string[]>();
  const listed = await Promise.all(searched.map((directory) => namesIn(directory)));
  for (const [index, directory] of searched.entries()) {
    const found = listed[index];
    if (found?.problem != null) problems.push(found.problem);
    for (const name of found?.names ?? []) byName.set(name, [...(byName.get(name) ?? []), join(directory, name)]);
  }
  return byName;
}

async function namesIn(directory: string): Promise<{ names: string[]; problem: AppProblem | null }> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    // Some file systems do not say what an entry is; the look for its app file will tell.
    return { names: entries.filter((entry) => !entry.isFile()).map((entry) => entry.name), problem: null };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { names: [], problem: null };
    const hint = 'No app in it can be found.';
    return { names: [], problem: { app: 'trame', file: directory, ...wholeFile(fileErrorMessage(error), hint) } };
  }
}

async function firstUsable(directories: string[], memory: Memory) {
  const problems: AppProblem[] = [];
  for (const directory of directories) {
    const found = await findAppFile(directory);
    if (found === null) continue;
    if (found.problem !== null) {
      problems.push(appProblem(found.file, found.problem));
      continue;
    }
    // An app runs in the user's name: none is taken from where everybody could have put it.
    const fault = await memory.places(found.file);
    if (fault !== null) {
      problems.push(appProblem(found.file, wholeFile(fault.message, fault.hint)));
      continue;
    }
    const reading = await withIcon(await parsedOnce(found, memory));
    if (reading.ok) return { app: reading.app, problems };
    problems.push(...reading.problems);
  }
  return { app: null, problems };
}

async function parsedOnce(found: AppFileFound, { known, looked, defaults, now }: Memory): Promise<ParsedAppFile> {
  const { file, signature, changedAtMs } = found;
  const before = known.get(file);
  const settled = Math.abs(now() - changedAtMs) > settledMs;
  const unchanged = before?.settled && before.signature === signature;
  const parsed = unchanged ? before.parsed : await parseAppFile(file, defaults);
  if (parsed.lasting) looked.set(file, { signature, settled, parsed });
  return parsed;
}

/** Runs `work` on all items, `parallelReads` at a time. */
async function inParallel<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: parallelReads }, worker));
}

/** "run 2" before "run 10", and the same on every machine. */
const order = once(() => new Intl.Collator('en', { numeric: true }));
