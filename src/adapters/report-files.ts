import { realpath } from 'node:fs/promises';
import type { OpenLog, ReportFiles, ReportText } from '../domain/report.ts';
import { letGo, readFrom } from './descriptors.ts';
import { codeOf } from './error-code.ts';
import { NoAnswer, type Patience } from './patience.ts';
import { type NoStateFile, openStateFile, readStateFile, type StateFileReading } from './state-file.ts';

/** Files for reports. A file system that does not answer makes a file unreadable, and the rest goes on. */
export function createReportFiles(patience: Patience): ReportFiles {
  const ask = <T>(path: string, look: () => Promise<T>) =>
    patience.ask(path, look).catch((error: unknown) => {
      if (error instanceof NoAnswer) return unreadable('its file system does not answer');
      return unreadable(codeOf(error) === 'ENOENT' ? notThere : messageOf(error));
    });
  const read = (path: string) => ask(path, async () => asText(await readStateFile(path, maximumBytes)));

  return {
    read,
    readLinked: (path) => ask(path, async () => asText(await readStateFile(await realpath(path), maximumBytes))),
    async openLog(path, maximum) {
      let isAwaited = true;
      const found = await ask(path, async () => {
        const opened = await openStateFile(path);
        // Nobody closes what comes after the patience has ended.
        if (opened.kind === 'open' && !isAwaited) letGo(opened.file);
        return opened;
      });
      isAwaited = false;
      if (found.kind === 'open') return openLog(found, maximum);
      return found.kind === 'unreadable' ? found : unreadable(whyOf(found));
    },
  };
}

/** Several of these are in memory at once. */
const maximumBytes = 1024 * 1024;
/** Each is looked through at one go: about 10 ms. */
const pieceBytes = 32 * 1024;
const notThere = 'it is not there';

function openLog({ file, size }: { file: number; size: number }, maximum: number): OpenLog {
  return {
    kind: 'open',
    size,
    readBytes: Math.min(size, maximum),
    pieces: () => piecesOf(file, Math.max(0, size - maximum), size),
    close: () => letGo(file),
  };
}

/** Up to the end as it was when it was opened: an app may write faster than the reader reads. */
async function* piecesOf(file: number, from: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < end; ) {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, end - at));
    const { bytesRead } = await readFrom(file, piece, 0, piece.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

function asText(found: StateFileReading): ReportText {
  return found.kind === 'text' ? found : unreadable(whyOf(found));
}

function whyOf(found: NoStateFile): string {
  return found.kind === 'missing' ? notThere : found.why;
}

function unreadable(why: string) {
  return { kind: 'unreadable' as const, why };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
