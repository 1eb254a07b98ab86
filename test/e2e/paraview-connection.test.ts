import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { createAccessStore } from '../../src/adapters/access-store.ts';
import { isOwnPeer } from '../../src/adapters/listening-sockets.ts';
import { createAssetAnswers } from '../../src/assets/asset-answers.ts';
import { ManagerError } from '../../src/domain/errors.ts';
import type { Instance } from '../../src/domain/instance.ts';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import { createInstanceProxy, failureAnswer, linkUrl } from '../../src/proxy/instance-proxy.ts';
import { createAccessTokens } from '../../src/services/access-tokens.ts';
import { createFrontServer } from '../../src/wire/front-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { listedServers, makeConnections } from '../support/connections-fixture.ts';
import { makeHost, makeInstances, makeStateDirectory, request, until } from '../support/instance-fixture.ts';
import { manyOrange, orangeShare, someOrange } from '../support/orange-picture.ts';
import { pythonWithParaView, type RunningPvserver, startDisplay, startPvserver } from '../support/paraview.ts';
import { crashingApp, drawingProcess, paraviewApp, paraviewPython } from '../support/paraview-app.ts';

t.setTimeout(240_000);

// An app of ParaView takes seconds to start, so all tests share one; they come in this order.
const python = await paraviewPython();
const display = await startDisplay(t);
const state = await makeStateDirectory(t);
const host = await makeHost(state);
const instances = await makeInstances(t, state, { host });
const listed = listedServers();
const app = await launch(await paraviewApp(python, display));

t.test(
  'the picture of a connected app comes from the ParaView server, and after a disconnect from the app again',
  async (t) => {
    const connections = serve(t);
    const server = await startPvserver(t, { env: { DISPLAY: display } });
    listed.put('pv', { name: 'Mine', port: server.port, version: '5.11.0' });
    const page = await openThroughProxy(t);
    await page.getByText('Not connected').waitFor();
    t.ok((await orangeShare(page)) < someOrange, 'a grey cone');

    t.match(await connections.connect(app.id, { serverId: 'pv' }), { state: /^connected$/, server_id: 'pv' });
    await until(() => server.log().includes('Client connected.'));
    await page.getByText(`Drawn by a ParaView server, process ${server.child.pid}`).waitFor();
    await until(async () => (await orangeShare(page)) > manyOrange);
    t.ok(await drawsPictures(server.child), 'the server has loaded a graphics driver: it renders');
    t.same(listed.servers.get('pv').connected_instances, [app.id]);

    connections.close();
    const after = serve(t);
    t.match(await after.ask(app.id), { state: /^connected$/, server_id: 'pv' }, 'a new daemon tells the same');

    const ended = once(server.child, 'exit');
    const connection = await after.disconnect(app.id);
    t.match(connection, { state: 'disconnected', reason: /"Mine" ends when its last client leaves/ });
    await ended;
    t.match(server.log(), /Exiting/, 'as pvserver 5.11 does');
    await page.getByText('Drawn by this app').waitFor();
    await until(async () => (await orangeShare(page)) < someOrange);
  },
);

t.test('a dead server is refused at once, and the app is not hung by it', async (t) => {
  const connections = serve(t);
  const began = performance.now();
  const error = await refusal(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'server_unreachable');
  t.ok(performance.now() - began < 2000);
  t.ok(listed.servers.get('pv'));
  t.equal((await fetch(`http://127.0.0.1:${app.port}/index.html`)).status, 200);
});

t.test(
  'a server that has a client is busy; one that is killed shows at the app, which can be connected to another',
  async (t) => {
    const connections = serve(t);
    const first = await startPvserver(t, { env: { DISPLAY: display } });
    const second = await startPvserver(t, { env: { DISPLAY: display } });
    listed.put('pv', { name: 'Mine', port: first.port });
    listed.put('other', { name: 'Other', port: second.port });
    const client = await startClient(t, first.port, display);
    const error = await refusal(connections.connect(app.id, { serverId: 'pv' }));
    t.equal(error.code, 'server_busy');
    t.match(connections.get(app.id), { state: 'failed', reason: /has another client/ });
    client.kill('SIGKILL');

    t.match(await connections.connect(app.id, { serverId: 'other' }), { state: /^connected$/ });
    await untilDrawnBy(second);
    second.child.kill('SIGKILL');
    listed.drop('other');
    await until(() => connections.get(app.id).state === 'disconnected');
    t.match(connections.get(app.id), { reason: 'The ParaView server "Other" ended.', hint: /another ParaView server/ });

    const third = await startPvserver(t, { env: { DISPLAY: display } });
    t.match(await connections.connect(app.id, { host: 'localhost', port: third.port }), { state: /^connected$/ });
    await untilDrawnBy(third);
    await connections.disconnect(app.id);
  },
);

t.test(
  'pv-visualizer, which crashes on ParaView 5.11 when it is connected, is a failed instance with that cause',
  async (t) => {
    const connections = serve(t);
    const server = await startPvserver(t, { env: { DISPLAY: display } });
    listed.put('pv', { name: 'Mine', port: server.port });
    const crashing = await launch(await crashingApp(python, display));
    const error = await refusal(connections.connect(crashing.id, { serverId: 'pv' }));
    t.equal(error.code, 'connection_failed');
    t.match(
      error.message,
      /ended while it was being connected to "Mine": it crashed \(SIGSEGV\)\. The server ends together/,
    );
    t.match(instances.get(crashing.id), {
      state: 'failed',
      signal: 'SIGSEGV',
      hint: /ParaView crashed.*connected to a server/,
    });
    t.match(connections.get(crashing.id), { state: 'failed', hint: /Restart the app/ });
    await until(() => server.child.exitCode !== null);
    const next = await startPvserver(t, { port: server.port, env: { DISPLAY: display } });
    t.match(await connections.connect(app.id, { serverId: 'pv' }), { state: /^connected$/ }, 'the next app gets in');
    t.ok(next.log().includes('Client connected.'));
    await connections.disconnect(app.id);
  },
);

// The last one: ParaView 5.11 may abort when it makes a session anew after a connection that was refused.
t.test(
  'versions that differ are told before the app is touched, and from the handshake where they were not known',
  async (t) => {
    const connections = serve(t);
    const server = await startOtherVersion(t);
    listed.put('pv', { name: 'Mine', port: server.port, version: '5.12.0' });
    const early = await refusal(connections.connect(app.id, { serverId: 'pv' }));
    t.equal(early.code, 'version_mismatch');
    t.match(early.message, /uses ParaView 5\.11; the server "Mine" is of version 5\.12\.0/);
    t.equal(server.greeted(), 0);
    listed.put('pv', { version: null });
    const late = await refusal(connections.connect(app.id, { serverId: 'pv' }));
    t.equal(late.code, 'version_mismatch');
    t.match(late.message, /different versions of ParaView/);
    t.equal(server.greeted(), 1);
  },
);

/** A daemon's connections, as one that was just started has them. */
function serve(t: Test) {
  return makeConnections(t, instances, listed.servers, host);
}

async function launch(app: TrameApp): Promise<Instance> {
  const { id } = await instances.launch(request(app));
  await until(() => {
    const now = instances.get(id);
    if (now.state === 'failed') throw new Error(`${now.state_reason}: ${now.log_tail.join('\n')}`);
    return now.state === 'ready';
  });
  return instances.get(id);
}

/** Chromium on the app's page, by way of the daemon's proxy. */
async function openThroughProxy(t: Test): Promise<Page> {
  const log = { debug: () => undefined, warn: () => undefined };
  const access = createAccessTokens({ store: createAccessStore((id) => instances.sessionDirectory(id)) });
  const assets = createAssetAnswers({ directory: null, log });
  const proxy = createInstanceProxy({
    ...{ instances, access, assets, basePath: '/', trustForwarded: false, log },
    admits: isOwnPeer,
  });
  const front = createFrontServer({
    handle: (head, client) => proxy.handle(head, client),
    refuse: (status, reason) => ({ status, headers: [], body: reason }),
    broken: (error) => failureAnswer(error, log),
  });
  await once(front.server.listen(0, '127.0.0.1'), 'listening');
  const { port } = front.server.address() as AddressInfo;
  const chromium: Browser = await launchChromium();
  t.teardown(async () => {
    await chromium.close();
    const retired = front.retire();
    proxy.close();
    await retired;
    front.destroy();
    await assets.close();
  });
  const { token } = await access.createLink(app.id);
  const page = await chromium.newPage();
  await page.goto(`http://127.0.0.1:${port}${linkUrl('/', instances.record(app.id), token)}`);
  await page.locator('main .v-container').waitFor();
  return page;
}

/** Where a server ends in the middle of a picture, ParaView itself may abort: who ends one waits for its picture first. */
async function untilDrawnBy(server: RunningPvserver): Promise<void> {
  const log = instances.logFile(app.id);
  await until(
    () => drawingProcess(log)?.pid === server.child.pid,
    () => `process ${server.child.pid} does not draw:\n${readFileSync(log, 'utf8')}\n${server.log()}`,
    60_000,
  );
}

async function drawsPictures(server: ChildProcess): Promise<boolean> {
  return /\/dri\/|swrast|libLLVM|libgallium/.test(await readFile(`/proc/${server.pid}/maps`, 'latin1'));
}

/** Another ParaView client, by hand; resolves when it is connected. */
async function startClient(t: Test, port: number, display: string): Promise<ChildProcess> {
  const script = `from paraview import simple\nsimple.Connect("127.0.0.1", ${port})\nprint("in", flush=True)\nimport sys; sys.stdin.read()`;
  const child = spawn(pythonWithParaView, ['-c', script], {
    env: { ...process.env, DISPLAY: display },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

/**
 * A server that greets as pvserver does and then says that it is of another version. The messages of ParaView's
 * vtkSocketCommunicator: four with a tag, a length and a text, which it repeats, then the handshake's length and text.
 */
async function startOtherVersion(t: Test): Promise<{ port: number; greeted: () => number }> {
  let greeted = 0;
  const server = createServer((socket: Socket) => {
    let received = Buffer.alloc(0);
    let at = 0;
    let message = 0;
    socket.on('error', () => undefined);
    socket.on('data', (part) => {
      received = Buffer.concat([received, part]);
      while (received.length >= at + 8 && received.length >= at + 8 + received.readInt32LE(at + 4)) {
        const end = at + 8 + received.readInt32LE(at + 4);
        if (message < 4) socket.write(received.subarray(at, end));
        else if (message === 5) socket.end(otherVersion);
        at = end;
        message += 1;
        if (message === 6) greeted += 1;
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => server.close());
  return { port: (server.address() as AddressInfo).port, greeted: () => greeted };
}

/** Tag 99990 (handshake, from the server), four bytes: 2, "different ParaView version". */
const otherVersion = Buffer.from([0x96, 0x86, 1, 0, 4, 0, 0, 0, 2, 0, 0, 0]);

async function refusal(work: Promise<unknown>): Promise<ManagerError> {
  const error = await work.then(
    () => new Error('It was not refused.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ManagerError) return error;
  throw error;
}
