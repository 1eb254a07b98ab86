import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { testEnvironment } from '../support/daemon.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

function run(home: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  return execa(process.execPath, [main, ...args], {
    reject: false,
    extendEnv: false,
    env: testEnvironment(home, env),
    cwd: home,
    timeout: 30_000,
  });
}

t.test('--version and --help', async (t) => {
  const home = t.testdir({});
  const version = await run(home, ['--version']);
  t.match(version.stdout, /^\d+\.\d+\.\d+$/);
  t.equal(version.exitCode, 0);
  for (const args of [['--help'], ['serve', '--help'], []]) {
    const help = await run(home, args);
    t.equal(help.exitCode, 0);
    t.match(help.stdout, /trame-manager serve/);
  }
});

t.test('a usage error exits with 2 and says what to do, without a stack', async (t) => {
  const home = t.testdir({ 'bad.yml': 'title: X\nschedular: none\n' });
  const cases: [string[], RegExp][] = [
    [['launch'], /no command "launch"/],
    [['serve', '--prot', '1'], /--prot/],
    [['serve', '--configuration', 'desktp'], /desktop/],
    [['serve', '--configuration', './bad.yml'], /bad\.yml:2:\d+.*schedular.*scheduler/s],
    [['configuration', 'check'], /configuration check FILE/],
    [['configuration', 'check', 'bad.yml'], /bad\.yml:2:\d+.*scheduler/s],
  ];
  for (const [args, message] of cases) {
    const result = await run(home, args);
    t.equal(result.exitCode, 2, args.join(' '));
    t.match(result.stderr, message);
    t.notMatch(result.stderr, /\n\s+at /);
  }
});

t.test('a good configuration is said to be good', async (t) => {
  const home = t.testdir({ 'site.yml': 'title: Our site\n' });
  const result = await run(home, ['configuration', 'check', 'site.yml']);
  t.equal(result.exitCode, 0);
  t.match(result.stdout, /good/);
});

t.test('apps lists what was found, what is broken and what was searched', async (t) => {
  const home = t.testdir({});
  writeApp(home, 'cone', 'name: Cone\ncommand: "true"\n');
  t.equal((await run(home, ['apps'])).exitCode, 0);
  writeApp(home, 'broken', 'name: Broken\ncommand: true\n  x: 1\n');
  const result = await run(home, ['apps']);
  t.equal(result.exitCode, 1);
  t.match(result.stdout, /cone +Cone/);
  t.match(result.stdout, /broken\/app\.yml:\d+:\d+: error: /);
  t.match(result.stdout, join(home, 'jupyter', 'trame'));
});

t.test('doctor finds what is missing and how to mend it', async (t) => {
  const home = t.testdir({ file: '' });
  mkdirSync(join(home, 'state'));
  const good = await run(home, ['doctor']);
  t.match(good.stdout, /ok +bash \d/);
  t.match(good.stdout, /ok +configuration "desktop"/);
  const bad = await run(home, ['doctor', '--state-dir', join(home, 'file', 'state')]);
  t.equal(bad.exitCode, 1);
  t.match(bad.stdout, /MISSING state directory .*a part of its path is a file/);
  t.match(bad.stdout, /TRAME_MANAGER_STATE_DIR/);
  writeFileSync(join(home, 'site.yml'), 'title: 3\n');
  t.match((await run(home, ['doctor', '--configuration', './site.yml'])).stdout, /MISSING .*site\.yml:1/s);
  for (const [name, mode, told] of [
    ['open', 0o777, /MISSING The state directory "[^"]*open" is not safe from other users\..*chmod o-w/s],
    ['group', 0o770, /note {4}The group of "[^"]*group" may change it/],
  ] as const) {
    mkdirSync(join(home, name));
    chmodSync(join(home, name), mode);
    t.match((await run(home, ['doctor', '--state-dir', join(home, name)])).stdout, told);
  }
});
