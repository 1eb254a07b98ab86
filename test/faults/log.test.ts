import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { endProcess, testEnvironment, waitUntil } from '../support/daemon.ts';
import { makeHome } from '../support/fault-daemon.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const token = 'a-token-of-these-tests-alone';

/** A daemon whose stderr is what `redirection` says, of a shell that becomes it. */
async function start(t: Test, redirection: string) {
  const home = await makeHome(t);
  const child = spawn('bash', ['-c', `exec "$0" "$@" ${redirection}`, process.execPath, main, 'serve'], {
    cwd: home,
    env: testEnvironment(home, { TRAME_MANAGER_TOKEN: token }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => endProcess(child));
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  await waitUntil(
    () => out.includes('ready at'),
    'the daemon to listen',
    () => undefined,
    60_000,
  );
  const url = new URL(/ready at (\S+)/.exec(out)?.[1] ?? '');
  const ask = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(new URL('api/v1/instances', url), { headers });
    await answer.text();
    return answer.status;
  };
  return { child, ask };
}

for (const [what, redirection, requests] of [
  ['on a full disk', '2>/dev/full', 200],
  // The socket that nobody reads holds 208 kB (net.core.wmem_default), and the reader's side 64 kB more.
  ['that nobody reads', '', 2000],
] as const) {
  t.test(`a log ${what} does not hold the daemon up`, async (t) => {
    const { child, ask } = await start(t, redirection);
    for (let count = 0; count < requests; count += 1)
      if ((await ask()) !== 200) return t.fail(`request ${count} failed`);
    if (redirection === '') {
      let text = '';
      child.stderr.on('data', (chunk) => {
        text += chunk;
      });
      await waitUntil(async () => {
        await ask();
        return /\d+ lines of this log were lost/.test(text);
      }, 'the log to go on');
      const lines = text.split('\n').slice(0, -1);
      t.doesNotThrow(() => lines.map((line) => JSON.parse(line)), 'lines are whole');
    }
    child.kill('SIGTERM');
    t.strictSame(await once(child, 'exit'), [0, null]);
  });
}

t.test('a log whose reader is gone does not end the daemon', async (t) => {
  const { child, ask } = await start(t, '');
  child.stderr.destroy();
  for (let count = 0; count < 10; count += 1) t.equal(await ask(), 200);
  t.equal(child.exitCode, null);
});
