import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { addApp, makeHome, startFaultDaemon } from '../support/fault-daemon.ts';
import { tinyServer } from '../support/instance-app.ts';
import { until } from '../support/until.ts';

const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`)
  .find((path) => existsSync(path));
const skip = library === undefined && 'libfaketime is not installed (Debian: faketime)';

/** Surroundings in which `set("+3600")` sets the clock of the daemon and its instances; the kernel's own counts stay right. */
function clockOf(home: string, start = '+0') {
  const file = join(home, 'clock');
  const set = (offset: string) => writeFileSync(file, offset);
  set(start);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  return { set, env };
}

t.test('a clock that is set ends no instance, removes no card, and lets links work', { skip }, async (t) => {
  const home = await makeHome(t);
  await addApp(home, 'idle', tinyServer, 'idle_timeout_seconds: 1800\n');
  await addApp(
    home,
    'slow',
    `until [ -e ${home}/go ]; do sleep 0.05; done\n${tinyServer}`,
    'ready: {timeout_seconds: 60}\n',
  );
  const clock = clockOf(home);
  const daemon = await startFaultDaemon(t, { home, env: clock.env });
  const [plain, idle, ended] = [await daemon.ready(), await daemon.ready('idle'), await daemon.ready()];
  await daemon.call('POST', `api/v1/instances/${ended.id}/stop`);
  await daemon.untilState(ended.id, 'stopped');
  const slow = (await daemon.launch('slow')).json;
  const openIt = async (id: string) => {
    const { json } = await daemon.call('POST', `api/v1/instances/${id}/links`, {});
    return (await daemon.call('GET', json.url)).status;
  };
  for (const offset of ['+3h', '+20y', '-20y']) {
    clock.set(offset);
    await daemon.look();
    t.match(await daemon.show(plain.id), { state: 'ready', pid: plain.pid }, offset);
    t.match(await daemon.show(idle.id), { state: 'ready', pid: idle.pid });
    t.match(await daemon.show(ended.id), { state: 'stopped', state_reason: 'Stopped by you' });
    t.match(await daemon.show(slow.id), { state: 'starting' });
    t.equal(await openIt(plain.id), 303, 'a fresh link opens');
  }
  clock.set('+1h');
  writeFileSync(join(home, 'go'), '');
  await daemon.untilState(slow.id, 'ready');
  t.equal(await daemon.stop(), 0);

  // The next daemon has another idea of the time.
  clock.set('+30y');
  const next = await startFaultDaemon(t, { home, env: clock.env });
  await next.look();
  t.match(await next.show(plain.id), { state: 'ready', pid: plain.pid });
  t.match(await next.show(idle.id), { state: 'ready', pid: idle.pid });
  t.match(await next.show(ended.id), { state: 'stopped' });
});

t.test('on a machine that believes in 1970 instances start, end and are judged', { skip }, async (t) => {
  const home = await makeHome(t);
  await addApp(home, 'failing', 'exit 9');
  const daemon = await startFaultDaemon(t, { home, env: clockOf(home, '@1970-01-01 00:00:10').env });
  const { id, ...shown } = (await daemon.ready()) as { id: string; created_at?: string; pid: number; port: number };
  t.match(shown.created_at, /^1970/);
  const failing = (await daemon.launch('failing')).json;
  t.match(await daemon.untilState(failing.id, 'failed'), { exit_code: 9 });
  await daemon.call('POST', `api/v1/instances/${id}/stop`);
  t.match(await daemon.untilState(id, 'stopped', 'failed'), { state: 'stopped', state_reason: 'Stopped by you' });
  await until(async () => (await daemon.call('DELETE', `api/v1/instances/${id}`)).status === 204);
});
