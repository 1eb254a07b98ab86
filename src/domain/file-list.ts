/** What stands in a directory. */
export interface FileEntry {
  /** As it is, control characters and all. */
  name: string;
  /** Of a symbolic link what it leads to. */
  kind: 'directory' | 'file';
  /** Null for directories, and where it is not known. */
  size_bytes: number | null;
  /** ISO 8601, UTC; null where it is not known. */
  modified_at: string | null;
  /** Whether this user may read it; a directory: list and enter it. */
  readable: boolean;
}

/** A directory as far as it could be read. */
export interface FileList {
  /** Absolute. */
  path: string;
  /** Null for the root. */
  parent: string | null;
  /** Directories first, each in the order of their names. */
  entries: FileEntry[];
  /** Whether there are more than were asked for. */
  truncated: boolean;
  /** Why this is not what was asked for, or could not be read, in a sentence; null: all is well. */
  problem: string | null;
}

/** Which entries of a directory are wanted. */
export interface FileChoice {
  /** `directory`: directories alone; `file`: files, and the directories that lead to them. */
  kind: 'directory' | 'file';
  /** Those whose names begin so, whatever the case; empty: all. */
  prefix: string;
  /** How many at most. */
  limit: number;
}

/** A directory to start from. */
export interface Place {
  title: string;
  /** Absolute. */
  path: string;
}

/** Looks into directories, of which none may be reachable. Never throws. */
export interface FileLister {
  /** The directory, or the nearest one above it that exists. `path` is absolute. */
  list(path: string, choice: FileChoice): Promise<FileList>;
  isDirectory(path: string): Promise<boolean>;
}

/** Most entries of one answer. */
export const maximumEntries = 1_000;
