import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startDaemon } from '../support/daemon.ts';
import { shortDirectory } from '../support/short-directory.ts';

/** A daemon whose session directories are not listed before it gets a SIGUSR2. */
async function startSlowly(t: Test) {
  const home = shortDirectory(t);
  const preload = join(home, 'slow.mjs');
  writeFileSync(
    preload,
    `import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
const { readdir } = files;
const answers = new Promise((resolve) => process.on('SIGUSR2', resolve));
files.readdir = async (path, ...more) => {
  if (String(path).endsWith('/sessions')) await answers;
  return readdir(path, ...more);
};
syncBuiltinESMExports();
`,
  );
  return startDaemon(t, { home, env: { NODE_OPTIONS: `--import ${preload}` } });
}

t.test(
  'the page is there before a slow state directory is, and what is asked for meanwhile is told then',
  async (t) => {
    const daemon = await startSlowly(t);
    t.equal((await daemon.call('GET', '')).status, 200);
    t.equal((await daemon.call('GET', 'page.js')).status, 200);
    const waiting = Promise.all([
      daemon.call('GET', 'api/v1/instances'),
      daemon.call('GET', 'healthz'),
      daemon.call('GET', 'proxy/40123/'),
    ]);
    t.equal(await Promise.race([waiting, later(300, 'nothing yet')]), 'nothing yet');
    daemon.child.kill('SIGUSR2');
    const [list, health, gone] = await waiting;
    t.match(list, { status: 200, json: { instances: [] } });
    t.equal(health.status, 200);
    t.equal(gone.status, 404);
  },
);

t.test('a daemon that still waits for its state directory ends when it is asked to', async (t) => {
  const daemon = await startSlowly(t);
  const waiting = daemon.call('GET', 'api/v1/instances').catch(() => null);
  t.equal((await daemon.call('GET', '')).status, 200);
  t.equal(await daemon.stop(), 0);
  t.equal(await waiting, null);
});
