import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startDaemon } from '../support/daemon.ts';
import { handshake, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/until.ts';

const home = mkdtempSync(join(tmpdir(), 'tm-own-sockets-'));
t.teardown(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
const daemon = await startDaemon(t, { home, args: ['--port', '0'], env: { TRAME_MANAGER_LOG_LEVEL: 'debug' } });
const port = Number(new URL(daemon.url).port);
const authorization = { Authorization: `Bearer ${daemon.token}` };

/** A frame of a client with its mask of zeros, a character for each byte. */
function frame(first: number, payload: string, mask = true): string {
  const { length } = payload;
  const bit = mask ? 0x80 : 0;
  const size =
    length < 126
      ? [bit | length]
      : length < 65_536
        ? [bit | 126, length >> 8, length & 0xff]
        : [bit | 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return String.fromCharCode(first, ...size) + (mask ? '\0\0\0\0' : '') + payload;
}

async function openFeed(t: Test): Promise<RawClient> {
  const client = new RawClient(t, port).send(handshake('/api/v1/events', authorization));
  await until(() => client.received.includes('"snapshot"'), 'the snapshot');
  return client;
}

/** The code of the close frame that came last. */
function closeCode({ received }: RawClient): number {
  const at = received.lastIndexOf('\x88');
  return at === -1 ? 0 : (received.charCodeAt(at + 2) << 8) | received.charCodeAt(at + 3);
}

const faults: [what: string, bytes: string, code: number][] = [
  ['a frame without a mask', frame(0x81, 'x', false), 1002],
  ['an unknown opcode', frame(0x83, 'x'), 1002],
  ['a reserved bit', frame(0xc1, 'x'), 1002],
  ['a continuation of nothing', frame(0x80, 'x'), 1002],
  ['a message within a fragmented one', frame(0x01, 'x') + frame(0x81, 'x'), 1002],
  ['a control frame in fragments', frame(0x09, 'x'), 1002],
  ['a ping of more than 125 bytes', frame(0x89, 'x'.repeat(126)), 1002],
  ['text that is no UTF-8', frame(0x81, '\xff'), 1007],
  ['a close code that nobody may send', frame(0x88, '\x03\xee'), 1002],
  ['a close code of one byte', frame(0x88, '\x03'), 1002],
  ['a message of more than 64 KB', frame(0x82, 'x'.repeat(65_537)), 1009],
  ['a length that no message has', '\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff', 1009],
  [
    'fragments that together are more than 64 KB',
    frame(0x02, 'x'.repeat(30_000)) + frame(0, 'x'.repeat(30_000)).repeat(2),
    1009,
  ],
  ['fragments of nothing without end', frame(0x02, '') + frame(0, '').repeat(20_000), 1008],
];
for (const [what, bytes, code] of faults) {
  t.test(`${what} closes that websocket with ${code}, and no other`, async (t) => {
    const [client, other] = [await openFeed(t), await openFeed(t)];
    client.send(bytes);
    await until(() => closeCode(client) !== 0 || client.closed, 'the close');
    t.equal(closeCode(client), code);
    other.send(frame(0x89, 'still there'));
    await until(() => other.received.endsWith('still there'), 'the pong of another');
  });
}

t.test('pings without end of one who reads no pong are not taken without end', async (t) => {
  const client = await openFeed(t);
  client.socket.pause();
  const flood = frame(0x89, 'x'.repeat(125)).repeat(2000);
  const most = 200;
  let taken = 0;
  const pour = () => void client.socket.write(flood, 'latin1', () => ++taken < most && pour());
  pour();
  for (let before = -1; before !== taken && taken < most; ) {
    before = taken;
    for (let turn = 0; turn < 20; turn += 1) t.equal((await daemon.call('GET', 'healthz')).status, 200);
  }
  t.ok(taken < most, `${taken} of ${most} pieces of 256 KB were taken`);
});

t.test('a handshake that is none is answered, and closed', async (t) => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ 'Sec-WebSocket-Version': '12' }, /^HTTP\/1\.1 4/],
    [{ 'Sec-WebSocket-Key': 'x' }, /^HTTP\/1\.1 400/],
    [{ 'Sec-WebSocket-Protocol': ',' }, /^HTTP\/1\.1 400/],
    [{ 'Content-Length': '5' }, /^HTTP\/1\.1 400/],
    [{ 'Transfer-Encoding': 'chunked' }, /^HTTP\/1\.1 400/],
    [{ Authorization: 'Bearer x' }, /^HTTP\/1\.1 401/],
  ];
  for (const [headers, answer] of wrong) {
    const client = new RawClient(t, port).send(handshake('/api/v1/events', { ...authorization, ...headers }));
    await until(() => client.ended || client.closed, 'the end');
    t.match(client.received, answer, JSON.stringify(headers));
  }
});

t.test('what clients do wrong is no error of the daemon’s in its log', async (t) => {
  t.notMatch(daemon.log(), /"level":[56]0/);
  t.match(daemon.log(), 'a websocket was ended');
});
