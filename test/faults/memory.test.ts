import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { addApp, makeHome, startFaultDaemon } from '../support/fault-daemon.ts';
import { python, tinyServer } from '../support/instance-app.ts';
import { until } from '../support/until.ts';

/** A control group of its own with 64 MB, or null where none can be made. */
function makeGroup(): string | null {
  const group = `/sys/fs/cgroup/memory/trame-manager-test-${process.pid}`;
  try {
    mkdirSync(group);
    writeFileSync(join(group, 'memory.limit_in_bytes'), '64M');
    return group;
  } catch {
    return null;
  }
}

const group = makeGroup();
t.teardown(() => {
  if (group !== null) rmdirSync(group);
});
const skip = group === null && 'no control group for memory can be made here';

t.test(
  'an app that the kernel ends for want of memory is failed with a hint, and others go on',
  { skip },
  async (t) => {
    const home = await makeHome(t);
    const greedy = tinyServer.replace('while True:', 'hoard = bytearray(200_000_000)\nwhile True:');
    await addApp(home, 'greedy', `echo $$ >${group}/cgroup.procs\n${greedy}`);
    const daemon = await startFaultDaemon(t, { home });
    const other = await daemon.ready();
    const { id } = (await daemon.launch('greedy')).json;
    const ended = await daemon.untilState(id, 'failed');
    t.match(ended, { signal: 'SIGKILL', state_reason: 'Ended by SIGKILL', hint: /ran out of memory/ });
    t.match(await daemon.show(other.id), { state: 'ready', pid: other.pid });
    await until(() => readFileSync(join(group ?? '', 'cgroup.procs'), 'utf8') === '', 'the group to be empty');
  },
);

t.test('files of any size do not fill the memory of the daemon', async (t) => {
  const home = await makeHome(t);
  const huge = join(home, 'jupyter', 'trame', 'huge');
  await mkdir(huge);
  writeFileSync(join(huge, 'app.yml'), 'name: huge\n');
  truncateSync(join(huge, 'app.yml'), 1_000_000_000_000);
  // One line of 2 TB, none of which is on the disk.
  await addApp(home, 'liner', `truncate -s 2T "$SESSION_DIR/log"; exec ${python} -c 'import time; time.sleep(60)'`);
  const daemon = await startFaultDaemon(t, { home, env: { NODE_OPTIONS: '--max-old-space-size=64' } });
  const listed = (await daemon.call('GET', 'api/v1/apps')).json;
  t.match(listed.problems, [{ app: 'huge', message: /too large|larger|MB|bytes/i }]);
  const { id } = (await daemon.launch('liner')).json;
  const log = join(daemon.state, 'sessions', id, 'log');
  await until(async () => {
    const { status, text } = await daemon.call('GET', `api/v1/instances/${id}/log?tail=200`);
    return status === 200 && text.length <= 4 * 1024 * 1024 && text.length > 0;
  }, 'the end of the log');
  await until(() => Number(execFileSync('stat', ['-c', '%s', log], { encoding: 'utf8' })) < 1e9, 'it to be cut');
  t.equal(daemon.child.exitCode, null);
  t.match(await daemon.ready(), { state: 'ready' });
});
