import { createServer } from 'node:http';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { createInnerServer } from '../../src/wire/inner-server.ts';
import { ownAnswer } from '../../src/wire/own-answer.ts';
import { othersAreServed, startFront } from '../support/front-fixture.ts';
import { RawClient } from '../support/proxy-client.ts';
import { until } from '../support/until.ts';

const soon = { checkEveryMs: 20, headMs: 150, bodyMs: 150, unwantedBodyMs: 150, lingerMs: 150 };
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const post = (framing: string) => `POST / HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n`;

/** Sends a little again and again, until the connection ends. */
function trickle(t: Test, client: RawClient, text: string): void {
  const timer = setInterval(() => client.send(text), 30);
  t.teardown(() => clearInterval(timer));
  client.socket.on('close', () => clearInterval(timer));
}

/** A server of this process that answers when the body has come whole, as the daemon's own routes do. */
function ownRoutes(t: Test) {
  const gone: string[] = [];
  const server = createServer((request, response) => {
    request.on('close', () => request.complete || gone.push(request.url ?? ''));
    request.on('error', () => undefined);
    request.resume().on('end', () => response.end('whole'));
  });
  const inner = createInnerServer(server, () => ownAnswer(500, {}, ''));
  t.teardown(() => inner.close());
  return { inner, gone };
}

const slowBodies: [what: string, framing: string, begin: string, more: string][] = [
  ['one that is declared and does not come', 'Content-Length: 1000000', '', ''],
  ['one that comes byte by byte', 'Content-Length: 1000000', '', 'x'],
  ['chunks without end', 'Transfer-Encoding: chunked', '', '1\r\nx\r\n'],
  ['a chunk extension without end', 'Transfer-Encoding: chunked', '1;', 'e'],
  ['trailers without end', 'Transfer-Encoding: chunked', '0\r\n', 'X: 1\r\n'],
];
for (const [what, framing, begin, more] of slowBodies) {
  t.test(`a body for the daemon itself has to come in time: ${what}`, async (t) => {
    const { inner, gone } = ownRoutes(t);
    const port = await startFront(t, (request) => inner.forwarding(request), soon);
    const client = new RawClient(t, port).send(post(framing) + begin);
    if (more !== '') trickle(t, client, more);
    await othersAreServed(t, port);
    await until(() => client.ended || client.closed, 'the end');
    t.match(client.received, /^HTTP\/1\.1 408 .*Connection: close\r\n.*body of the request did not come in time$/s);
    await until(() => gone.length === 1, 'the route to notice');
  });
}

t.test('the body of a request that was refused is not read for ever', async (t) => {
  const port = await startFront(t, () => ownAnswer(200, {}, 'answered'), soon);
  for (const framing of ['Content-Length: 1000000', 'Transfer-Encoding: chunked']) {
    const client = new RawClient(t, port).send(post(framing));
    trickle(t, client, '1\r\nx\r\n');
    await until(() => client.closed, 'the end');
    t.match(client.received, /answered$/);
  }
});

t.test('a head has to come in time, and a connection does not stay idle for ever', async (t) => {
  const port = await startFront(t, () => ownAnswer(200, {}, ''), soon);
  const slow = new RawClient(t, port).send('GET / HTTP/1.1\r\n');
  trickle(t, slow, 'X: 1\r\n');
  const silent = new RawClient(t, port);
  const blank = new RawClient(t, port);
  trickle(t, blank, '\r\n');
  const kept = new RawClient(t, port).send(get('/'));
  await until(() => [slow, silent, blank, kept].every(({ ended, closed }) => ended || closed), 'all ends');
  t.match(slow.received, /^HTTP\/1\.1 408 /);
  t.equal(silent.received + blank.received, '');
  t.match(kept.received, /^HTTP\/1\.1 200 /);
});

t.test('who goes on sending after the last answer is cut off', async (t) => {
  const port = await startFront(t, () => ownAnswer(200, {}, 'last'), soon);
  const client = new RawClient(t, port).send(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  trickle(t, client, 'x');
  await until(() => client.closed, 'the cut');
  t.match(client.received, /last$/);
});

const large = Buffer.alloc(24 * 1024 * 1024, 'x');

t.test('a client that takes nothing of its answer is dropped', async (t) => {
  const port = await startFront(t, ({ url }) => ownAnswer(200, {}, url === '/large' ? large : ''), {
    checkEveryMs: 20,
    stalledMs: 300,
  });
  const client = new RawClient(t, port);
  client.socket.pause();
  client.send(get('/large'));
  let gone = false;
  client.socket.on('close', () => {
    gone = true;
  });
  await othersAreServed(t, port);
  // Writing finds out, as reading does not.
  const timer = setInterval(() => client.send('x'), 50);
  t.teardown(() => clearInterval(timer));
  await until(() => gone, 'the connection to be reset');
  t.ok(client.received.length < large.length);
});

t.test('a slow reader gets all of it, though that takes far longer than any limit', async (t) => {
  const port = await startFront(t, () => ownAnswer(200, {}, large), { ...soon, stalledMs: 1500 });
  const socket = connect(port, '127.0.0.1');
  t.teardown(() => socket.destroy());
  let received = 0;
  socket.on('data', (bytes) => {
    received += bytes.length;
    socket.pause();
    setTimeout(() => socket.resume(), 2);
  });
  const beganMs = Date.now();
  socket.write(get('/'));
  await until(() => received > large.length || socket.closed, 'all of it', 60_000);
  t.ok(received > large.length, `${received} bytes`);
  t.ok(Date.now() - beganMs > soon.headMs, 'it took longer than a client may be idle');
});

t.test('what was sent ahead is neither answered without end for a client that does not read, nor lost', async (t) => {
  let asked = 0;
  const answer = ownAnswer(200, {}, 'x'.repeat(2000));
  const port = await startFront(t, ({ url }) => {
    if (url === '/ahead') asked += 1;
    return answer;
  });
  const count = 20_000;
  const client = new RawClient(t, port);
  client.socket.pause();
  client.send(get('/ahead').repeat(count));
  await until(() => asked > 100, 'the first answers');
  for (let turn = 0, before = -1; before !== asked && turn < 1000; turn += 1) {
    before = asked;
    await othersAreServed(t, port);
  }
  // 2 MB here, and what the system holds for both ends.
  t.ok(asked < count / 2, `${asked} of ${count} were answered while nobody reads`);
  client.socket.resume();
  await until(() => asked === count && client.received.length > 2000 * count, 'the rest', 60_000);
  t.equal(client.received.match(/HTTP\/1\.1 200/g)?.length, count);
});

t.test('many requests in one piece do not keep others waiting', async (t) => {
  const asked: string[] = [];
  const port = await startFront(t, ({ url }) => {
    asked.push(url);
    return ownAnswer(200, {}, '');
  });
  const [greedy, other] = [new RawClient(t, port), new RawClient(t, port)];
  for (const client of [greedy, other]) {
    client.send(get('/hello'));
    await until(() => client.received !== '', 'the connection');
  }
  greedy.send(get('/greedy').repeat(1500));
  other.send(get('/other'));
  await until(() => asked.length === 1503, 'all requests');
  t.ok(asked.indexOf('/other') < 500, `it was the turn of the other after ${asked.indexOf('/other')} requests`);
});
