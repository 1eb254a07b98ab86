import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { jobServerBody, readJobServerLog } from '../../../src/services/paraview-servers/job-server-body.ts';

/** Runs a body as a job's command file does, with its output in the log. */
function run(t: Test, command: string, log = '') {
  const directory = mkdtempSync('/tmp/trame-manager-test-');
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'log'), log);
  const script = `exec >>"$SESSION_DIR/log" 2>&1\n${jobServerBody(command)}`;
  const env = { PATH: process.env.PATH, PORT: '23456', HOST_NAME: 'n1', SESSION_DIR: directory };
  return spawnSync('bash', ['-c', script], { env, encoding: 'utf8' }).status;
}

t.test('a server that ends with 0 because its port is taken ends with an error, and only then', async (t) => {
  const taken = 'vtkServerSocket: Socket error in call to bind. Address already in use.';
  t.equal(run(t, `echo '${taken}'`), 98);
  t.equal(run(t, 'echo fine', `${taken}\n`), 0, 'what an earlier attempt wrote does not count');
  t.equal(run(t, 'exit 3'), 3);
  t.equal(run(t, 'exec false # with a comment at its end'), 1);
});

t.test('a log tells of the attempt with this port alone', async (t) => {
  const begin = (port: number) => `Trame Manager: the server starts with port ${port} on n1\n`;
  const accepting = 'Accepting connection(s): n1:2\n';
  t.match(readJobServerLog(`${begin(1)}${accepting}`, 1), { isReady: true, isReverse: false, version: null });
  t.match(readJobServerLog(`${begin(1)}${accepting}${begin(2)}`, 2), { isReady: false });
  t.match(readJobServerLog(`${begin(1)}${accepting}`, 11), { isReady: false });
  t.match(readJobServerLog(accepting, 1), { isReady: false });
  t.match(readJobServerLog(`${begin(1)}paraview version 5.12.1\n\u001b[0m[1,0]<stdout>:${accepting}`, 1), {
    isReady: true,
    version: '5.12.1',
  });
  t.match(readJobServerLog(`${begin(1)}Connecting to client (reverse connection requested)...\n`, 1), {
    isReady: true,
    isReverse: true,
  });
});
