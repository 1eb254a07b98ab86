import type { FileEntry, FileList } from '../../domain/file-list.ts';

/** What a path that is being typed may become. */
export interface Completion {
  name: string;
  kind: FileEntry['kind'];
  /** The whole path, as it is to stand in the field; that of a directory ends with "/". */
  value: string;
}

/** How many are offered. */
export const maximumCompletions = 50;

/**
 * What is typed, cut where its last part begins; null where nothing can be offered yet.
 *
 *     "~/da" -> { directory: "~/", prefix: "da" }
 *     "$SCRATCH/" -> { directory: "$SCRATCH/", prefix: "" }
 *     "data" -> null
 */
export function splitTyped(typed: string): { directory: string; prefix: string } | null {
  if (!/^(\/|~\/|\$.*\/)/.test(typed)) return null;
  const cut = typed.lastIndexOf('/') + 1;
  return { directory: typed.slice(0, cut), prefix: typed.slice(cut) };
}

/** What `typed` may become, by what stands in its directory. Hidden ones only for those who type the dot. */
export function completionsOf(typed: string, list: FileList, kind: FileEntry['kind']): Completion[] {
  const split = splitTyped(typed);
  if (split === null || list.problem !== null) return [];
  const { directory, prefix } = split;
  const start = prefix.toLowerCase();
  const fits = ({ name, kind: found, readable }: FileEntry) =>
    readable &&
    (found === 'directory' || kind === 'file') &&
    name.toLowerCase().startsWith(start) &&
    (prefix.startsWith('.') || !name.startsWith('.')) &&
    // A field of one line cannot hold them.
    !/[\n\r]/.test(name);
  const completions = list.entries.filter(fits).map((entry) => ({
    name: entry.name,
    kind: entry.kind,
    value: pathOf(directory, list.path, entry.name) + (entry.kind === 'directory' ? '/' : ''),
  }));
  const isExact = ({ name }: Completion) => name.startsWith(prefix);
  return [...completions.filter(isExact), ...completions.filter((one) => !isExact(one))]
    .filter(({ value }) => value !== typed)
    .slice(0, maximumCompletions);
}

/** "/data", "a" -> "/data/a" */
export function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** "/data/a" -> "a"; "/" stays */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path;
}

/**
 * As it was typed where that says the same: "~" is short. With a "$" on the way the whole path is safer, since not everything
 * that takes a path knows variables.
 */
function pathOf(typedDirectory: string, path: string, name: string): string {
  const isShort = typedDirectory.startsWith('~/') && !`${typedDirectory}${name}`.includes('$');
  return isShort ? typedDirectory + name : joinPath(path, name);
}
