import { watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { readBackwards } from './log-tail.ts';

/**
 * Gives the last `lines` lines, then what is added, until `signal` aborts. Waits for `onText` before it reads on, so that a
 * slow reader costs no memory. Goes on when the log is shortened, and from the start when a restart puts a new file there.
 */
export async function followLog(
  file: string,
  lines: number,
  signal: AbortSignal,
  onText: (text: string) => Promise<void> | void,
): Promise<void> {
  const place: Place = { inode: 0, position: 0, marker: '', decoder: new StringDecoder('utf8') };
  const alarm = createAlarm(file, signal);
  let first = true;
  while (!signal.aborted) {
    const heard = alarm.next();
    const handle = await open(file, 'r').catch(() => null);
    if (handle !== null) {
      try {
        if (first) await startAtTail(handle, place, lines, onText);
        else await findPlace(handle, place);
        await readOn(handle, place, signal, onText);
      } finally {
        await handle.close();
      }
    }
    first = false;
    await heard;
  }
}

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

async function startAtTail(
  handle: FileHandle,
  place: Place,
  lines: number,
  onText: (text: string) => Promise<void> | void,
): Promise<void> {
  const { ino, size } = await handle.stat();
  const text = place.decoder.write(await readBackwards(handle, size, lines));
  Object.assign(place, { inode: ino, position: size, marker: await readMarker(handle) });
  if (text !== '') await onText(text);
}

/** Corrects the position where the file was replaced or shortened since the last look. */
async function findPlace(handle: FileHandle, place: Place): Promise<void> {
  const { ino, size } = await handle.stat();
  const marker = await readMarker(handle);
  if (ino !== place.inode) {
    Object.assign(place, { inode: ino, position: 0, marker, decoder: new StringDecoder('utf8') });
  } else if (marker !== place.marker) {
    const moved = place.position - removedBytes(marker) + marker.length;
    Object.assign(place, { position: Math.min(Math.max(moved, 0), size), marker });
  } else if (size < place.position) {
    // Someone else emptied it.
    place.position = 0;
  }
}

async function readOn(
  handle: FileHandle,
  place: Place,
  signal: AbortSignal,
  onText: (text: string) => Promise<void> | void,
): Promise<void> {
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
