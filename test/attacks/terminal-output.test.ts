import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { testEnvironment } from '../support/daemon.ts';
import { shortDirectory } from '../support/short-directory.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** What moves cursors, colours, links, sets titles, or turns letters around; line ends and tabs are the program's own. */
const acted = /(?![\n\t])[\u0000-\u001f\u007f-\u009f]|[\u202a-\u202e\u2066-\u2069]/;
/** As YAML writes them. */
const evil = String.raw`\e[2J\e]8;;http://evil.example\e\\click\e]8;;\e\\ \x9b31m \u202egpj.exe \r overwritten`;

t.test('names and messages of others do nothing to a terminal', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'named', `name: "${evil}"\ncommand: "true"\n`);
  writeApp(home, 'broken', `name: Broken\n"com${evil}mand": x\n`);
  writeApp(home, '\u001b]0;title\u0007', 'name: Directory\ncommand: "true"\n');
  const site = join(home, 'site.yml');
  writeFileSync(site, `title: "${evil}"\n"un${evil}known": 1\n`);
  const good = join(home, 'good\u001b[31m.yml');
  writeFileSync(good, `title: "${evil}"\nscheduler: none\n`);
  mkdirSync(join(home, 'state'));
  const commands = [
    ['apps'],
    ['configuration', 'check', site],
    ['configuration', 'check', good],
    ['doctor', '--configuration', site],
  ];
  for (const words of commands) {
    const { stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
      cwd: home,
      env: testEnvironment(home, { TRAME_MANAGER_STATE_DIR: join(home, 'state') }),
      encoding: 'utf8',
    });
    t.notMatch(stdout + stderr, acted, words.join(' ').replace(acted, '?'));
    t.match(stdout + stderr, '\\u001b', 'it is there, as text');
  }
});
