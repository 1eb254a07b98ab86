import Type from 'typebox';
import { type FavouriteStore, noFavourites } from '../domain/favourites.ts';
import { createPatience, NoAnswer } from './patience.ts';
import { stateAnswerMs } from './patient-store.ts';
import type { StateLog } from './state-file.ts';
import { createUserFile } from './user-file.ts';
import { notWritable } from './write-failure.ts';

/** Nobody's page waits longer for its favourites. */
const readAnswerMs = 2_000;

/** Keeps the favourites of this user in one file. Gives up waiting for a file system that does not answer. */
export function createFavouriteStore(file: string, log?: StateLog): FavouriteStore {
  const kept = createUserFile(file, { schema, empty: noFavourites, what: 'favourites', maximumBytes }, log);
  const reading = createPatience(readAnswerMs);
  const writing = createPatience(stateAnswerMs);
  return {
    read: () => reading.ask(file, () => kept.read()),
    update: (change) =>
      writing
        .ask(file, () => kept.update(change))
        .catch((error: unknown) => {
          throw error instanceof NoAnswer ? notWritable(file, error) : error;
        }),
  };
}

/** 200 apps, 200 paths of 4 KiB, what is recent, and what JSON adds. */
const maximumBytes = 8 * 1024 * 1024;

const names = Type.Array(Type.String());
const schema = Type.Object({ apps: names, paths: names, recent_apps: names, recent_paths: names });
