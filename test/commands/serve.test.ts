import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { WebSocket } from 'ws';
import { webAppFiles, webAppYaml, writeApp } from '../support/app-files.ts';
import { endProcess, startDaemon, testEnvironment, waitUntil } from '../support/daemon.ts';
import { shortDirectory } from '../support/short-directory.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** A GET over a unix socket; gives the status. */
async function getOverSocket(socketPath: string, path: string): Promise<number | undefined> {
  const sent = request({ socketPath, path });
  sent.end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

t.test('on TCP every request needs the token, which is printed as a ready URL', async (t) => {
  const daemon = await startDaemon(t, { home: shortDirectory(t), args: ['--base-url', '/a/B%20c/'] });
  t.match(daemon.url, /^http:\/\/127\.0\.0\.1:\d+\/a\/B%20c\/$/);
  t.ok(daemon.token.length >= 22, 'at least 128 bits');
  const bare = (path: string, headers = {}) => fetch(new URL(path, daemon.url), { headers, redirect: 'manual' });
  t.match(await (await bare('healthz')).json(), { type: 'urn:trame-manager:error:unauthorized', code: 'unauthorized' });
  const unknown = (await daemon.call('GET', 'proxy/1/')).json;
  t.match(unknown, { type: 'urn:trame-manager:error:instance_not_found', code: 'instance_not_found' });
  for (const path of ['', 'healthz', 'api/v1/apps', 'proxy/1/', 'page.js'])
    t.equal((await bare(path)).status, 401, path);
  t.equal((await daemon.call('GET', 'api/v1/apps')).status, 200);
  t.equal((await daemon.call('GET', 'healthz')).status, 200);

  const visit = await bare(`?token=${daemon.token}`);
  t.equal(visit.status, 303);
  t.equal(visit.headers.get('location'), './');
  const cookie = visit.headers.get('set-cookie') ?? '';
  t.match(cookie, /Path=\/a\/B%20c\/; HttpOnly; SameSite=Lax/);
  t.equal((await bare('api/v1/apps', { cookie: cookie.split(';')[0] })).status, 200);
  t.equal((await bare('', { accept: 'text/html' })).headers.get('content-type'), 'text/html; charset=utf-8');
});

t.test('a websocket without the token is refused with 401, an unknown one with 404', async (t) => {
  const daemon = await startDaemon(t, { home: shortDirectory(t) });
  const status = async (path: string, headers: Record<string, string>) => {
    const socket = new WebSocket(new URL(path, daemon.url.replace('http', 'ws')), { headers });
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    response.destroy();
    return response.statusCode;
  };
  const authorization = `Bearer ${daemon.token}`;
  t.equal(await status('api/v1/events', {}), 401);
  t.equal(await status('api/v1/other', { authorization }), 404);
  t.equal(await status('api/v1/events', { authorization, origin: 'http://evil.example' }), 403);
});

t.test('events: a snapshot, then the launch, the readiness and the removal', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'web', webAppYaml, webAppFiles);
  const daemon = await startDaemon(t, { home });
  const socket = new WebSocket(`${daemon.url.replace('http', 'ws')}api/v1/events`, {
    headers: { authorization: `Bearer ${daemon.token}` },
  });
  t.teardown(() => socket.terminate());
  const events: { type: string; seq: number; id?: string; instance?: { id: string; state: string } }[] = [];
  socket.on('message', (data) => events.push(JSON.parse(String(data))));
  await waitUntil(() => events.length > 0, 'the snapshot');
  t.match(events[0], { type: 'snapshot', instances: [], apps: [{ id: 'web' }] });
  const { id } = (await daemon.call('POST', 'api/v1/apps/web/instances', {})).json;
  await waitUntil(() => events.some(({ instance }) => instance?.id === id && instance?.state === 'ready'), 'ready');
  await daemon.call('DELETE', `api/v1/instances/${id}`);
  await waitUntil(() => events.at(-1)?.type === 'instance_removed', 'the removal');
  const numbers = events.map(({ seq }) => seq);
  t.same(
    numbers,
    numbers.map((_, index) => (numbers[0] ?? 0) + index),
    'no number is missing',
  );
});

t.test(
  'SIGTERM and SIGINT end it with 0 within 2 s, open connections or not; instances go on and are adopted',
  async (t) => {
    const home = shortDirectory(t);
    writeApp(home, 'web', webAppYaml, webAppFiles);
    let daemon = await startDaemon(t, { home });
    const { id } = (await daemon.call('POST', 'api/v1/apps/web/instances', {})).json;
    const instance = async () => (await daemon.call('GET', `api/v1/instances/${id}`)).json;
    await waitUntil(async () => (await instance()).state === 'ready', 'ready');
    const { pid } = await instance();
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
      const socket = new WebSocket(`${daemon.url.replace('http', 'ws')}api/v1/events`, {
        headers: { authorization: `Bearer ${daemon.token}` },
      });
      socket.on('error', () => {});
      await once(socket, 'message');
      const started = Date.now();
      daemon.child.kill(signal);
      await once(daemon.child, 'exit');
      t.ok(Date.now() - started < 2000, `${signal} took ${Date.now() - started} ms`);
      if (signal !== 'SIGKILL') t.equal(daemon.child.exitCode, 0, signal);
      t.ok(isRunning(pid), 'the instance goes on');
      daemon = await startDaemon(t, { home });
      t.match(await instance(), { id, pid, state: 'ready' }, `adopted after ${signal}`);
    }
    await daemon.call('DELETE', `api/v1/instances/${id}`);
    t.notOk(isRunning(pid));
  },
);

t.test('a second daemon on a live socket fails with 1 and disturbs nothing', async (t) => {
  const home = shortDirectory(t);
  const path = join(home, 'socket');
  await startDaemon(t, { home, args: ['--socket', path] });
  await t.rejects(startDaemon(t, { home, args: ['--socket', path] }), /ended with 1: .*Another daemon listens/s);
  t.equal(await getOverSocket(path, '/healthz'), 200);
  t.equal(await getOverSocket(path, '/api/v1/apps'), 200, 'no token is needed on the socket');
});

t.test('it ends with 0 when the process that started it is gone', async (t) => {
  const home = shortDirectory(t);
  const path = join(home, 'socket');
  // Stands for Jupyter: starts the daemon, prints its pid, and is then killed.
  const script = `const {spawn} = require('child_process');
    const child = spawn(process.argv[1], [process.argv[2], 'serve', '--socket', process.argv[3]], {stdio: 'ignore'});
    console.log(child.pid); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', script, process.execPath, main, path], {
    env: testEnvironment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => endProcess(parent));
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  await waitUntil(async () => (await getOverSocket(path, '/healthz').catch(() => 0)) === 200, 'the daemon to answer');
  parent.kill('SIGKILL');
  await waitUntil(
    () => !isRunning(pid),
    'the daemon to end',
    () => {},
    5000,
  );
  t.pass();
});

t.test('its log is one line of JSON for each event, with request ids and without secrets', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'web', webAppYaml, webAppFiles);
  const daemon = await startDaemon(t, { home, env: { TRAME_MANAGER_LOG_LEVEL: 'trace' } });
  const { id } = (await daemon.call('POST', 'api/v1/apps/web/instances', {})).json;
  await waitUntil(async () => (await daemon.call('GET', `api/v1/instances/${id}`)).json.state === 'ready', 'ready');
  const { url } = (await daemon.call('POST', `api/v1/instances/${id}/links`)).json;
  const opened = await daemon.call('GET', url);
  t.equal(opened.status, 303);
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  t.equal((await daemon.call('GET', url.split('?')[0], undefined, { cookie })).status, 200);
  await fetch(`${daemon.url}?token=${daemon.token}`, { redirect: 'manual' });
  await daemon.call('DELETE', `api/v1/instances/${id}`);
  await daemon.stop();
  const lines = daemon.log().trim().split('\n');
  for (const line of lines) t.doesNotThrow(() => JSON.parse(line), line);
  t.ok(lines.some((line) => JSON.parse(line).reqId !== undefined));
  for (const secret of [daemon.token, url.split('launch_token=')[1], cookie.split('=')[1]]) {
    t.notMatch(daemon.log(), secret);
  }
});
