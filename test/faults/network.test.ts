import { execFileSync, spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { startDaemon } from '../support/daemon.ts';
import { makeHome } from '../support/fault-daemon.ts';
import { python } from '../support/instance-app.ts';
import { until } from '../support/until.ts';

/** Takes the loopback interface up or down (SIOCSIFFLAGS of linux/sockios.h, IFF_UP | IFF_RUNNING of linux/if.h). */
const setLoopback = `
import fcntl, socket, struct, sys
flags = 0x41 if sys.argv[1] == "up" else 0
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", flags))
if len(sys.argv) > 2: import os; os.execvp(sys.argv[2], sys.argv[2:])
`;
const skip =
  spawnSync('unshare', ['--net', python, '-c', setLoopback, 'up']).status !== 0 &&
  'no network of its own can be made for a process here';

t.test('the network of the machine fails and comes back', { skip }, async (t) => {
  const home = await makeHome(t);
  const socketPath = join(home, 'daemon.sock');
  const daemon = await startDaemon(t, {
    home,
    args: ['--socket', socketPath],
    env: { TRAME_MANAGER_STATE_DIR: join(home, 'state') },
    wrapper: ['unshare', '--net', python, '-c', setLoopback, 'up'],
  });
  const ask = async (method: string, path: string, body?: object, cookie = '') => {
    const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
    const headers = { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    request({ socketPath, method, path, headers }, resolve)
      .on('error', reject)
      .end(body && JSON.stringify(body));
    const answer = await promise;
    return { status: answer.statusCode, text: await text(answer), cookie: answer.headers['set-cookie']?.[0] };
  };
  const list = async () => JSON.parse((await ask('GET', '/api/v1/instances')).text).instances;
  const launch = async () => JSON.parse((await ask('POST', '/api/v1/apps/tiny/instances', {})).text);
  t.teardown(async () => {
    for (const { id } of await list().catch(() => [])) await ask('DELETE', `/api/v1/instances/${id}`);
  });
  const find = async (id: string) => (await list()).find((instance: { id: string }) => instance.id === id);
  const untilReady = (id: string, withinMs?: number) =>
    until(async () => (await find(id))?.state === 'ready', 'the instance to be ready', withinMs);
  const set = (how: 'up' | 'down') =>
    execFileSync('nsenter', ['--target', String(daemon.child.pid), '--net', python, '-c', setLoopback, how]);
  const open = async (id: string) => {
    const { url } = JSON.parse((await ask('POST', `/api/v1/instances/${id}/links`)).text);
    return ask('GET', url);
  };

  const before = await launch();
  await untilReady(before.id);
  const kept = await find(before.id);
  const { cookie } = await open(kept.id);
  const use = () => ask('GET', `/proxy/${kept.port}/`, undefined, cookie?.split(';')[0]);

  set('down');
  t.match(await use(), { status: 502 });
  const meanwhile = await launch();
  t.match(meanwhile, { state: 'starting' });
  await until(async () => typeof (await find(meanwhile.id)).pid === 'number', 'its command to run');
  t.match(
    await find(kept.id),
    { state: 'ready', pid: kept.pid, state_reason: null },
    'what runs is not taken for ended',
  );
  t.doesNotThrow(() => process.kill(kept.pid, 0));

  set('up');
  await untilReady(meanwhile.id, 5000);
  t.match(await find(kept.id), { state: 'ready', pid: kept.pid });
  t.match(await use(), { status: 200, text: 'hello' }, 'and its browser goes on');
  for (const { id } of await list()) t.match(await ask('DELETE', `/api/v1/instances/${id}`), { status: 204 });
  t.throws(() => process.kill(kept.pid, 0), 'and it can be removed');
});
