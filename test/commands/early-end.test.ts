import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { testEnvironment } from '../support/daemon.ts';
import { shortDirectory } from '../support/short-directory.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

for (const [nth, when] of [
  [1, 'while its parts are being loaded'],
  [2, 'while they are being put together'],
] as const) {
  t.test(`a daemon that is asked to end ${when} ends with 0, and never listens`, async (t) => {
    const home = shortDirectory(t);
    const preload = join(home, 'signal.mjs');
    // The signal comes as soon as somebody listens for it for the nth time.
    writeFileSync(
      preload,
      `let count = 0;
process.on('newListener', (name) => {
  if (name === 'SIGTERM' && ++count === ${nth}) setImmediate(() => process.kill(process.pid, 'SIGTERM'));
});`,
    );
    const child = spawn(process.execPath, ['--import', preload, main, 'serve', '--socket', join(home, 'run/d.sock')], {
      env: testEnvironment(home),
      cwd: home,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    t.teardown(() => child.kill('SIGKILL'));
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      log += text;
    });
    await once(child, 'close');
    t.strictSame([child.exitCode, child.signalCode], [0, null]);
    t.notMatch(log, /"listening"/);
  });
}
