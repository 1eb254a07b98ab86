import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createConnectionNotes } from '../../src/adapters/connection-note-file.ts';
import { blankNote, type ConnectionNote } from '../../src/domain/connection-note.ts';

const note: ConnectionNote = {
  ...blankNote('2025-11-21T10:00:00.000Z'),
  target: { server_id: null, name: 'n1:11111', host: 'n1', port: 11_111, addresses: ['10.0.0.1'] },
  connected_since: '2025-11-21T10:00:05.000Z',
  outcome: { state: 'failed', reason: 'Why', hint: null, at: '2025-11-21T10:00:04.000Z' },
};

t.test('a note is read as it was written, by the user alone', async (t) => {
  const directory = t.testdir();
  await createConnectionNotes().write(directory, note);
  t.same(await createConnectionNotes().read(directory), note);
  await Promise.all([1, 2, 3].map(() => createConnectionNotes().write(directory, note)));
  t.same(await readdir(directory), ['connection.json'], 'nothing is left of the writing');
  t.equal((await stat(join(directory, 'connection.json'))).mode & 0o777, 0o600);
});

t.test('what is no note counts as none', async (t) => {
  const directory = t.testdir();
  t.equal(await createConnectionNotes().read(directory), null);
  for (const text of ['', '{', 'null', '[]', '{"version":2}', JSON.stringify({ ...note, target: { host: 'n1' } })]) {
    await writeFile(join(directory, 'connection.json'), text);
    t.equal(await createConnectionNotes().read(directory), null, text);
  }
});

t.test('a session directory that is gone is no error', async (t) => {
  await createConnectionNotes().write(join(t.testdir(), 'gone'), note);
  t.equal(await createConnectionNotes().read(join(t.testdir(), 'gone')), null);
});

t.test('what is no note is put aside and said; what a newer version wrote is left alone', async (t) => {
  const directory = t.testdir({});
  const said: string[] = [];
  const notes = createConnectionNotes({ warn: () => undefined, error: (_, message) => void said.push(message) });
  const file = join(directory, 'connection.json');
  execFileSync('mkfifo', [file]);
  t.equal(await notes.read(directory), null);
  t.match(said, [/it is a pipe; it is kept as connection\.json\.unreadable-/]);
  await notes.write(directory, note);
  t.same(await notes.read(directory), note);
  await writeFile(file, '{"version":2}');
  t.equal(await notes.read(directory), null);
  await notes.write(directory, note);
  t.equal(await readFile(file, 'utf8'), '{"version":2}');
});
