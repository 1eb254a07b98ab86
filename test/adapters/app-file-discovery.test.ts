import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { appDiscovery } from '../../src/adapters/app-file-discovery.ts';

/** Two data paths below one directory, and a way to write files in them. */
function dataPaths(t: Test) {
  const root = t.testdir({});
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    return join(root, path);
  };
  const app = (path: string, name: string) => write(path, `name: ${name}\ncommand: run\n`);
  return { root, write, app, first: join(root, 'first'), second: join(root, 'second') };
}

t.test('apps of all data paths are found, sorted by name', async (t) => {
  const { root, app, write, first, second } = dataPaths(t);
  app('first/trame/b/app.yml', 'Run 10');
  app('second/trame/a/app.yaml', 'Run 2');
  write('first/trame/README.md', 'no app');
  symlinkSync('README.md', join(first, 'trame/link-to-a-file'));
  mkdirSync(join(first, 'trame/nothing'));
  const { listing, appDirectories } = await appDiscovery([first, second, join(root, 'none')])();
  t.same(
    listing.apps.map(({ id, name }) => [id, name]),
    [
      ['a', 'Run 2'],
      ['b', 'Run 10'],
    ],
  );
  t.same(listing.problems, []);
  t.same(listing.searched, [join(first, 'trame'), join(second, 'trame'), join(root, 'none/trame')]);
  t.same(appDirectories.sort(), [
    join(first, 'trame/b'),
    join(first, 'trame/link-to-a-file'),
    join(first, 'trame/nothing'),
    join(second, 'trame/a'),
  ]);
});

t.test('the first data path wins, and app.yml before app.yaml', async (t) => {
  const { app, first, second } = dataPaths(t);
  app('first/trame/cone/app.yml', 'First');
  app('first/trame/cone/app.yaml', 'Ignored');
  app('second/trame/cone/app.yml', 'Second');
  t.match((await appDiscovery([first, second])()).listing, { apps: [{ name: 'First' }], problems: [] });
  t.match((await appDiscovery([second, first])()).listing, { apps: [{ name: 'Second' }] });
});

t.test('a broken file is reported and the next good one of its name used', async (t) => {
  const { app, write, first, second } = dataPaths(t);
  const file = write('first/trame/cone/app.yml', 'name: Broken\n');
  app('second/trame/cone/app.yml', 'Good');
  const { listing } = await appDiscovery([first, second])();
  t.match(listing, {
    apps: [{ name: 'Good' }],
    problems: [{ app: 'cone', file, line: 1, message: /"command" is missing/ }],
  });
  t.equal(listing.apps.length, 1);
});

t.test('whatever stands in the place of an app file is reported and hides no other', async (t) => {
  const { app, write, first } = dataPaths(t);
  const at = (path: string) => join(first, 'trame', path);
  app('first/trame/good/app.yml', 'Good');
  write('first/trame/empty/app.yml', '');
  write('first/trame/large/app.yml', `name: ${'x'.repeat(10_000_000)}`);
  write('first/trame/aliases/app.yml', `a: &a x\nb: [${'*a,'.repeat(80_000)}]`);
  write('first/trame/tab/app.yml', 'name: x\n\tcommand: y');
  app('first/trame/my app/app.yml', 'Spaced');
  app('first/trame/.hidden/app.yml', 'Hidden');
  mkdirSync(at('directory/app.yml'), { recursive: true });
  mkdirSync(at('fifo'));
  execFileSync('mkfifo', [at('fifo/app.yml')]);
  mkdirSync(at('loop'));
  symlinkSync('app.yml', at('loop/app.yml'));
  symlinkSync('ring', at('ring'));
  symlinkSync('/nowhere/at/all', at('gone'));
  mkdirSync(at('dangling'));
  symlinkSync('/nowhere/at/all', at('dangling/app.yml'));
  const { listing } = await appDiscovery([first])();
  t.same(
    listing.apps.map((found) => found.name),
    ['Good'],
  );
  const messages = Object.fromEntries(listing.problems.map((problem) => [problem.app, problem.message]));
  t.match(messages, {
    empty: /empty/,
    large: /too large/,
    aliases: /too many aliases/,
    tab: /tab/,
    'my app': /cannot be the id/,
    '.hidden': /cannot be the id/,
    directory: /is a directory/,
    fifo: /no regular file/,
    loop: /in a circle/,
    ring: /in a circle/,
    gone: /"gone" leads nowhere/,
    dangling: /"app.yml" leads nowhere/,
  });
  t.equal(listing.problems.length, 12);
});

t.test('a link to a directory elsewhere is an app of the name of the link', async (t) => {
  const { root, app, first } = dataPaths(t);
  app('elsewhere/app.yml', 'Linked');
  mkdirSync(join(first, 'trame'), { recursive: true });
  symlinkSync('../../elsewhere', join(first, 'trame/mine'));
  const directory = join(first, 'trame/mine');
  t.match((await appDiscovery([first])()).listing.apps, [{ id: 'mine', directory }]);
  t.ok(statSync(join(root, 'elsewhere')).isDirectory());
});

t.test('a place that is no directory holds no apps, one that cannot be read is a problem', async (t) => {
  const { write, first, second } = dataPaths(t);
  write('first/trame', 'a file');
  mkdirSync(second);
  symlinkSync('trame', join(second, 'trame'));
  const { listing } = await appDiscovery([first, second])();
  t.match(listing, { apps: [], problems: [{ file: join(second, 'trame'), message: /in a circle/ }] });
  t.equal(listing.problems.length, 1);
});

t.test('new, changed, mended and removed files are seen at the next look', async (t) => {
  const { app, write, first } = dataPaths(t);
  const look = appDiscovery([first]);
  const names = async () => (await look()).listing.apps.map((found) => found.name);
  t.same(await names(), []);
  const file = app('first/trame/cone/app.yml', 'One');
  t.same(await names(), ['One']);
  // The same size, and perhaps the same time stamp.
  app('first/trame/cone/app.yml', 'Two');
  t.same(await names(), ['Two']);
  write('first/trame/cone/app.yml', 'name: [');
  t.match((await look()).listing, { apps: [], problems: [{ app: 'cone' }] });
  app('first/trame/cone/app.yml', 'Three');
  t.match((await look()).listing, { apps: [{ name: 'Three' }], problems: [] });
  const { atime, mtime } = statSync(file);
  app('first/trame/new', 'Fours');
  utimesSync(join(first, 'trame/new'), atime, mtime);
  renameSync(join(first, 'trame/new'), file);
  t.same(await names(), ['Fours']);
  rmSync(dirname(file), { recursive: true });
  t.same(await names(), []);
});

t.test('a file that has been the same for a while is read once, and anew when it changes', async (t) => {
  const { app, first } = dataPaths(t);
  app('first/trame/cone/app.yml', 'One');
  const look = appDiscovery([first], undefined, () => Date.now() + 60_000);
  const found = async () => (await look()).listing.apps[0];
  const before = await found();
  t.equal(await found(), before, 'the same object');
  app('first/trame/cone/app.yml', 'Another');
  t.match(await found(), { name: 'Another' });
});

t.test('an icon that comes later is found although the app file stays the same', async (t) => {
  const { write, first } = dataPaths(t);
  const file = write('first/trame/cone/app.yml', 'name: Cone\ncommand: run\nicon: icon.svg\n');
  const look = appDiscovery([first]);
  t.match((await look()).listing.apps, [{ icon: null }]);
  writeFileSync(join(dirname(file), 'icon.svg'), '<svg/>');
  t.match((await look()).listing.apps, [{ icon: join(dirname(file), 'icon.svg') }]);
  rmSync(join(dirname(file), 'icon.svg'));
  t.match((await look()).listing.apps, [{ icon: null }]);
});

t.test("the site's idle timeout holds for apps that name none", async (t) => {
  const { app, first } = dataPaths(t);
  app('first/trame/cone/app.yml', 'Cone');
  t.match((await appDiscovery([first], { idleTimeoutMs: 60_000 })()).listing.apps, [{ idleTimeoutMs: 60_000 }]);
});
