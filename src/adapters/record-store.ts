import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import type { FoundSession, SessionStore } from '../domain/instance-host.ts';
import { once } from '../domain/once.ts';
import { codeOf } from './error-code.ts';
import { withFileLock } from './file-lock.ts';
import { parseExitStatus, parseProcesses } from './keeper-notes.ts';
import {
  blankFiles,
  createDirectory,
  listRecords,
  placeOf,
  recordName,
  removedPrefix,
  removeLeftoverFiles,
  removeLeftovers,
} from './record-directories.ts';
import { putAside, readStateFile } from './state-file.ts';
import { type ReadRecord, UnreadableRecord } from './state-record.ts';
import { placeFile, replaceFile } from './whole-file.ts';
import { notWritable as cannotWrite } from './write-failure.ts';

/** How one kind of record is kept. */
export interface RecordStoreOptions<R> {
  stateDirectory: string;
  /** The directory of this kind, below the state directory. */
  folder: string;
  /** As it stands in sentences: "instance". */
  what: string;
  /** `id` is the name of the record's directory. @throws UnreadableRecord */
  parse: (text: string, id: string) => ReadRecord<R>;
  /** The record with a sentence for whoever looks at its card. */
  note: (record: R, sentence: string) => R;
}

/** A store of records below a state directory, which it makes when it is listed first; where that fails, only writing fails later. */
export function createRecordStore<R extends { id: string }>(options: RecordStoreOptions<R>): SessionStore<R> {
  const { stateDirectory } = options;
  const root = join(stateDirectory, options.folder);
  const directory = (id: string) => join(root, id);
  const file = (id: string, name: string) => join(root, id, name);
  const open = once(async () => {
    await mkdir(root, { recursive: true, mode: 0o700 }).catch(() => undefined);
    void removeLeftovers(root);
    setTimeout(() => void removeLeftoverFiles(root), leftoverFilesAfterMs).unref();
  });
  const read = createReader(root, options);
  /** Daemons that change one record take turns. */
  const lockOf = (id: string) => file(id, `${recordName}.lock`);
  const place = (record: R, durable = true) => placeFile(file(record.id, recordName), asText(record), durable);

  return {
    directory,
    read,
    async list() {
      await open();
      return listRecords(root);
    },
    create: (record, files) =>
      createDirectory(root, record.id, [...blankFiles, ...files, { name: recordName, text: asText(record) }]).catch(
        notWritable(stateDirectory),
      ),
    async update(id, change, durable = true) {
      const work = async () => {
        const found = await read(id);
        if (found.kind === 'gone') return null;
        if (found.kind !== 'record') throw cannotBeAsked(stateDirectory);
        if (found.isNewer) throw isNewer(options.what);
        const patch = change(found.record);
        if (patch === null) return { record: found.record, safe: null };
        const record = { ...found.record, ...patch };
        return { record, ...(await place(record, durable)) };
      };
      const updated = await withFileLock(lockOf(id), work, lockPatience).catch(async (error: unknown) => {
        // The lock is made inside the directory, which somebody removed.
        if (codeOf(error) === 'ENOENT' && (await read(id)).kind === 'gone') return null;
        return notWritable(stateDirectory)(error);
      });
      await updated?.safe;
      return updated?.record ?? null;
    },
    restore: (id, standIn) =>
      withFileLock<FoundSession<R>>(
        lockOf(id),
        async () => {
          const found = await read(id);
          if (found.kind !== 'damaged') return found;
          const aside = await putAside(file(id, recordName));
          const record = await standIn(aside === null ? found.damage : `${found.damage} It is kept as ${aside}.`);
          const { safe } = await place(record).catch(async (error: unknown) => {
            if (aside !== null) await rename(file(id, aside), file(id, recordName)).catch(() => undefined);
            throw error;
          });
          await safe;
          return { kind: 'record', record, isNewer: false };
        },
        lockPatience,
      ).catch(notWritable(stateDirectory)),
    async exclusively(name, work) {
      await mkdir(root, { recursive: true, mode: 0o700 }).catch(() => undefined);
      // What `work` throws is its own.
      const outcome = await withFileLock(
        join(root, `.${name}.lock`),
        () =>
          work().then(
            (value) => ({ value }),
            (error: unknown) => ({ error }),
          ),
        lockPatience,
      ).catch(notWritable(stateDirectory));
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    },
    async renew(id, files) {
      await rename(file(id, 'log'), file(id, 'log.previous')).catch(() => undefined);
      for (const { name, text } of [...blankFiles, ...files]) {
        await replaceFile(file(id, name), text, { durable: false }).catch(notWritable(stateDirectory));
      }
    },
    async remove(id) {
      // Renamed first: other daemons never see a session directory that is half there.
      read.forget(id);
      const removed = join(root, `${removedPrefix}${id}`);
      await rename(directory(id), removed).catch(ignoreMissing).catch(notWritable(stateDirectory));
      await rm(removed, { recursive: true, force: true, maxRetries: 3 }).catch(notWritable(stateDirectory));
    },
    readExitStatus: async (id) => parseExitStatus(await readIfThere(file(id, 'exit_status'))),
    readProcesses: async (id) => parseProcesses(await readIfThere(file(id, 'process'))),
    readText: (id, name) => readIfThere(file(id, name)),
    async touchWatched(id) {
      const now = new Date();
      await utimes(file(id, 'watched'), now, now).catch(() => undefined);
    },
    async lastWatchedAt(id) {
      const found = await stat(file(id, 'watched')).catch(() => null);
      // It is made with the time 0, which says that nobody watched yet.
      return found === null || found.mtimeMs === 0 ? null : found.mtimeMs;
    },
    watchSessions: (onHint) => watchQuietly(root, onHint),
    watchSession: (id, onHint) => watchQuietly(directory(id), (name) => onHint(name ?? '')),
  };
}

/** Less than a store waits for its file system (patient-store.ts). */
const lockPatience = { waitMs: 12_000, foreignPatienceMs: 8000 };
/** Not while the first page waits. */
const leftoverFilesAfterMs = 5000;
const maximumRecordBytes = 4 * 1024 * 1024;
const maximumNoteBytes = 64 * 1024;

type Reader<R> = ((id: string) => Promise<FoundSession<R>>) & { forget(id: string): void };

function createReader<R extends { id: string }>(root: string, options: RecordStoreOptions<R>): Reader<R> {
  const { what, parse, note } = options;
  /** The place that each record was last read from: what is not in another one (a home that is not mounted now) is not gone. */
  const places = new Map<string, string>();
  let asked: Promise<string | null> | null = null;
  /** Hundreds of records that are read at once share one answer. */
  const placeNow = () => {
    asked ??= placeOf(root).finally(() => {
      asked = null;
    });
    return asked;
  };
  const damaged = (why: string): FoundSession<R> => ({
    kind: 'damaged',
    damage: `The record of this ${what} cannot be read: ${why}.`,
  });

  const read = async (id: string): Promise<FoundSession<R>> => {
    const [found, place] = await Promise.all([
      readStateFile(join(root, id, recordName), maximumRecordBytes),
      placeNow(),
    ]);
    if (found.kind === 'unusable') return damaged(found.why);
    if (found.kind === 'unknown') return { kind: 'unknown', why: found.why };
    if (found.kind === 'missing') {
      // Asked anew: it may have gone between the two.
      const place = await placeOf(root);
      const elsewhere = place === null || (places.get(id) ?? place) !== place;
      return elsewhere ? { kind: 'unknown', why: `${root} is not there now` } : withoutRecord(root, id, what);
    }
    if (place !== null) places.set(id, place);
    try {
      const { record, newer } = parse(found.text, id);
      if (newer === null) return { kind: 'record', record, isNewer: false };
      const sentence = `It was written by a newer Trame Manager (layout ${newer}): until this one is updated, nothing about it is noted`;
      return { kind: 'record', record: note(record, sentence), isNewer: true };
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      return damaged(error.message);
    }
  };
  return Object.assign(read, { forget: (id: string) => void places.delete(id) });
}

async function withoutRecord<R>(root: string, id: string, what: string): Promise<FoundSession<R>> {
  const ids = await readdir(root).catch(() => null);
  if (ids === null) return { kind: 'unknown', why: `${root} cannot be listed` };
  return ids.includes(id) ? { kind: 'damaged', damage: `The record of this ${what} is missing.` } : { kind: 'gone' };
}

function cannotBeAsked(stateDirectory: string): ManagerError {
  return new ManagerError('state_not_writable', `${stateDirectory} cannot be written: it cannot be reached now.`);
}

function isNewer(what: string): ManagerError {
  return new ManagerError(
    'not_supported',
    `This ${what} was written by a newer Trame Manager. Update this one to change it; stopping and removing it work.`,
  );
}

function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}

/** Empty where there is none, or nothing that can be a note. What cannot be read now (descriptors used up, a file system with an error) is not empty. */
async function readIfThere(path: string): Promise<string> {
  const found = await readStateFile(path, maximumNoteBytes);
  if (found.kind === 'text') return found.text;
  if (found.kind === 'unknown' && !absent.has(codeOf(found.cause))) throw found.cause;
  return '';
}
const absent = new Set(['ENOTDIR', 'EACCES']);

function asText(record: object): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Watching can fail (network file systems, too many watches): the slow look then has to do. */
function watchQuietly(path: string, onEvent: (name: string | null) => void): () => void {
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(path, { persistent: false }, (_type, name) => onEvent(name));
    watcher.on('error', () => watcher?.close());
  } catch {
    return () => undefined;
  }
  return () => watcher?.close();
}

function notWritable(stateDirectory: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof ManagerError ? error : cannotWrite(stateDirectory, error);
  };
}
