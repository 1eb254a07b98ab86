import { join } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { ConnectionNote, ConnectionNotes } from '../domain/connection-note.ts';
import { readStateFile, type StateLog } from './state-file.ts';
import { asVersioned, putAsideAloud, silentLog } from './versioned-file.ts';
import { replaceFile } from './whole-file.ts';

/** Notes as `connection.json` in session directories, readable by the user alone. */
export function createConnectionNotes(log: StateLog = silentLog): ConnectionNotes {
  return {
    async read(sessionDirectory) {
      const file = join(sessionDirectory, name);
      const found = await look(file);
      if (found.kind === 'damaged') await putAsideAloud(file, found.why, log);
      return found.kind === 'note' ? found.note : null;
    },
    async write(sessionDirectory, note) {
      const file = join(sessionDirectory, name);
      // What a newer version noted is worth more than what this one can say.
      if ((await look(file)).kind === 'newer') return;
      await replaceFile(file, `${JSON.stringify(note, null, 2)}\n`, { durable: false }).catch(() => undefined);
    },
  };
}

const name = 'connection.json';
const maximumFileBytes = 1024 * 1024;

async function look(file: string) {
  const found = asVersioned(await readStateFile(file, maximumFileBytes));
  if (found.kind !== 'value') return found;
  if (Check(NoteSchema, found.value)) return { kind: 'note' as const, note: found.value as ConnectionNote };
  return { kind: 'damaged' as const, why: 'its fields are not those of a connection' };
}

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const NoteSchema = Type.Object({
  version: Type.Literal(1),
  run: Type.String(),
  target: Type.Union([
    Type.Object({
      server_id: textOrNull,
      name: Type.String(),
      host: Type.String(),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
      addresses: Type.Array(Type.String()),
    }),
    Type.Null(),
  ]),
  connected_since: textOrNull,
  lost_at: textOrNull,
  waiting_for: textOrNull,
  waiting_since: textOrNull,
  outcome: Type.Union([
    Type.Object({
      state: Type.Union([Type.Literal('failed'), Type.Literal('disconnected')]),
      reason: Type.String(),
      hint: textOrNull,
      at: Type.String(),
    }),
    Type.Null(),
  ]),
});
