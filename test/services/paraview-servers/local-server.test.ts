import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { listeningSockets } from '../../../src/adapters/listening-sockets.ts';
import { identify } from '../../../src/adapters/process-table.ts';
import { endProcess } from '../../support/daemon.ts';
import { fakeJobQueue } from '../../support/fake-job-queue.ts';
import { formField } from '../../support/form-samples.ts';
import { makeStateDirectory } from '../../support/instance-fixture.ts';
import { freePort, needParaView, pvserverCommand, startPvserver } from '../../support/paraview.ts';
import { makeServers, untilServer } from '../../support/server-fixture.ts';
import { until } from '../../support/until.ts';

const local = (command: string) => ({ start: 'local' as const, command });
const request = { name: null, values: {}, after: null };
const listens = async (port: number | null) => (await listeningSockets())?.some((socket) => socket.port === port);

async function recordOf(state: string, id: string) {
  return JSON.parse(await readFile(join(state, 'servers', id, 'record.json'), 'utf8'));
}

t.test('real pvservers start on ports of their own, and stopping one leaves nothing of it', async (t) => {
  needParaView();
  const state = await makeStateDirectory(t);
  const servers = await makeServers(t, state, fakeJobQueue().queue, { paraview_site: local(pvserverCommand) });
  t.equal(servers.canStart, true);
  const [first, second] = await Promise.all([servers.start(request), servers.start({ ...request, name: ' two ' })]);
  t.match(first, {
    kind: 'local',
    state: 'starting',
    host: null,
    port: null,
    is_managed: true,
    name: 'ParaView server 1',
  });
  t.equal(second.name, 'two');
  const ready = await untilServer(servers, first.id, 'ready');
  const other = await untilServer(servers, second.id, 'ready');
  t.match(ready, { host: 'localhost', state_reason: null });
  await until(() => servers.get(first.id).version === '5.11.0', 'the version');
  t.not(ready.port, other.port);
  t.equal(await listens(ready.port), true);
  t.match(await readFile(servers.logFile(first.id), 'utf8'), 'Accepting connection(s)');
  t.match(servers.pvsc(first.id), `resource="cs://localhost:${ready.port}"`);

  const { local: run } = await recordOf(state, first.id);
  t.match(await servers.stop(first.id), { state: 'ending', state_reason: 'Stopping' });
  const stopped = await untilServer(servers, first.id, 'stopped');
  t.match(stopped, { state_reason: 'Stopped by you', hint: null, host: 'localhost', signal: 'SIGTERM', log_tail: [] });
  t.equal(identify(run.process.pid), null);
  t.equal(identify(run.keeper.pid), null);
  t.equal(await listens(ready.port), false);
  t.throws(() => servers.pvsc(first.id), { code: 'server_not_ready' });
  t.equal((await servers.stop(first.id)).state, 'stopped', 'a second stop changes nothing');

  const again = await servers.startAgain(first.id, { after: false });
  t.match(again, { name: 'ParaView server 1', state: 'starting' });
  await t.rejects(servers.startAgain(first.id, { after: true }), { code: 'not_supported' });

  const directory = join(state, 'servers', second.id);
  await servers.remove(second.id);
  t.notOk(existsSync(directory));
  t.equal(await listens(other.port), false);
  t.throws(() => servers.get(second.id), { code: 'server_not_found' });
});

t.test('a server that ends by itself says how, with a hint', async (t) => {
  const state = await makeStateDirectory(t);
  const start = async (command: string) => {
    const servers = await makeServers(t, state, fakeJobQueue().queue, { paraview_site: local(command) });
    const { id } = await servers.start(request);
    const ended = await untilServer(servers, id, 'failed', 'stopped');
    await servers.close();
    return ended;
  };
  t.match(await start('pvsever --server-port="$PORT"'), {
    state: 'failed',
    state_reason: 'Ended with exit code 127',
    hint: 'The command "pvsever" was not found: check its spelling, or load the module that has it.',
    log_tail: [/pvsever: command not found/],
    host: null,
  });
  // As pvserver does it.
  t.match(await start('echo "Socket error in call to bind. Address already in use."'), {
    state: 'failed',
    state_reason: 'Ended before it listened',
    hint: /port was taken/,
  });
  t.match(await start('kill -SEGV $$'), { state: 'failed', signal: 'SIGSEGV', hint: /graphics driver/ });
});

t.test('a server whose last client left is shown as that', async (t) => {
  const state = await makeStateDirectory(t);
  const servers = await makeServers(t, state, fakeJobQueue().queue, {
    paraview_site: local(`echo 'Client connected.'; exec ${process.execPath} -e '
      require("net").createServer().listen(process.env.PORT, process.env.BIND_ADDRESS);
      setInterval(() => require("fs").existsSync("go") && process.exit(0), 5)'`),
  });
  const { id } = await servers.start(request);
  const { port } = await untilServer(servers, id, 'ready');
  const [socket] = ((await listeningSockets()) ?? []).filter((found) => found.port === port);
  t.equal(socket?.address, '127.0.0.1', '$BIND_ADDRESS is the loopback address');
  await writeFile(join(state, 'go'), '');
  t.match(await untilServer(servers, id, 'stopped', 'failed'), {
    state: 'stopped',
    state_reason: 'Ended when its last client left',
    exit_code: 0,
  });
});

t.test('a server that never listens fails in time, with its processes', async (t) => {
  const state = await makeStateDirectory(t);
  const servers = await makeServers(t, state, fakeJobQueue().queue, {
    paraview_site: { ...local('echo "odd line"; sleep 600 & sleep 601'), readyTimeoutMs: 300 },
  });
  const { id } = await servers.start(request);
  const { local: run } = await recordOf(state, id);
  t.match(await untilServer(servers, id, 'failed'), {
    state_reason: 'It did not listen within 0 s',
    hint: /\$PORT/,
    log_tail: ['odd line'],
  });
  t.equal(identify(run.process.pid), null);
});

t.test('the values of the form reach the command as data, and nothing of Jupyter does', async (t) => {
  const state = await makeStateDirectory(t);
  const servers = await makeServers(t, state, fakeJobQueue().queue, {
    paraview_site: {
      ...local('printf "%s\\n" "$PARAM_NOTE" "$PARAM_N" "<$JPY_X>"; exit 3'),
      fields: [
        formField('note', { label: 'Note' }),
        formField('n', { type: 'integer', default: 4, min: 1, max: 8, label: 'Tasks' }),
      ],
    },
    env: { ...process.env, JPY_X: 'secret' },
  });
  t.match(await servers.form(), [{ name: 'note' }, { name: 'n', max: 8 }]);
  const note = `it's $(touch ${state}/run) "x"`;
  const { id } = await servers.start({ ...request, values: { note } });
  const failed = await untilServer(servers, id, 'failed');
  t.same(failed.log_tail, [note, '4', '<>']);
  t.same(failed.values, { note, n: 4 });
  t.notOk(existsSync(join(state, 'run')));
  await t.rejects(servers.start({ ...request, values: { n: 9 } }), {
    code: 'invalid_parameters',
    errors: [{ path: '/n' }],
  });
  await t.rejects(servers.start({ ...request, name: 'a\nb' }), { code: 'invalid_parameters' });
  t.match(await servers.dryRun({ ...request, values: {} }), { script: /PARAM_NOTE/, problems: [] });
  t.equal(servers.list().length, 1, 'what was refused leaves no card');
});

t.test('a new daemon adopts a server that runs, and reports how another ended', async (t) => {
  const state = await makeStateDirectory(t);
  const command = `exec ${process.execPath} -e 'require("net").createServer().listen(process.env.PORT, "127.0.0.1")'`;
  const options = { paraview_site: local(command) };
  const before = await makeServers(t, state, fakeJobQueue().queue, options);
  const [a, b] = await Promise.all([before.start(request), before.start(request)]);
  const ready = await untilServer(before, a.id, 'ready');
  await untilServer(before, b.id, 'ready');
  await before.close();
  process.kill((await recordOf(state, b.id)).local.process.pid, 'SIGKILL');

  const after = await makeServers(t, state, fakeJobQueue().queue, options);
  t.match(after.get(a.id), { state: 'ready', port: ready.port, ready_at: ready.ready_at });
  t.match(await untilServer(after, b.id, 'failed'), { signal: 'SIGKILL' });
  await after.stop(a.id);
  await untilServer(after, a.id, 'stopped');
});

t.test('a damaged record keeps its server listed, and it can be removed with its processes', async (t) => {
  const state = await makeStateDirectory(t);
  const options = { paraview_site: local('exec sleep 600') };
  const before = await makeServers(t, state, fakeJobQueue().queue, options);
  const { id } = await before.start(request);
  const { local: run } = await recordOf(state, id);
  await before.close();
  await writeFile(join(state, 'servers', id, 'record.json'), '{"version": 1');
  const after = await makeServers(t, state, fakeJobQueue().queue, options);
  t.match(after.get(id), { name: `Damaged record ${id}`, state: 'ready', hint: /not valid JSON/ });
  await after.remove(id);
  t.equal(identify(run.process.pid), null);
});

t.test('a pvserver that runs by hand is shown while it listens, and only then', async (t) => {
  const state = await makeStateDirectory(t);
  const port = await freePort();
  const servers = await makeServers(t, state, fakeJobQueue().queue, {
    paraview_site: {
      known: [
        { name: 'By hand', host: 'localhost', port },
        { name: 'Far', host: 'far.example', port },
      ],
    },
  });
  t.match(servers.messages, [/on another machine is not looked for.*far\.example/]);
  const removed: string[] = [];
  servers.on('remove', (id) => removed.push(id));
  const lookAway = servers.watch();
  const byHand = await startPvserver(t, { port });
  const id = `found-localhost-${port}`;
  t.match(await untilServer(servers, id, 'ready'), {
    kind: 'found',
    name: 'By hand',
    host: 'localhost',
    port,
    is_managed: false,
  });
  servers.showConnected(id, ['k1']);
  t.same(servers.get(id).connected_instances, ['k1']);
  await t.rejects(servers.stop(id), { code: 'not_supported', message: /"By hand" was not started from here/ });
  await t.rejects(servers.remove(id), { code: 'not_supported' });
  t.throws(() => servers.logFile(id), { code: 'not_supported' });
  t.notMatch(byHand.log(), 'ERR', 'looking for it left no trace in its log');
  await endProcess(byHand.child);
  await until(() => removed.includes(id), 'the server to disappear');
  t.throws(() => servers.get(id), { code: 'server_not_found' });
  lookAway();
  t.same(await servers.form(), []);
  await t.rejects(servers.start(request), { code: 'not_supported' });
});

t.test('cards of servers that ended go after the time that the site keeps them', async (t) => {
  const state = await makeStateDirectory(t);
  const servers = await makeServers(t, state, fakeJobQueue().queue, { paraview_site: local('exit 1') });
  const { id } = await servers.start(request);
  await untilServer(servers, id, 'failed');
  await servers.close();
  const site = {
    instances: { maximum: 9, idleTimeoutMs: 0, keepStoppedMs: 0, stopGraceMs: 100, maximumLogBytes: 1e6 },
  };
  const later = await makeServers(t, state, fakeJobQueue().queue, { site, paraview_site: local('exit 1') });
  await until(() => later.list().length === 0, 'the card to go');
  t.notOk(existsSync(join(state, 'servers', id)));
});
