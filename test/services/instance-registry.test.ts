import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import {
  makeApp,
  makeInstances,
  makeStateDirectory,
  python,
  request,
  runs,
  tinyServer,
  until,
  untilState,
  untilText,
} from '../support/instance-fixture.ts';

t.test('a launched app becomes ready, answers, and is gone after a stop', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const started = await instances.launch(request(makeApp()));
  t.match(started, { state: 'starting', name: 'Cone 1', path: `/proxy/${started.port}/`, ended_at: null });
  const ready = await untilState(instances, started.id, 'ready');
  t.match(instances.findByNumber(null, ready.port ?? 0), {
    instance: { id: ready.id },
    upstream: { kind: 'tcp', port: ready.port },
  });
  t.equal(instances.findByNumber(null, 1), null);
  t.equal(instances.findByNumber('elsewhere', ready.port ?? 0), null);
  t.equal(await (await fetch(`http://127.0.0.1:${ready.port}/`)).text(), 'hello');
  t.match(await readFile(`/proc/${ready.pid}/cmdline`, 'utf8'), /python3.*-S/, 'exec makes the process the app itself');
  t.match(await instances.stop(ready.id), { state: 'ending', state_reason: 'Stopping' });
  const stopped = await untilState(instances, ready.id, 'stopped');
  t.match(stopped, { state_reason: 'Stopped by you', signal: 'SIGTERM', exit_code: null, pid: null, usage: null });
  t.strictSame(await instances.stop(ready.id), stopped, 'a second stop changes nothing');
  t.notOk(runs(ready.pid ?? 0));
  t.equal(instances.findByNumber(null, ready.port ?? 0)?.instance.state, 'stopped', 'an ended one is still found');
  const directory = instances.sessionDirectory(ready.id);
  await instances.remove(ready.id);
  t.strictSame(instances.list(), []);
  await t.rejects(stat(directory));
  t.throws(() => instances.get(ready.id), { code: 'instance_not_found' });
});

t.test("the session directory and all in it are the user's alone", async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const { id } = await instances.launch(request(makeApp({ kind: 'trame' })));
  const directory = instances.sessionDirectory(id);
  t.equal((await stat(directory)).mode & 0o777, 0o700);
  for (const name of await readdir(directory)) t.equal((await stat(join(directory, name))).mode & 0o077, 0, name);
  t.match(await instances.readSecret(id), /^[A-Za-z0-9]{32}$/);
  const record = await readFile(join(directory, 'record.json'), 'utf8');
  t.notOk(record.includes(await instances.readSecret(id)), 'the key is in no other file');
});

t.test('a command sees what the contract promises and none of what is withheld', async (t) => {
  const state = await makeStateDirectory(t);
  const data = join(state, 'it\'s $HOME data\n"2" ü*');
  await mkdir(data);
  const withheld = {
    JUPYTERHUB_API_TOKEN: 'x',
    JPY_API_TOKEN: 'x',
    JUPYTER_TOKEN: 'x',
    TRAME_MANAGER_TOKEN: 'x',
    TRAME_ARGS: '--x',
  };
  const instances = await makeInstances(t, state, {
    env: { ...process.env, ...withheld, KEPT: 'k', SHELLOPTS: 'noexec' },
  });
  const app = makeApp({
    kind: 'trame',
    directory: '/tmp',
    command:
      'env -0 >"$SESSION_DIR/seen"; for w in $INSTANCE_ARGS; do echo "[$w]"; done >"$SESSION_DIR/words"\ncat <<X >"$SESSION_DIR/done"\n$PARAM_TEXT\nX\n',
    environment: { OMP_NUM_THREADS: '4' },
    idleTimeoutMs: 3_600_000,
  });
  const evil = '$(touch /tmp/never-made) `id` "q" \'s\'\nline 2';
  const { id, port } = await instances.launch({
    ...request(app, { dataDirectory: data }),
    parameters: { text: evil, iso: 0.5, on: true },
  });
  const directory = instances.sessionDirectory(id);
  t.equal(await untilText(join(directory, 'done')), `${evil}\n`, 'a value with shell syntax arrives unharmed');
  const seen = Object.fromEntries(
    (await readFile(join(directory, 'seen'), 'utf8'))
      .split('\0')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
  t.match(seen, {
    INSTANCE_ID: id,
    INSTANCE_NAME: 'Cone 1',
    SESSION_DIR: directory,
    PORT: String(port),
    BASE_URL: `/user/a/trame-manager/proxy/${port}/`,
    DATA_DIRECTORY: data,
    APP_DIRECTORY: '/tmp',
    WSLINK_WS_COMPRESS: '0',
    PARAM_ISO: '0.5',
    PARAM_ON: 'true',
    OMP_NUM_THREADS: '4',
    KEPT: 'k',
    REMOTE_CONTROL_ENDPOINT: /^\/[A-Za-z0-9]{32}$/,
  });
  t.equal(seen.TRAME_INSTANCE_ARGS, seen.INSTANCE_ARGS);
  for (const name of Object.keys(withheld)) t.notOk(name in seen, name);
  const words = (await readFile(join(directory, 'words'), 'utf8')).trim().split('\n');
  t.strictSame(words, [
    `[--port=${port}]`,
    `[--data=${directory}/data]`,
    `[--authKeyFile=${directory}/auth.key]`,
    '[--server]',
    '[--host=127.0.0.1]',
    '[--timeout=3600]',
  ]);
});

t.test('names are checked and counted', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const app = makeApp({ command: 'exec sleep 60' });
  const names = await Promise.all([1, 2, 3].map(async () => (await instances.launch(request(app))).name));
  t.strictSame(names.sort(), ['Cone 1', 'Cone 2', 'Cone 3']);
  for (const name of [' ', 'a\nb', 'x'.repeat(201)])
    await t.rejects(instances.launch(request(app, { name })), { code: 'invalid_parameters' });
  const [first] = instances.list();
  t.match(await instances.rename(first?.id ?? '', '  Düse 1 '), { name: 'Düse 1' });
  t.match(JSON.parse(await readFile(join(instances.sessionDirectory(first?.id ?? ''), 'record.json'), 'utf8')), {
    name: 'Düse 1',
  });
  await t.rejects(instances.rename(first?.id ?? '', ''), { code: 'invalid_parameters' });
});

t.test('limits hold for launches at once', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { site: { maximum: 2 } });
  const single = makeApp({ id: 'one', command: 'exec sleep 60', singleInstance: true });
  const both = await Promise.allSettled([instances.launch(request(single)), instances.launch(request(single))]);
  t.match(
    both.filter(({ status }) => status === 'rejected'),
    [{ reason: { code: 'already_running' } }],
  );
  const other = makeApp({ command: 'exec sleep 60' });
  await instances.launch(request(other));
  await t.rejects(instances.launch(request(other)), { code: 'too_many_instances' });
});

t.test('a data directory has to be one', async (t) => {
  const state = await makeStateDirectory(t);
  const instances = await makeInstances(t, state);
  await writeFile(join(state, 'file'), '');
  for (const dataDirectory of ['/does/not/exist', join(state, 'file'), '$NOWHERE/x', '~other/x']) {
    await t.rejects(
      instances.launch(request(makeApp(), { dataDirectory })),
      { code: 'invalid_data_directory' },
      dataDirectory,
    );
  }
  await t.rejects(instances.launch(request(makeApp({ dataDirectory: 'required' }))), {
    code: 'invalid_data_directory',
  });
  const sleeper = { command: 'exec sleep 60' };
  t.match(await instances.launch(request(makeApp(sleeper))), { data_directory: state });
  t.match(await instances.launch(request(makeApp({ ...sleeper, dataDirectory: 'none' }))), { data_directory: null });
  await mkdir(join(state, '$cases'));
  t.match(await instances.launch(request(makeApp(sleeper), { dataDirectory: join(state, '$cases') })), {
    data_directory: join(state, '$cases'),
  });
  t.match(await instances.launch(request(makeApp(sleeper), { dataDirectory: '~/$$cases' })), {
    data_directory: join(state, '$cases'),
  });
  t.equal((await readdir(join(state, 'sessions'))).length, 4, 'a refused launch leaves no session directory behind');
});

t.test('a working directory that is not there is said', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  await t.rejects(instances.launch(request(makeApp({ workingDirectory: '/not/there' }))), {
    code: 'launch_failed',
    message: /\/not\/there/,
  });
});

t.test('a restart keeps id, name, number and port', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const shown: string[] = [];
  const { id, pid, port, path } = await instances.launch(request(makeApp(), { name: 'mine' }));
  await untilState(instances, id, 'ready');
  instances.on('change', ({ state }) => shown.push(state));
  const [restarted, again] = await Promise.all([instances.restart(id), instances.restart(id)]);
  t.match(restarted, {
    id,
    name: 'mine',
    state: 'starting',
    port,
    path,
    ready_at: null,
    exit_code: null,
    signal: null,
  });
  t.equal(again.started_at, restarted.started_at, 'a second restart at the same time is the same one');
  const ready = await untilState(instances, id, 'ready');
  t.not(ready.pid, pid);
  t.notOk(runs(pid ?? 0));
  t.notOk(shown.includes('stopped') || shown.includes('failed'), 'it is never shown as ended');
  await instances.stop(id);
  await untilState(instances, id, 'stopped');
  t.match(await instances.restart(id), { state: 'starting', port, path });
  await untilState(instances, id, 'ready');
});

t.test('a restart whose port was taken gets another port below the same path', async (t) => {
  const state = await makeStateDirectory(t);
  const instances = await makeInstances(t, state);
  const first = await instances.launch(request(makeApp({ unixSocket: false })));
  await untilState(instances, first.id, 'ready');
  await instances.stop(first.id);
  await untilState(instances, first.id, 'stopped');
  const { createServer } = await import('node:net');
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(first.port ?? 0, '127.0.0.1', resolve));
  t.teardown(() => squatter.close());
  const again = await instances.restart(first.id);
  t.equal(again.path, first.path);
  t.not(again.port, first.port);
  const ready = await untilState(instances, first.id, 'ready');
  t.match(instances.findByNumber(null, first.port ?? 0), {
    instance: { id: first.id },
    upstream: { port: ready.port },
  });
});

t.test("a new instance gets its app's last number, and keeps it against a restart of the old one", async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const first = await instances.launch(request(makeApp()));
  await untilState(instances, first.id, 'ready');
  await instances.stop(first.id);
  await untilState(instances, first.id, 'stopped');
  const second = await instances.launch(request(makeApp()));
  t.equal(second.port, first.port);
  await untilState(instances, second.id, 'ready');
  t.equal(instances.findByNumber(null, first.port ?? 0)?.instance.id, second.id, 'the running one wins');
  const again = await instances.restart(first.id);
  t.not(again.path, second.path);
});

t.test('fifty launches at once get fifty ports, and all answer', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const started = await Promise.all(
    Array.from({ length: 50 }, () => instances.launch(request(makeApp({ ready: { path: '/', timeoutMs: 60_000 } })))),
  );
  t.equal(new Set(started.map(({ port }) => port)).size, 50);
  t.equal(new Set(started.map(({ path }) => path)).size, 50);
  t.equal(new Set(started.map(({ name }) => name)).size, 50);
  for (const { id } of started) await untilState(instances, id, 'ready');
  await Promise.all(started.map(({ id }) => instances.remove(id)));
});

t.test('a web app on a unix socket is found there', async (t) => {
  const state = await makeStateDirectory(t);
  const server = `exec ${python} -S -c '
import os, socket
s = socket.socket(socket.AF_UNIX)
s.bind(os.environ["UNIX_SOCKET"])
assert "PORT" not in os.environ
s.listen(50)
while True:
    c, _ = s.accept()
    c.recv(9999)
    c.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\nhello")
    c.close()
'`;
  const far = join(state, 'x'.repeat(120));
  await mkdir(far);
  for (const directory of [state, far]) {
    const instances = await makeInstances(t, directory);
    const { id, path } = await instances.launch(request(makeApp({ unixSocket: true, command: server })));
    const ready = await untilState(instances, id, 'ready', 'failed');
    t.match(ready, { state: 'ready', port: null, port_open_to_node: false });
    const found = instances.findByNumber(null, Number(path.split('/')[2]));
    t.equal(found?.upstream.kind, 'unix');
    const socket = found?.upstream.kind === 'unix' ? found.upstream.path : '';
    t.ok(Buffer.byteLength(socket) <= 107, 'short enough for the kernel');
    t.equal((await stat(join(socket, '..'))).mode & 0o077, 0);
    await instances.restart(id);
    await untilState(instances, id, 'ready');
  }
});

t.test('viewers are counted; without them an idle instance ends', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 50 });
  const { id } = await instances.launch(request(makeApp({ idleTimeoutMs: 1000 })));
  const ready = await untilState(instances, id, 'ready');
  t.equal(ready.idle_since, ready.ready_at);
  const closed = instances.viewerOpened(id);
  t.match(instances.get(id), { viewers: 1, idle_since: null });
  // Longer than the idle time: it must not end while someone watches.
  await until(() => Date.now() - Date.parse(ready.ready_at ?? '') > 1500);
  t.equal(instances.get(id).state, 'ready');
  closed();
  closed();
  t.match(instances.get(id), { viewers: 0, idle_since: String });
  t.match(await untilState(instances, id, 'stopped'), { state_reason: 'Nobody watched for 1 s' });
});

t.test('processor and memory of the whole process tree are shown', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 100 });
  const busy = `${python} -S -c 'b = bytearray(60_000_000)\nwhile True: pass' &\n${tinyServer}`;
  const { id } = await instances.launch(request(makeApp({ command: busy })));
  await untilState(instances, id, 'ready');
  const { usage } = await until(
    () => {
      const instance = instances.get(id);
      return (instance.usage?.cpu_percent ?? 0) > 20 && (instance.usage?.memory_bytes ?? 0) > 60_000_000 && instance;
    },
    () => `the usage stayed at ${JSON.stringify(instances.get(id).usage)}`,
  );
  t.ok((usage?.memory_bytes ?? 0) < 200_000_000);
});

t.test('cards of ended instances go after their time', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 20, site: { keepStoppedMs: 300 } });
  const { id } = await instances.launch(request(makeApp({ command: 'exit 3' })));
  const directory = instances.sessionDirectory(id);
  await untilState(instances, id, 'failed');
  await until(() => instances.list().length === 0);
  await t.rejects(stat(directory));
});
