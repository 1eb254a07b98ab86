import { spawn } from 'node:child_process';
import t from 'tap';
import { findProcesses } from '../../src/adapters/marked-processes.ts';
import { until } from '../support/until.ts';

t.test('a process is found by the marks that it bears now, however often it was looked at before', async (t) => {
  const first = { id: `a${process.pid}`, sessionDirectory: '/tmp/ä', keeper: null };
  const second = { id: `b${process.pid}`, sessionDirectory: '/tmp/b', keeper: null };
  const marks = [`INSTANCE_ID=${second.id}`, `SESSION_DIR=${second.sessionDirectory}`];
  const child = spawn('bash', ['-c', 'read -r _; exec env "$@" sleep 60', 'bash', ...marks], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH, INSTANCE_ID: first.id, SESSION_DIR: first.sessionDirectory },
  });
  t.teardown(() => child.kill('SIGKILL'));
  const finds = async (mark: typeof first) => (await findProcesses(mark)).some(({ pid }) => pid === child.pid);
  await until(() => finds(first), 'the process to be there');
  t.ok(await finds(first), 'again');
  t.notOk(await finds({ ...first, sessionDirectory: '/tmp/b' }), 'both marks have to be right');
  child.stdin.write('\n');
  await until(() => finds(second), 'the other marks to be seen');
  t.notOk(await finds(first), 'as another program it is none of the first any more');
  child.kill('SIGKILL');
  await until(async () => !(await finds(second)), 'its end to be seen');
});
