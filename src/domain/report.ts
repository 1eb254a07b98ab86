/** One file of a report. */
export interface ReportEntry {
  /** "log.txt" */
  name: string;
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Text, or why there is none: `why` completes "app.yml: …". */
export type ReportText = { kind: 'text'; text: string } | { kind: 'unreadable'; why: string };

/** The end of a log, open for reading. */
export interface OpenLog {
  kind: 'open';
  /** The size of the whole log, in bytes. */
  size: number;
  /** How much of it is read at the most: its end. */
  readBytes: number;
  /** In pieces of some kB, read as they are asked for. @throws the system's error */
  pieces(): AsyncIterable<Uint8Array>;
  /** To be called once, read or not. */
  close(): void;
}

/** Files for a report, which may be anything by now. Nothing is waited for without end, and nothing throws. */
export interface ReportFiles {
  /** A file of a session directory; a link is none. */
  read(path: string): Promise<ReportText>;
  /** A file that users keep where they like, which may be a link. */
  readLinked(path: string): Promise<ReportText>;
  openLog(path: string, maximumBytes: number): Promise<OpenLog | { kind: 'unreadable'; why: string }>;
}

/** Packs entries into one file while it is read: neither entries nor archive are ever whole in memory. */
export type PackReport = (entries: AsyncIterable<ReportEntry>) => AsyncIterable<Uint8Array>;
