import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { findProcesses } from '../../src/adapters/marked-processes.ts';
import { identify, isAlive, isKernelThread, measureTree, signalProcess } from '../../src/adapters/process-table.ts';
import { until } from '../support/instance-fixture.ts';

t.test('a process is known by its start, whatever its name; a zombie does not run', async (t) => {
  const root = await mkdtemp('/tmp/trame-manager-test-');
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const odd = join(root, 'a) Z 1 (b');
  await copyFile('/bin/sleep', odd);
  await chmod(odd, 0o755);
  const child = spawn(odd, ['60']);
  await once(child, 'spawn');
  const found = identify(child.pid ?? 0);
  t.match(found, { pid: child.pid, parent: process.pid });
  t.ok(isAlive(found));
  t.notOk(isAlive({ pid: child.pid ?? 0, startTicks: (found?.startTicks ?? 0) + 1 }));
  t.notOk(isAlive(null));
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.notOk(isAlive(found));
  const parent = spawn('bash', ['-c', 'sleep 60 & echo $!; kill -STOP $$'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout, 'data');
  const zombie = Number(String(line));
  // A parent that stands still does not take notice of its child's end.
  await until(async () => (await readFile(`/proc/${parent.pid}/stat`, 'utf8')).includes(') T '));
  process.kill(zombie, 'SIGKILL');
  await until(async () => (await readFile(`/proc/${zombie}/stat`, 'utf8')).includes(') Z '));
  t.equal(identify(zombie), null);
});

t.test('the processes of an instance are those of its session and those that carry its mark', async (t) => {
  const mark = { id: 'abcdefghijkl', sessionDirectory: '/s/abcdefghijkl' };
  const env = { ...process.env, INSTANCE_ID: mark.id, SESSION_DIR: mark.sessionDirectory };
  const leader = spawn('sleep', ['60'], { detached: true });
  const marked = spawn('sleep', ['60'], { detached: true, env });
  const other = spawn('sleep', ['60'], { detached: true, env: { ...env, SESSION_DIR: '/elsewhere' } });
  t.teardown(() => [leader, marked, other].map((child) => child.kill()));
  const keeper = await until(() => {
    const found = identify(leader.pid ?? 0);
    return found?.session === leader.pid && found;
  });
  const find = async (startTicks: number) =>
    (await findProcesses({ ...mark, keeper: { pid: keeper.pid, startTicks } })).map(({ pid }) => pid).sort();
  await until(async () => (await find(keeper.startTicks)).length === 2);
  t.strictSame(await find(keeper.startTicks), [leader.pid, marked.pid].sort());
  t.strictSame(await find(1), [marked.pid], 'the session of another process that got the pid is not meant');
});

t.test('a signal never reaches another process that got the pid', async (t) => {
  const child = spawn('sleep', ['60'], { detached: true });
  t.teardown(() => child.kill('SIGKILL'));
  const found = await until(() => identify(child.pid ?? 0));
  signalProcess({ ...found, startTicks: 1 }, 'SIGTERM', true);
  t.ok(isAlive(found));
  const ended = once(child, 'exit');
  signalProcess(found, 'SIGTERM', true);
  t.strictSame(await ended, [null, 'SIGTERM']);
  signalProcess(found, 'SIGTERM', true);
});

t.test('a tree is measured with all its descendants', async (t) => {
  const parent = spawn('bash', ['-c', 'bash -c "sleep 60 & sleep 60"; :'], { detached: true });
  t.teardown(() => process.kill(-(parent.pid ?? 0), 'SIGKILL'));
  const root = await until(() => identify(parent.pid ?? 0));
  const status = await readFile(`/proc/${root.pid}/status`, 'utf8');
  const alone = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  await until(() => (measureTree(root)?.memoryBytes ?? 0) > alone * 1.3);
  t.equal(measureTree({ ...root, startTicks: 1 }), null);
});

t.test('many who ask at once share a look at all processes, which begins after each of them asked', async (t) => {
  const marks = Array.from({ length: 20 }, (_, index) => ({
    id: `shared${String(index).padStart(6, '0')}`,
    sessionDirectory: `/s/${index}`,
  }));
  const start = ({ id, sessionDirectory }: { id: string; sessionDirectory: string }) => {
    const env = { ...process.env, INSTANCE_ID: id, SESSION_DIR: sessionDirectory };
    const child = spawn('sleep', ['60'], { env });
    t.teardown(() => child.kill());
    return child;
  };
  const find = async (mark: { id: string; sessionDirectory: string }) =>
    (await findProcesses({ ...mark, keeper: null })).map(({ pid }) => pid);
  const children = marks.slice(1).map(start);
  await until(async () => (await Promise.all(marks.slice(1).map(find))).every(({ length }) => length === 1));
  const earlier = Promise.all(marks.slice(1).map(find));
  // Its environment is there once it executes its program, of which spawn tells.
  const late = start(marks[0] as (typeof marks)[0]);
  t.strictSame(await find(marks[0] as (typeof marks)[0]), [late.pid], 'begun later, it is found by who asks later');
  t.strictSame(
    await earlier,
    children.map(({ pid }) => [pid]),
  );
});

t.test('threads of the kernel are told from processes', async (t) => {
  const own = await readFile('/proc/self/stat', 'latin1');
  t.notOk(isKernelThread(own));
  t.ok(isKernelThread('2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0'));
  t.ok(isKernelThread('14 (a) b) S 2 0 0 0 -1 69238848 0 0 0 0 0 0'));
});

t.test('a process is not taken for ended where it cannot be looked at now', async (t) => {
  const script = `
    import { closeSync, openSync } from 'node:fs';
    import { identify } from '${new URL('../../src/adapters/process-table.ts', import.meta.url).href}';
    const [words, open] = [[], []];
    try { for (;;) open.push(openSync('/dev/null')); } catch { words.push('full'); }
    try { words.push(identify(process.pid)); } catch (error) { words.push(error.code); }
    open.forEach((fd) => closeSync(fd));
    process.stdout.write(words.join(' '));
  `;
  const command = 'ulimit -n 100; exec "$0" --input-type=module -e "$1"';
  const child = spawn('bash', ['-c', command, process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.equal(await text(child.stdout), 'full EMFILE');
});
