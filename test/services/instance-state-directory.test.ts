import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, rmdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  makeApp,
  makeInstances,
  makeStateDirectory,
  request,
  runs,
  until,
  untilState,
} from '../support/instance-fixture.ts';

/** Mounts a small disk. */
async function mountSmallDisk(t: Test, size: string): Promise<string> {
  const place = join(await makeStateDirectory(t), 'disk');
  await mkdir(place);
  mount(place, size);
  t.teardown(() => execFileSync('umount', ['-l', place]));
  return place;
}

function mount(place: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'none', place], { stdio: 'ignore' });
}

const skip = await whyNotMount();
async function whyNotMount(): Promise<string | false> {
  const place = await mkdtemp('/tmp/trame-manager-mount-');
  try {
    mount(place, '64k');
    execFileSync('umount', [place]);
    return false;
  } catch {
    return 'mounting a small disk is not permitted here';
  } finally {
    await rmdir(place);
  }
}

t.test('with a state directory that cannot be made, looking works and launching says why not', async (t) => {
  const state = join(await makeStateDirectory(t), 'file');
  await writeFile(state, '');
  const instances = await makeInstances(t, state, { workingDirectory: '/tmp' });
  t.strictSame(instances.list(), []);
  await t.rejects(instances.launch(request(makeApp())), {
    code: 'state_not_writable',
    message: /cannot be written: a part of its path is a file/,
  });
  await rm(state);
  const { id } = await instances.launch(request(makeApp()));
  t.match(await untilState(instances, id, 'ready'), { state: 'ready' }, 'and works once it can be made');
});

t.test('with a read-only state directory, looking works and launching says why not', { skip }, async (t) => {
  const disk = await mountSmallDisk(t, '1m');
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  const instances = await makeInstances(t, disk, { workingDirectory: '/tmp' });
  t.strictSame(instances.list(), []);
  await t.rejects(instances.launch(request(makeApp())), { code: 'state_not_writable', message: /read-only/ });
});

t.test(
  'a full disk: launching says so and leaves nothing, what runs can be stopped, and all is noted in the end',
  { skip },
  async (t) => {
    const disk = await mountSmallDisk(t, '256k');
    const instances = await makeInstances(t, disk, { workingDirectory: '/tmp' });
    const running = await instances.launch(request(makeApp()));
    await untilState(instances, running.id, 'ready');
    const filler = join(disk, 'filler');
    await writeFile(filler, Buffer.alloc(1_000_000)).catch(() => undefined);
    await t.rejects(instances.launch(request(makeApp())), { code: 'state_not_writable', message: /the disk is full/ });
    await t.rejects(instances.rename(running.id, 'x'), { code: 'state_not_writable' });
    t.strictSame(await readdir(join(disk, 'sessions')), [running.id], 'no half-written session directory stays');
    t.strictSame(
      instances.list().map(({ id }) => id),
      [running.id],
    );
    await instances.stop(running.id);
    t.match(await untilState(instances, running.id, 'stopped'), { signal: 'SIGTERM', state_reason: 'Stopped by you' });
    t.notOk(runs(running.pid ?? 0));
    await rm(filler);
    await until(async () => {
      const next = await makeInstances(t, disk, { workingDirectory: '/tmp' });
      const [shown] = next.list();
      await next.close();
      return shown?.state === 'stopped' && shown.state_reason === 'Stopped by you';
    });
  },
);

t.test('an exit status is noted on a full disk', { skip }, async (t) => {
  const disk = await mountSmallDisk(t, '256k');
  const instances = await makeInstances(t, disk, { workingDirectory: '/tmp' });
  const command = 'while [ ! -e "$SESSION_DIR/../../../go" ]; do sleep 0.02; done; exit 9';
  const { id } = await instances.launch(request(makeApp({ command })));
  await writeFile(join(disk, 'filler'), Buffer.alloc(1_000_000)).catch(() => undefined);
  await writeFile(join(disk, '..', 'go'), '');
  t.match(await untilState(instances, id, 'failed'), { exit_code: 9 });
});

t.test('what an interrupted daemon left half done is cleared away', async (t) => {
  const state = await makeStateDirectory(t);
  const half = join(state, 'sessions', '.new-abcdefghijkl');
  await mkdir(half, { recursive: true });
  await utimes(half, 1, 1);
  await mkdir(join(state, 'sessions', 'lost+found'));
  const instances = await makeInstances(t, state);
  t.strictSame(instances.list(), []);
  await until(() => !existsSync(half));
});
