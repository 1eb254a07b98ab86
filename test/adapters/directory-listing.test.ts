import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createFileLister } from '../../src/adapters/directory-listing.ts';
import { mountPointsIn } from '../../src/adapters/mount-points.ts';
import { createPatience, NoAnswer } from '../../src/adapters/patience.ts';
import { askByMount, followLinks } from '../../src/adapters/patient-links.ts';
import type { FileChoice } from '../../src/domain/file-list.ts';
import { otherUid } from '../support/other-user.ts';

const all: FileChoice = { kind: 'file', prefix: '', limit: 1000 };
const lister = createFileLister(createPatience(20_000));
const shown = async (path: string, choice: Partial<FileChoice> = {}) => {
  const list = await lister.list(path, { ...all, ...choice });
  return { ...list, names: list.entries.map(({ name, kind }) => (kind === 'directory' ? `${name}/` : name)) };
};

function tree(t: Test): string {
  const root = t.testdir({ run10: {}, run9: { 'a.vtu': 'x' }, '.hidden': {}, 'mesh.vtu': '12345', 'B.txt': '' });
  execFileSync('mkfifo', [join(root, 'pipe')]);
  symlinkSync('run9', join(root, 'latest'));
  symlinkSync('mesh.vtu', join(root, 'link.vtu'));
  symlinkSync('nowhere', join(root, 'broken'));
  symlinkSync('circle', join(root, 'circle'));
  writeFileSync(join(root, 'new\nline'), '');
  writeFileSync(Buffer.concat([Buffer.from(`${root}/not-utf8-`), Buffer.from([0xff])]), '');
  return root;
}

t.test('directories first, numbers by their size; links are what they lead to, pipes are not offered', async (t) => {
  const root = tree(t);
  const { path, parent, names, entries, truncated, problem } = await shown(root);
  t.strictSame(names, [
    '.hidden/',
    'latest/',
    'run9/',
    'run10/',
    'B.txt',
    'link.vtu',
    'mesh.vtu',
    'new\nline',
    'not-utf8-\ufffd',
  ]);
  t.match(
    { path, parent, truncated, problem },
    { path: root, parent: join(root, '..'), truncated: false, problem: null },
  );
  const named = Object.fromEntries(entries.map((entry) => [entry.name, entry]));
  t.match(named['mesh.vtu'], { size_bytes: 5, readable: true, modified_at: /^\d{4}-.*Z$/ });
  t.match(named['link.vtu'], { kind: 'file', size_bytes: 5 });
  t.match(named.latest, { kind: 'directory', size_bytes: null, readable: true });
  t.match(named['not-utf8-\ufffd'], { readable: false }, 'what cannot be named cannot be chosen');
});

t.test('one kind, a beginning and a number of them can be asked for', async (t) => {
  const root = tree(t);
  t.strictSame((await shown(root, { kind: 'directory', prefix: 'RUN' })).names, ['run9/', 'run10/']);
  t.match(await shown(root, { limit: 2 }), { names: ['.hidden/', 'latest/'], truncated: true });
  t.match(await shown(join(root, 'latest')), { path: join(root, 'latest'), names: ['a.vtu'] });
});

t.test('what is not there is answered by the nearest directory above it, and says so', async (t) => {
  const root = tree(t);
  t.match(await shown(`${root}/run9/x/y`), {
    path: `${root}/run9`,
    names: ['a.vtu'],
    problem: `There is no ${root}/run9/x/y.`,
  });
  t.match(await shown(`${root}/mesh.vtu`), { path: root, problem: `${root}/mesh.vtu is not a directory.` });
  t.match(await shown(`${root}/circle`), { names: [], problem: /cannot be read/ });
  t.match(await shown(`/${'x'.repeat(300)}`), { path: '/', problem: /^There is no/ });
});

t.test('a directory that is closed to the user says so', async (t) => {
  // Where root runs the tests, nothing is closed to it: it becomes somebody else for a moment.
  const root = await mkdtemp(join(tmpdir(), 'tm-closed-'));
  t.teardown(() => rm(root, { recursive: true }));
  mkdirSync(join(root, 'closed'), 0o700);
  chmodSync(root, 0o755);
  if (process.getuid?.() === 0) {
    process.seteuid?.(otherUid);
    t.teardown(() => process.seteuid?.(0));
  } else chmodSync(join(root, 'closed'), 0);
  const closed = await shown(join(root, 'closed'));
  const below = await shown(join(root, 'closed/x'));
  if (process.getuid?.() === 0) process.seteuid?.(0);
  else chmodSync(join(root, 'closed'), 0o700);
  t.match(closed, { path: `${root}/closed`, names: [], problem: `You may not look into ${root}/closed.` });
  t.match(below, { names: [], problem: `You may not look into ${root}/closed/x.` });
});

t.test('a mount that does not answer is asked once; the others go on', async (t) => {
  const patience = createPatience(5);
  const ask = askByMount(patience, mountPointsIn('1 1 0:1 / / rw\n2 1 0:2 / /dead rw\n'));
  const asked: string[] = [];
  const never = (path: string) =>
    ask(path, () => {
      asked.push(path);
      return new Promise<never>(() => undefined);
    });
  await t.rejects(never('/dead/a'), NoAnswer);
  await t.rejects(never('/dead/b'), NoAnswer);
  t.strictSame(asked, ['/dead/a']);
  t.equal(await ask('/home', async () => 'here'), 'here');
});

t.test('links are followed without a question to what they lead to', async (t) => {
  const root = t.testdir({});
  mkdirSync(join(root, 'a'));
  symlinkSync('../b', join(root, 'a', 'up'));
  symlinkSync('/dead/x', join(root, 'away'));
  mkdirSync(join(root, 'b'));
  const asked: string[] = [];
  const real = await followLinks(join(root, 'a/up/./c'), async (path, look) => {
    asked.push(path);
    return look();
  });
  t.equal(real, join(root, 'b/c'));
  t.notOk(asked.some((path) => path.includes('up/')));
  await t.rejects(
    followLinks(join(root, 'away'), (path, look) =>
      path.startsWith('/dead') ? Promise.reject(new NoAnswer('away')) : look(),
    ),
    NoAnswer,
  );
});
