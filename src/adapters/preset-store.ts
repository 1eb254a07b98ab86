import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { ManagerError } from '../domain/errors.ts';
import type { FormPresets, PresetStore } from '../domain/form-preset.ts';

/** Keeps the presets of this user in one file (mode 0600), which is replaced as a whole. */
export function createPresetStore(file: string): PresetStore {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    read: () => read(file),
    update(change) {
      const result = turn.then(async () => {
        // Read anew: another daemon of this user may have written it.
        const next = change(await read(file));
        await replace(file, `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`).catch((cause: unknown) => {
          throw new ManagerError('state_not_writable', `The presets could not be written to ${file}.`, { cause });
        });
        return next;
      });
      turn = result.catch(() => undefined);
      return result;
    },
  };
}

/** What cannot be read is put aside by the next change, not lost. */
async function read(file: string): Promise<FormPresets> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null || Buffer.byteLength(text) > maximumFileBytes) return { presets: [], last: {} };
  const value = parse(text);
  if (!validator.Check(value)) {
    await rename(file, `${file}.unreadable`).catch(() => undefined);
    return { presets: [], last: {} };
  }
  return { presets: value.presets, last: value.last };
}
const maximumFileBytes = 32 * 1024 * 1024;

async function replace(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const values = Type.Record(Type.String(), Type.Unknown());
const validator = Compile(
  Type.Object({
    version: Type.Literal(1),
    presets: Type.Array(Type.Object({ name: Type.String(), target: Type.String(), values })),
    last: Type.Record(Type.String(), values),
  }),
);
