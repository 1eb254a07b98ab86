import Type from 'typebox';
import type { PresetStore } from '../domain/form-preset.ts';
import type { StateLog } from './state-file.ts';
import { createUserFile } from './user-file.ts';

/** Keeps the presets of this user in one file. */
export function createPresetStore(file: string, log?: StateLog): PresetStore {
  return createUserFile(file, { schema, empty: { presets: [], last: {} }, what: 'presets', maximumBytes }, log);
}

/** 250 times 64 KiB, and what JSON adds. */
const maximumBytes = 32 * 1024 * 1024;

const values = Type.Record(Type.String(), Type.Unknown());
const schema = Type.Object({
  presets: Type.Array(Type.Object({ name: Type.String(), target: Type.String(), values })),
  last: Type.Record(Type.String(), values),
});
