import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createLocalHost } from '../../src/adapters/local-host.ts';
import {
  makeApp,
  makeHost,
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

const foreground = tinyServer.replace('exec ', '');

t.test('a command that ends at once has failed, with its code, its last lines and a hint', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const failed = async (command: string) => {
    const { id } = await instances.launch(request(makeApp({ command })));
    return untilState(instances, id, 'failed');
  };
  t.match(await failed('echo one; echo two >&2; exit 3'), {
    exit_code: 3,
    signal: null,
    state_reason: 'Ended with exit code 3',
    log_tail: ['one', 'two'],
    pid: null,
  });
  t.match(await failed('no-such-command'), { exit_code: 127, hint: /"no-such-command" was not found/ });
  t.match(await failed('python3 -c "import no_such_package"'), { exit_code: 1, hint: /"no_such_package" is missing/ });
  t.match(await failed('module load no-such-module && exec sleep 60; exit 1'), {
    exit_code: 1,
    hint: /no module "no-such-module"/,
  });
  t.match(await failed('exit 0'), { exit_code: 0, state_reason: 'Ended before it answered' });
  t.match(await failed(`exec ${python} -c "import os; os.kill(os.getpid(), 11)"`), {
    exit_code: null,
    signal: 'SIGSEGV',
    state_reason: 'Ended by SIGSEGV',
    hint: /crashed/,
  });
  t.match(await failed('kill -9 $$'), { exit_code: null, signal: 'SIGKILL', hint: /memory/ });
  t.match(await failed('exit 255'), { exit_code: 255, signal: null });
  t.match(
    (await failed('echo fine\nif')).log_tail.join('\n'),
    /command.sh: line 3: syntax error/,
    'lines are those of the app file',
  );
});

t.test('an app that dies after it was ready has failed', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 60_000 });
  const { id } = await instances.launch(request(makeApp()));
  const { pid } = await untilState(instances, id, 'ready');
  process.kill(pid ?? 0, 'SIGSEGV');
  t.match(await untilState(instances, id, 'failed'), { signal: 'SIGSEGV', ready_at: String, ended_at: String });
});

t.test('an app that ends by itself without an error has stopped', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const command = `${foreground} & sleep 0.1; while [ ! -e "$SESSION_DIR/end" ]; do sleep 0.02; done; kill %1; exit 0`;
  const { id } = await instances.launch(request(makeApp({ command })));
  await untilState(instances, id, 'ready');
  await writeFile(join(instances.sessionDirectory(id), 'end'), '');
  t.match(await untilState(instances, id, 'stopped', 'failed'), {
    state: 'stopped',
    state_reason: 'Ended by itself',
    exit_code: 0,
  });
});

t.test('an app that never answers has failed, says what was found, and is ended', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const ready = { path: '/', timeoutMs: 500 };
  const nothing = await instances.launch(request(makeApp({ ready, command: 'exec sleep 60' })));
  const failed = await untilState(instances, nothing.id, 'failed');
  t.match(failed, {
    state_reason: 'It did not answer within 1 s',
    hint: /Nothing listens on port \d+: .*\$PORT/,
    signal: 'SIGTERM',
  });
  t.notOk(runs(nothing.pid ?? 0));
  const silent = `exec ${python} -S -c 'import os, socket, time; s = socket.create_server(("127.0.0.1", int(os.environ["PORT"]))); time.sleep(60)'`;
  const mute = await instances.launch(request(makeApp({ ready: { path: '/', timeoutMs: 1000 }, command: silent })));
  t.match(await untilState(instances, mute.id, 'failed'), { hint: /listens on port \d+ but does not answer HTTP/ });
  const broken = tinyServer.replace('200 OK', '503 Busy');
  const busy = await instances.launch(request(makeApp({ ready: { path: '/x', timeoutMs: 1000 }, command: broken })));
  t.match(await untilState(instances, busy.id, 'failed'), { hint: /answers \/x with status 503/ });
});

t.test('a page that wants a login counts as ready', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const { id } = await instances.launch(request(makeApp({ command: tinyServer.replace('200 OK', '401 No') })));
  t.match(await untilState(instances, id, 'ready', 'failed'), { state: 'ready' });
});

const notRoot = process.getuid?.() !== 0 && 'only root can start a program as another user';
t.test("another user's program on the port is never taken for the app", { skip: notRoot }, async (t) => {
  const state = await makeStateDirectory(t);
  const code =
    'import socket,sys\ns=socket.create_server(("127.0.0.1",0));print(s.getsockname()[1],flush=True)\nwhile 1:\n c,_=s.accept();d=c.recv(999);sys.stdout.write("GOT %r" % d);sys.stdout.flush();c.send(b"HTTP/1.0 200 OK\\r\\n\\r\\n");c.close()';
  const squatter = spawn('/usr/bin/python3', ['-S', '-c', code], {
    uid: 65534,
    gid: 65534,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => squatter.kill());
  let said = '';
  squatter.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const port = Number(await until(() => said.trim()));
  const real = await createLocalHost({ stateDirectory: state, env: {} });
  const instances = await makeInstances(t, state, {
    host: await makeHost(state, { ports: { ...real.ports, reserve: async () => port } }),
  });
  const { id } = await instances.launch(request(makeApp({ command: 'exec sleep 60' })));
  t.match(await untilState(instances, id, 'failed', 'ready'), { state: 'failed', state_reason: /another user/ });
  t.notMatch(said, /GOT b'G/, 'nothing was sent to it');
});

t.test('an app that forks away lives on in what it started, and is stopped whole', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const slow = foreground.replace("-c '", "-c 'import time; time.sleep(0.3)");
  const command = `setsid ${slow} </dev/null >/dev/null 2>&1 &\necho $! >"$SESSION_DIR/server"; exit 0`;
  const { id } = await instances.launch(request(makeApp({ command })));
  const ready = await untilState(instances, id, 'ready', 'failed');
  t.equal(ready.state, 'ready');
  const server = Number(await untilText(join(instances.sessionDirectory(id), 'server')));
  await until(
    () => instances.get(id).pid === server,
    () => `shown is pid ${instances.get(id).pid}, the server is ${server}`,
  );
  await instances.stop(id);
  t.match(await untilState(instances, id, 'stopped'), { state_reason: 'Stopped by you' });
  t.notOk(runs(server));
});

t.test('an app that forked away and ends later has ended', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 50 });
  const command = `setsid ${foreground} </dev/null >/dev/null 2>&1 &\necho $! >"$SESSION_DIR/server"; exit 0`;
  const { id } = await instances.launch(request(makeApp({ command })));
  await untilState(instances, id, 'ready');
  const server = Number(await untilText(join(instances.sessionDirectory(id), 'server')));
  await until(() => instances.get(id).pid === server);
  process.kill(server, 'SIGKILL');
  t.match(await untilState(instances, id, 'stopped', 'failed'), { state_reason: 'Ended by itself' });
});

t.test('helpers that stay when the server failed are ended', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const { id } = await instances.launch(
    request(makeApp({ command: 'setsid sleep 300 & echo $! >"$SESSION_DIR/helper"; exit 4' })),
  );
  t.match(await untilState(instances, id, 'failed'), { exit_code: 4 });
  const helper = Number(await readFile(join(instances.sessionDirectory(id), 'helper'), 'utf8'));
  t.notOk(runs(helper));
});

t.test('helpers that stay when the server ended by itself are ended', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 50 });
  const command = `setsid sleep 300 & echo $! >"$SESSION_DIR/helper"\n${foreground} & sleep 0.1; while [ ! -e "$SESSION_DIR/end" ]; do sleep 0.02; done; kill %2; exit 0`;
  const { id } = await instances.launch(request(makeApp({ command })));
  await untilState(instances, id, 'ready');
  await writeFile(join(instances.sessionDirectory(id), 'end'), '');
  t.match(await untilState(instances, id, 'stopped', 'failed'), { state: 'stopped' });
  t.notOk(runs(Number(await readFile(join(instances.sessionDirectory(id), 'helper'), 'utf8'))));
});

t.test('a helper does not keep alive an app that forked away and ended', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 50 });
  const quiet = '</dev/null >/dev/null 2>&1 &';
  const command = `setsid sleep 300 ${quiet} echo $! >"$SESSION_DIR/helper"; sleep 0.1\nsetsid ${foreground} ${quiet} echo $! >"$SESSION_DIR/server"; exit 0`;
  const { id } = await instances.launch(request(makeApp({ command })));
  await untilState(instances, id, 'ready');
  const helper = Number(await untilText(join(instances.sessionDirectory(id), 'helper')));
  await until(() => instances.get(id).pid === helper);
  process.kill(Number(await untilText(join(instances.sessionDirectory(id), 'server'))), 'SIGKILL');
  t.match(await untilState(instances, id, 'stopped', 'failed'), { state_reason: 'Ended by itself' });
  t.notOk(runs(helper));
});

t.test('a suspended app is neither ended nor taken for ended', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 30 });
  const { id } = await instances.launch(request(makeApp()));
  const { pid } = await untilState(instances, id, 'ready');
  process.kill(pid ?? 0, 'SIGSTOP');
  await until(async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') T '));
  t.match(await readFile(join(instances.sessionDirectory(id), 'exit_status'), 'utf8'), /^running/);
  process.kill(pid ?? 0, 'SIGCONT');
  process.kill(pid ?? 0, 'SIGTERM');
  t.match(await untilState(instances, id, 'failed'), { signal: 'SIGTERM' });
});

t.test('signals to the keeper reach the app and its end is still noted', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const command = `trap 'echo got it; exit 7' TERM; echo here; while :; do sleep 0.01; done`;
  const { id } = await instances.launch(request(makeApp({ command })));
  await until(async () => (await readFile(instances.logFile(id), 'utf8')).includes('here'));
  process.kill(instances.record(id).keeper?.pid ?? 0, 'SIGHUP');
  process.kill(instances.record(id).keeper?.pid ?? 0, 'SIGTERM');
  t.match(await untilState(instances, id, 'failed'), { exit_code: 7 });
  t.ok(instances.get(id).log_tail.includes('got it'));
});

t.test('an app goes on when its keeper is killed, and its end is told as far as it is known', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 50 });
  const { id } = await instances.launch(request(makeApp()));
  const { pid } = await untilState(instances, id, 'ready');
  const { keeper } = instances.record(id);
  process.kill(keeper?.pid ?? 0, 'SIGKILL');
  await until(() => !runs(keeper?.pid ?? 0));
  t.equal(await (await fetch(`http://127.0.0.1:${instances.get(id).port}/`)).text(), 'hello');
  t.equal(instances.get(id).state, 'ready');
  process.kill(pid ?? 0, 'SIGKILL');
  t.match(await untilState(instances, id, 'failed'), { exit_code: null, signal: null, state_reason: /not seen/ });
});

t.test('a flood of output is capped, newest lines last, while the app goes on', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { site: { maximumLogBytes: 1_000_000 } });
  const command = `for i in 1 2 3; do head -c 40000000 /dev/zero | tr '\\0' x | fold -w 99; done; echo last line\n${tinyServer}`;
  const { id } = await instances.launch(request(makeApp({ command, ready: { path: '/', timeoutMs: 60_000 } })));
  await untilState(instances, id, 'ready');
  await until(async () => (await stat(instances.logFile(id))).size <= 1_000_000);
  const text = await readFile(instances.logFile(id), 'utf8');
  t.match(text, /^--- Trame Manager removed \d+ older bytes/);
  t.match(text, /last line\n$/);
});

const noModules = !existsSync('/usr/share/modules/init/bash') && 'environment-modules is not installed';
t.test('`module load` works and keeps the PATH of a Python environment', { skip: noModules }, async (t) => {
  const state = await makeStateDirectory(t);
  await mkdir(join(state, 'modules'));
  await writeFile(join(state, 'modules', 'solver'), '#%Module1.0\nsetenv SOLVER_HOME /opt/solver\n');
  const instances = await makeInstances(t, state, {
    commands: [`module use '${state}/modules'`],
    env: { ...process.env, PATH: `/my/venv/bin:${process.env.PATH}` },
  });
  const command =
    'module load solver\necho "$SOLVER_HOME" >"$SESSION_DIR/seen"; echo "$PATH" >>"$SESSION_DIR/seen"; exec sleep 60';
  const { id } = await instances.launch(request(makeApp({ command })));
  const seen = await until(async () => {
    const text = await untilText(join(instances.sessionDirectory(id), 'seen'));
    return text.split('\n').length > 2 && text;
  });
  t.match(seen, /^\/opt\/solver\n(.*:)?\/my\/venv\/bin:/);
});
