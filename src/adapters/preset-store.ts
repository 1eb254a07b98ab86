import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { ManagerError } from '../domain/errors.ts';
import type { FormPresets, PresetStore } from '../domain/form-preset.ts';
import { withFileLock } from './file-lock.ts';
import { readStateFile, type StateLog } from './state-file.ts';
import { asVersioned, putAsideAloud, silentLog } from './versioned-file.ts';
import { replaceFile } from './whole-file.ts';
import { notWritable } from './write-failure.ts';

/** Keeps the presets of this user in one file (mode 0600), which is replaced as a whole; daemons that change it take turns. */
export function createPresetStore(file: string, log: StateLog = silentLog): PresetStore {
  return {
    async read() {
      const found = await look(file);
      if (found.kind !== 'damaged') return presetsOf(found);
      return withFileLock(`${file}.lock`, () => readForChange(file, log)).catch(() => presetsOf(found));
    },
    async update(change) {
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        return await withFileLock(`${file}.lock`, async () => {
          const next = change(await readForChange(file, log));
          await replaceFile(file, `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`, { durable: true });
          return next;
        });
      } catch (cause) {
        if (cause instanceof ManagerError) throw cause;
        throw notWritable(file, cause);
      }
    },
  };
}

async function look(file: string) {
  const found = asVersioned(await readStateFile(file, maximumFileBytes));
  if (found.kind !== 'value' || Check(schema, found.value)) return found;
  return { kind: 'damaged' as const, why: 'its fields are not those of presets' };
}

/** Those of a newer version are not shown: what they mean is not known. */
function presetsOf(found: Awaited<ReturnType<typeof look>>): FormPresets {
  if (found.kind !== 'value' || !Check(schema, found.value)) return { presets: [], last: {} };
  return { presets: found.value.presets, last: found.value.last };
}

async function readForChange(file: string, log: StateLog): Promise<FormPresets> {
  const found = await look(file);
  if (found.kind === 'newer') {
    throw new ManagerError(
      'not_supported',
      `${file} was written by a newer Trame Manager. Update this one to change presets.`,
    );
  }
  if (found.kind === 'unknown') throw found.cause;
  if (found.kind === 'damaged') await putAsideAloud(file, found.why, log);
  return presetsOf(found);
}

/** 250 times 64 KiB, and what JSON adds. */
const maximumFileBytes = 32 * 1024 * 1024;

const values = Type.Record(Type.String(), Type.Unknown());
const schema = Type.Object({
  version: Type.Literal(1),
  presets: Type.Array(Type.Object({ name: Type.String(), target: Type.String(), values })),
  last: Type.Record(Type.String(), values),
});
