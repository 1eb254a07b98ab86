import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { ConnectionNote, ConnectionNotes } from '../domain/connection-note.ts';

/** Notes as `connection.json` in session directories, readable by the user alone. */
export const connectionNoteFiles: ConnectionNotes = {
  async read(sessionDirectory) {
    const text = await readFile(join(sessionDirectory, name), 'utf8').catch(() => '');
    return parseNote(text);
  },
  async write(sessionDirectory, note) {
    const file = join(sessionDirectory, name);
    const unfinished = `${file}.${process.pid}.${++writes}.new`;
    await writeFile(unfinished, `${JSON.stringify(note, null, 2)}\n`, { flag: 'wx', mode: 0o600 })
      .then(() => rename(unfinished, file))
      .catch(() => rm(unfinished, { force: true }).catch(() => undefined));
  },
};

const name = 'connection.json';
let writes = 0;

function parseNote(text: string): ConnectionNote | null {
  try {
    const found: unknown = JSON.parse(text);
    return Check(NoteSchema, found) ? found : null;
  } catch {
    return null;
  }
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
