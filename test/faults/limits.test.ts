import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeHome, startFaultDaemon } from '../support/fault-daemon.ts';
import { tinyServer } from '../support/instance-app.ts';
import { until } from '../support/until.ts';

const asNobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
const skip = process.getuid?.() !== 0 && 'only root can be another user, whom the limit of processes binds';

t.test('no more processes: a launch says so and leaves nothing, and works once there are some', { skip }, async (t) => {
  // The Python of the tests may lie where another user cannot go.
  const home = await makeHome(t, tinyServer.replace(/^exec \S+/, 'exec /usr/bin/python3'));
  execFileSync('chown', ['-R', '65534:65534', home]);
  const daemon = await startFaultDaemon(t, { home, wrapper: asNobody });
  const kept = await daemon.ready();
  const limit = (count: number) => {
    const [program = '', ...args] = [...asNobody, 'prlimit', '--pid', String(daemon.child.pid), `--nproc=${count}:`];
    execFileSync(program, args);
  };
  const hard = /^Max processes\s+\d+\s+(\d+)/m.exec(readFileSync(`/proc/${daemon.child.pid}/limits`, 'utf8'))?.[1];
  limit(1);
  const refusal = await daemon.launch();
  t.match(refusal, {
    status: 500,
    json: { code: 'launch_failed', detail: /no more processes can be started: .*ulimit -u/ },
  });
  t.strictSame(await daemon.ids(), [kept.id]);
  t.strictSame(readdirSync(join(home, 'state', 'sessions')), [kept.id]);
  t.match(await daemon.show(kept.id), { state: 'ready', pid: kept.pid });
  limit(Number(hard));
  t.match(await daemon.ready(), { state: 'ready' });
});

t.test('no more descriptors: nothing that runs is taken for ended, and all works once there are some', async (t) => {
  const home = await makeHome(t);
  const daemon = await startFaultDaemon(t, { home, wrapper: ['prlimit', '--nofile=256', '--'] });
  const limit = (count: number) =>
    execFileSync('prlimit', ['--pid', String(daemon.child.pid), `--nofile=${count}:256`]);
  const [kept, ending] = [await daemon.ready(), await daemon.ready()];
  limit(20);
  // Every look at an instance needs a descriptor.
  await until(() => daemon.log().includes('EMFILE'), 'a look without a descriptor');
  process.kill(ending.pid, 'SIGTERM');
  limit(256);
  await until(async () => (await daemon.call('GET', 'healthz').catch(() => null))?.status === 200, 'an answer');
  t.match(await daemon.show(kept.id), { state: 'ready', pid: kept.pid, ended_at: null });
  t.doesNotThrow(() => process.kill(kept.pid, 0));
  t.match(await daemon.untilState(ending.id, 'failed'), { signal: 'SIGTERM', state_reason: 'Ended by SIGTERM' });
  t.equal(daemon.child.exitCode, null);
  t.match(await daemon.ready(), { state: 'ready' });
});
