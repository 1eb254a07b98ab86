import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createAccessStore } from '../../src/adapters/access-store.ts';
import { readHostIdentity } from '../../src/adapters/host-identity.ts';
import { emptyAccess } from '../../src/domain/access.ts';
import { temporaryDirectory } from '../support/proxy-fixture.ts';

async function prepare(test: Parameters<typeof temporaryDirectory>[0]) {
  const directory = await temporaryDirectory(test);
  await mkdir(join(directory, 'a'));
  const file = join(directory, 'a', 'access.json');
  return { directory, file, store: createAccessStore((id) => join(directory, id)) };
}

const session = (hash: string) => ({ hash, created_at: '2020-01-01T00:00:00.000Z' });

t.test('the file is for the user alone, and nothing else is left behind', async (t) => {
  const { directory, file, store } = await prepare(t);
  t.equal(store.version('a'), null);
  t.strictSame(store.read('a'), emptyAccess());
  await store.update('a', (content) => content.sessions.push(session('h')));
  t.equal((await stat(file)).mode & 0o777, 0o600);
  t.strictSame(await readdir(join(directory, 'a')), ['access.json']);
  t.strictSame(store.read('a').sessions, [session('h')]);
});

t.test(
  'an instance that was removed meanwhile is missing, a state directory that is gone cannot be written',
  async (t) => {
    const { directory, store } = await prepare(t);
    const change = () => store.update('gone', (content) => content.sessions.push(session('h')));
    await t.rejects(change(), { code: 'instance_not_found' });
    await rm(directory, { recursive: true });
    await t.rejects(change(), { code: 'state_not_writable', message: /its place is gone/ });
  },
);

t.test('two stores on one directory lose nothing of each other', async (t) => {
  const { directory, store } = await prepare(t);
  const other = createAccessStore((id) => join(directory, id));
  const names = Array.from({ length: 20 }, (_, index) => `h${index}`);
  await Promise.all(
    names.map((name, index) =>
      (index % 2 ? store : other).update('a', (content) => content.sessions.push(session(name))),
    ),
  );
  t.strictSame(
    store
      .read('a')
      .sessions.map(({ hash }) => hash)
      .sort(),
    [...names].sort(),
  );
});

t.test('the version changes with each write, also of another daemon, and not without one', async (t) => {
  const { directory, store } = await prepare(t);
  const other = createAccessStore((id) => join(directory, id));
  await other.update('a', (content) => content.sessions.push(session('h')));
  const before = store.version('a');
  await other.update('a', () => undefined);
  t.equal(store.version('a'), before);
  await other.update('a', (content) => content.sessions.push(session('i')));
  t.not(store.version('a'), before);
});

t.test('a corrupt file lets nobody in and can be written again', async (t) => {
  const { file, store } = await prepare(t);
  await writeFile(file, '{"version":1,"sessions":[{"ha');
  t.strictSame(store.read('a'), emptyAccess());
  await store.update('a', (content) => content.sessions.push(session('h')));
  t.equal(JSON.parse(await readFile(file, 'utf8')).sessions.length, 1);
});

t.test('a lock left by a daemon that was killed is taken over', async (t) => {
  const { directory, file, store } = await prepare(t);
  await symlink(`${hostname()} ${readHostIdentity().bootId} 4194305 1 x`, `${file}.lock`);
  await store.update('a', (content) => content.sessions.push(session('h')));
  t.equal(store.read('a').sessions.length, 1);
  t.strictSame(await readdir(join(directory, 'a')), ['access.json']);
});

t.test('what cannot be used is put aside and said, and what a newer version wrote is left alone', async (t) => {
  const said: string[] = [];
  const note = (details: object, message: string) => void said.push(`${message} ${JSON.stringify(details)}`);
  const { directory, file } = await prepare(t);
  const store = createAccessStore((id) => join(directory, id), { warn: note, error: note });
  await mkdir(file);
  t.strictSame(store.read('a'), emptyAccess());
  await store.update('a', (content) => content.sessions.push(session('h')));
  t.equal(store.read('a').sessions.length, 1);
  t.match(await readdir(join(directory, 'a')), ['access.json', /^access\.json\.unreadable-/]);
  t.match(said, [
    /nobody is let in by it.*a directory/,
    /it is a directory; its links.*kept as access\.json\.unreadable/,
  ]);
  const newer = JSON.stringify({ version: 2, sessions: [session('h')] });
  await writeFile(file, newer);
  t.strictSame(store.read('a'), emptyAccess(), 'what it would allow now is not known');
  await t.rejects(
    store.update('a', (content) => content.sessions.push(session('i'))),
    { code: 'not_supported', message: /newer Trame Manager/ },
  );
  t.equal(await readFile(file, 'utf8'), newer);
});

const root = process.getuid?.() === 0 && 'root may write everywhere';
t.test('a directory that is not writable is reported as such', { skip: root }, async (t) => {
  const { directory, store } = await prepare(t);
  await chmod(join(directory, 'a'), 0o500);
  await t.rejects(
    store.update('a', (content) => content.sessions.push(session('h'))),
    { code: 'state_not_writable' },
  );
});
