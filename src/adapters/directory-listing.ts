import type { Stats } from 'node:fs';
import { access, constants, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FileChoice, FileEntry, FileList, FileLister } from '../domain/file-list.ts';
import { codeOf } from './error-code.ts';
import { readMountPoints } from './mount-points.ts';
import { NoAnswer, type Patience } from './patience.ts';
import { type AskFiles, askByMount, followLinks } from './patient-links.ts';

/** Looks into directories as the user may. A file system that does not answer is told as such after what `patience` allows. */
export function createFileLister(patience: Patience): FileLister {
  const prepare = async () => askByMount(patience, await readMountPoints());
  return {
    list: async (path, choice) => listNearest(path, choice, await prepare()),
    async isDirectory(path) {
      const ask = await prepare();
      const found = await lookAt(path, ask).catch(() => null);
      return found?.stats.isDirectory() ?? false;
    },
  };
}

async function listNearest(path: string, choice: FileChoice, ask: AskFiles): Promise<FileList> {
  let problem: string | null = null;
  for (let at = path; ; at = dirname(at)) {
    const answer = (entries: FileEntry[], truncated: boolean, why: string | null): FileList => {
      return { path: at, parent: at === '/' ? null : dirname(at), entries, truncated, problem: problem ?? why };
    };
    try {
      const { real, stats } = await lookAt(at, ask);
      if (stats.isDirectory()) {
        const { entries, truncated } = await listDirectory(real, choice, ask);
        return answer(entries, truncated, null);
      }
      problem ??= `${at} is not a directory.`;
    } catch (error) {
      if (!missing.has(codeOf(error)) || at === '/') return answer([], false, whyClosed(at, error));
      problem ??= `There is no ${path}.`;
    }
  }
}

const missing = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

async function lookAt(path: string, ask: AskFiles, known?: KnownLinks) {
  const real = await followLinks(path, ask, known);
  return { real, stats: await ask(real, () => stat(real)) };
}

async function listDirectory(real: string, { kind, prefix, limit }: FileChoice, ask: AskFiles) {
  const found = await ask(real, () => readdir(real, { withFileTypes: true, encoding: 'buffer' }));
  const known: KnownLinks = new Map();
  const offered: Named[] = [];
  const links: Named[] = [];
  const start = prefix.toLowerCase();
  for (const [index, dirent] of found.entries()) {
    // Directories may hold a million entries: others get their turn in between.
    if (index % entriesAtOnce === entriesAtOnce - 1) await setImmediate();
    const name = dirent.name.toString();
    if (start !== '' && !name.toLowerCase().startsWith(start)) continue;
    if (dirent.isSymbolicLink()) links.push({ name, kind: 'file', bytes: dirent.name });
    else if (dirent.isDirectory()) offered.push({ name, kind: 'directory', bytes: dirent.name });
    else if (dirent.isFile() && kind === 'file') offered.push({ name, kind: 'file', bytes: dirent.name });
  }
  await inTurns(links, async (link) => {
    const leadsTo = isWhole(link) ? await kindOfLink(join(real, link.name), ask, known) : null;
    if (leadsTo === 'directory' || leadsTo === kind) offered.push({ ...link, kind: leadsTo });
  });
  const compare = offered.length > maximumSorted ? byCharacters : byLanguage;
  offered.sort((a, b) => byKind(a, b) || compare(a.name, b.name));
  const entries = await inTurns(offered.slice(0, limit), (entry) =>
    describe(join(real, entry.name), entry, ask, known),
  );
  return { entries, truncated: offered.length > limit };
}

/** See followLinks. */
type KnownLinks = Map<string, string | null>;

interface Named {
  name: string;
  kind: FileEntry['kind'];
  bytes: Buffer;
}

const entriesAtOnce = 5_000;

/** False for names that are not UTF-8: they cannot be told as they are. */
function isWhole({ name, bytes }: Named): boolean {
  return !name.includes('\ufffd') || Buffer.from(name).equals(bytes);
}

/** Null for what nobody can choose: pipes, sockets, devices, links that lead nowhere. */
async function kindOfLink(path: string, ask: AskFiles, known: KnownLinks): Promise<FileEntry['kind'] | null> {
  try {
    const { stats } = await lookAt(path, ask, known);
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() ? 'file' : null;
  } catch (error) {
    // What it leads to may come back; most links to other file systems lead to directories.
    return error instanceof NoAnswer ? 'directory' : null;
  }
}

async function describe(path: string, entry: Named, ask: AskFiles, known: KnownLinks): Promise<FileEntry> {
  const { name, kind } = entry;
  const unknown = { name, kind, size_bytes: null, modified_at: null, readable: false };
  const found = isWhole(entry) ? await lookAt(path, ask, known).catch(() => null) : null;
  if (found === null) return unknown;
  const { real, stats } = found;
  const wanted = kind === 'directory' ? constants.R_OK | constants.X_OK : constants.R_OK;
  const readable = await ask(real, () => access(real, wanted)).then(
    () => true,
    () => false,
  );
  return { name, kind, size_bytes: kind === 'file' ? stats.size : null, modified_at: timeOf(stats), readable };
}

/** File systems hold times that are none for JavaScript. */
function timeOf({ mtime }: Stats): string | null {
  return Number.isFinite(mtime.getTime()) ? mtime.toISOString() : null;
}

function byKind(a: Named, b: Named): number {
  return Number(b.kind === 'directory') - Number(a.kind === 'directory');
}

const byLanguage = new Intl.Collator('en', { numeric: true }).compare;
const byCharacters = (a: string, b: string): number => Number(a > b) - Number(a < b);
/** The language's rules take ten times as long. */
const maximumSorted = 5_000;

/** Each question holds a thread, and where its file system does not answer, for long. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const takeTurns = async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return results;
}
const atOnce = 4;

function whyClosed(path: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') return `You may not look into ${path}.`;
  if (error instanceof NoAnswer) return `The file system of ${path} does not answer at the moment.`;
  return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}
