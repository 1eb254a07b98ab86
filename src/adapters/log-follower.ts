import { watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { readBackwards } from './log-tail.ts';

/**
 * Gives the last `lines` lines, then what is added, until `signal` aborts. Waits for `onText` before it reads on, so that a
 * slow reader costs no memory. Goes on when the log is shortened, and from the start when a restart puts a new file there: on a
 * line of its own, and in no colour that the former run left on.
 */
export async function followLog(file: string, lines: number, signal: AbortSignal, onText: TextListener): Promise<void> {
  const place: Place = { inode: 0, position: 0, marker: '', decoder: new StringDecoder('utf8') };
  const { tell, endRun } = byRuns(onText);
  const alarm = createAlarm(file, signal);
  let first = true;
  while (!signal.aborted) {
    const heard = alarm.next();
    const handle = await open(file, 'r').catch(() => null);
    if (handle !== null) {
      try {
        if (first) await startAtTail(handle, place, lines, tell);
        else if (await findPlace(handle, place)) await endRun();
        await readOn(handle, place, signal, tell);
      } finally {
        await handle.close();
      }
    }
    first = false;
    await heard;
  }
}

type TextListener = (text: string) => Promise<void> | void;

/** What is told of a run after another begins on a line of its own, in no colour that the one before left on. */
function byRuns(onText: TextListener) {
  let isInLine = false;
  let hasEscapes = false;
  return {
    tell(text: string): Promise<void> | void {
      isInLine = !text.endsWith('\n');
      hasEscapes ||= text.includes('\x1b');
      return onText(text);
    },
    async endRun(): Promise<void> {
      const end = `${isInLine ? '\n' : ''}${hasEscapes ? resetColours : ''}`;
      isInLine = false;
      hasEscapes = false;
      if (end !== '') await onText(end);
    },
  };
}

/** SGR 0 of ECMA-48. */
const resetColours = '\x1b[0m';

/** Where a follower is in a file. */
interface Place {
  inode: number;
  position: number;
  /** The file's first line if it is a cut marker: a new one means that the log was shortened. */
  marker: string;
  decoder: StringDecoder;
}

const chunkBytes = 64 * 1024;
/** Between two looks: file events come in floods where an app writes line by line, and on network file systems never. */
const shortestPauseMs = 50;
const longestPauseMs = 1000;

async function startAtTail(handle: FileHandle, place: Place, lines: number, onText: TextListener): Promise<void> {
  const { ino, size } = await handle.stat();
  const text = place.decoder.write(await readBackwards(handle, size, lines));
  Object.assign(place, { inode: ino, position: size, marker: await readMarker(handle) });
  if (text !== '') await onText(text);
}

/** Corrects the position where the file was replaced or shortened since the last look; true: it begins anew. */
async function findPlace(handle: FileHandle, place: Place): Promise<boolean> {
  const { ino, size } = await handle.stat();
  const marker = await readMarker(handle);
  if (ino !== place.inode) {
    Object.assign(place, { inode: ino, position: 0, marker, decoder: new StringDecoder('utf8') });
    return true;
  }
  if (marker !== place.marker) {
    const moved = place.position - removedBytes(marker) + marker.length;
    Object.assign(place, { position: Math.min(Math.max(moved, 0), size), marker });
  } else if (size < place.position) {
    // Someone else emptied it.
    place.position = 0;
    return true;
  }
  return false;
}

async function readOn(handle: FileHandle, place: Place, signal: AbortSignal, onText: TextListener): Promise<void> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  while (!signal.aborted) {
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, place.position);
    if (bytesRead === 0) return;
    place.position += bytesRead;
    const text = place.decoder.write(buffer.subarray(0, bytesRead));
    if (text !== '') await onText(text);
  }
}

/** The first line with its break if it is a cut marker, else "". */
async function readMarker(handle: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(160), 0, 160, 0);
  return markerLine.exec(buffer.toString('latin1', 0, bytesRead))?.[0] ?? '';
}
const markerLine = /^--- Trame Manager removed (\d+) older bytes of this log at \S+ ---\n/;

function removedBytes(marker: string): number {
  return Number(markerLine.exec(marker)?.[1] ?? 0);
}

/** Rings when the file may have changed, not more often than every 50 ms, and at the latest after a second. */
function createAlarm(file: string, signal: AbortSignal): { next: () => Promise<void> } {
  let ring = () => {};
  const watcher = watchQuietly(file, () => ring());
  signal.addEventListener(
    'abort',
    () => {
      watcher?.close();
      ring();
    },
    { once: true },
  );
  return {
    async next() {
      const { promise, resolve } = Promise.withResolvers<void>();
      ring = resolve;
      const timer = setTimeout(resolve, longestPauseMs);
      await promise;
      clearTimeout(timer);
      if (!signal.aborted) await new Promise((done) => setTimeout(done, shortestPauseMs));
    },
  };
}

/** Watches the directory: a watched file that is renamed and replaced would be followed to its new name. */
function watchQuietly(file: string, onEvent: () => void) {
  try {
    const watcher = watch(dirname(file), { persistent: false }, (_type, name) => {
      if (name === null || name === basename(file)) onEvent();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}
