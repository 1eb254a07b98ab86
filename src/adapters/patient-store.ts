import type { SessionStore } from '../domain/instance-host.ts';
import { NoAnswer, type Patience } from './patience.ts';
import { notWritable } from './write-failure.ts';

/** A busy disk may take some seconds to write a record safely. */
export const stateAnswerMs = 15_000;

/**
 * A store that gives up waiting for a file system that does not answer. What was asked to be written may then still be written
 * when it answers again, before anything newer: until then nothing more is asked of it.
 */
export function patientStore<R>(store: SessionStore<R>, stateDirectory: string, patience: Patience): SessionStore<R> {
  const ask = <T>(look: () => Promise<T>) => patience.ask(stateDirectory, look);
  const write = <T>(work: () => Promise<T>) =>
    ask(work).catch((error: unknown) => {
      throw error instanceof NoAnswer ? notWritable(stateDirectory, error) : error;
    });
  const orElse = <T, E>(look: () => Promise<T>, instead: E) =>
    ask(look).catch((error: unknown) => {
      if (error instanceof NoAnswer) return instead;
      throw error;
    });

  return {
    ...store,
    list: () => orElse(() => store.list(), []),
    read: (id) => orElse(() => store.read(id), { kind: 'unknown' as const, why: `${stateDirectory} does not answer` }),
    create: (record, files) => write(() => store.create(record, files)),
    update: (id, change, durable) => write(() => store.update(id, change, durable)),
    restore: (id, standIn) => write(() => store.restore(id, standIn)),
    renew: (id, files) => write(() => store.renew(id, files)),
    remove: (id) => write(() => store.remove(id)),
    readExitStatus: (id) => ask(() => store.readExitStatus(id)),
    readProcesses: (id) => ask(() => store.readProcesses(id)),
    readText: (id, name) => ask(() => store.readText(id, name)),
    touchWatched: (id) => orElse(() => store.touchWatched(id), undefined),
    lastWatchedAt: (id) => orElse(() => store.lastWatchedAt(id), null),
  };
}
