import t from 'tap';
import { proxyTo } from '../support/proxied-instance.ts';
import { RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';
import { startRecordingInstance } from '../support/recording-instance.ts';

const post = 'POST /proxy/7/ HTTP/1.1\r\nHost: x\r\n';
const get = 'GET /proxy/7/ HTTP/1.1\r\nHost: x\r\n';
/** What an attacker wants to be taken for a request of its own. */
const second = 'GET /proxy/7/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const chunks = '0\r\n\r\n';

/** Start line and Host, then the rest of the head (the cookie comes between), then what follows. */
const heads: [what: string, start: string, rest: string, body?: string][] = [
  ['two different lengths', post, 'Content-Length: 3\r\nContent-Length: 4', 'abcd'],
  ['two different lengths, the first in vain', post, 'Content-Length: 0\r\nContent-Length: 44'],
  ['two lengths in one header', post, 'Content-Length: 3, 4', 'abcd'],
  ['one length twice in one header', post, 'Content-Length: 3, 3', 'abc'],
  ['a length and chunks', post, 'Content-Length: 3\r\nTransfer-Encoding: chunked', chunks],
  ['chunks and a length', post, 'Transfer-Encoding: chunked\r\nContent-Length: 3', chunks],
  ['chunked twice', post, 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', chunks],
  ['chunked twice in one header', post, 'Transfer-Encoding: chunked, chunked', chunks],
  ['chunked not last', post, 'Transfer-Encoding: chunked, identity', chunks],
  ['a coding that is not chunked', post, 'Transfer-Encoding: identity'],
  ['a coding that nearly is', post, 'Transfer-Encoding: xchunked', chunks],
  ['a coding that begins so', post, 'Transfer-Encoding: chunkedx', chunks],
  ['a coding in quotes', post, 'Transfer-Encoding: "chunked"', chunks],
  ['a coding with a vertical tab', post, 'Transfer-Encoding: \x0bchunked', chunks],
  ['an empty coding', post, 'Transfer-Encoding:', chunks],
  ['chunked hidden behind another header', post, 'X: x\rTransfer-Encoding: chunked', chunks],
  ['a space within the name of the coding', post, 'Transfer Encoding: chunked', chunks],
  ['an empty length', post, 'Content-Length:'],
  ['a negative length', post, 'Content-Length: -1'],
  ['a length with a plus', post, 'Content-Length: +3', 'abc'],
  ['a length in hexadecimal', post, 'Content-Length: 0x3', 'abc'],
  ['a length with an exponent', post, 'Content-Length: 3e0', 'abc'],
  ['a length with a point', post, 'Content-Length: 3.0', 'abc'],
  ['a length that begins with a digit', post, 'Content-Length: 3x', 'abc'],
  ['a length of two words', post, 'Content-Length: 3 4', 'abc'],
  ['a length with an underscore', post, 'Content-Length: 1_0', 'abc'],
  ['a length beyond 64 bits', post, 'Content-Length: 18446744073709551616'],
  ['a length beyond all bounds', post, `Content-Length: ${'9'.repeat(400)}`],
  ['a folded header', get, 'A: b\r\n c'],
  ['a header folded by a tab', get, 'A: b\r\n\tc'],
  ['a first header that begins with a space', 'GET /proxy/7/ HTTP/1.1\r\n A: b\r\nHost: x\r\n', 'B: c'],
  ['a bare line feed within the head', get, 'A: b\nC: d'],
  ['a bare line feed at the end of the head', get, 'A: b\r\n\n'],
  ['a bare line feed behind the start', 'GET /proxy/7/ HTTP/1.1\nHost: x\r\n', 'A: b'],
  ['a bare carriage return in a value', get, 'A: b\rc'],
  ['a bare carriage return behind the start', 'GET /proxy/7/ HTTP/1.1\rHost: x\r\n', 'A: b'],
  ['a carriage return too many', get, 'A: b\r\r\nC: d'],
  ['a space before the colon', 'GET /proxy/7/ HTTP/1.1\r\nHost : x\r\n', 'A: b'],
  ['a tab before the colon', post, 'Content-Length\t: 3', 'abc'],
  ['a header without a colon', get, 'Transfer-Encoding'],
  ['a header without a name', get, ': a'],
  ['a name with a bracket', get, 'A(b): c'],
  ['a name beyond ASCII', get, 'A\xe9: c'],
  ['a NUL in a value', get, 'A: \0'],
  ['a NUL in a name', get, 'A\0: b'],
  ['a control character in a value', get, 'A: \x01b'],
  ['a DEL in a value', get, 'A: \x7f'],
  ['two hosts', 'GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n', 'A: b'],
  ['the same host twice', 'GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nhost: x\r\n', 'A: b'],
  ['no host', 'GET /proxy/7/ HTTP/1.1\r\n', 'A: b'],
  ['a NUL in the path', 'GET /proxy/7/\0 HTTP/1.1\r\nHost: x\r\n', 'A: b'],
  ['a space in the path', 'GET /proxy/7/a b HTTP/1.1\r\nHost: x\r\n', 'A: b'],
  ['two spaces before the path', 'GET  /proxy/7/ HTTP/1.1\r\nHost: x\r\n', 'A: b'],
  ['a tab before the path', 'GET\t/proxy/7/ HTTP/1.1\r\nHost: x\r\n', 'A: b'],
  ['two spaces behind the path', 'GET /proxy/7/  HTTP/1.1\r\nHost: x\r\n', 'A: b'],
  ['a space behind the version', 'GET /proxy/7/ HTTP/1.1 \r\nHost: x\r\n', 'A: b'],
  ['a request without a version', 'GET /proxy/7/\r\nHost: x\r\n', 'A: b'],
  ['another version', 'GET /proxy/7/ HTTP/2.0\r\nHost: x\r\n', 'A: b'],
  ['a version of three parts', 'GET /proxy/7/ HTTP/1.1.1\r\nHost: x\r\n', 'A: b'],
  ['a version of two digits', 'GET /proxy/7/ HTTP/1.10\r\nHost: x\r\n', 'A: b'],
  ['a version in small letters', 'GET /proxy/7/ http/1.1\r\nHost: x\r\n', 'A: b'],
  ['another protocol', 'GET /proxy/7/ ICY/1.1\r\nHost: x\r\n', 'A: b'],
  ['a space before the method', ' GET /proxy/7/ HTTP/1.1\r\nHost: x\r\n', 'A: b'],
  ['a method with a colon', 'GE:T /proxy/7/ HTTP/1.1\r\nHost: x\r\n', 'A: b'],
  ['an upgrade with a length', get, 'Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3', 'abc'],
  ['an upgrade with chunks', get, 'Connection: Upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked', chunks],
  ['a head larger than all bounds', get, `A: ${'b'.repeat(100_000)}`],
];

for (const [what, start, rest, body = ''] of heads) {
  t.test(`${what}: refused, closed, and the instance sees nothing`, async (t) => {
    const { upstream, recording } = await startRecordingInstance(t);
    const { port, cookie } = await proxyTo(t, upstream);
    const client = new RawClient(t, port).send(`${start}Cookie: ${cookie}\r\n${rest}\r\n\r\n${body}${second}`);
    await until(() => client.ended || client.closed, 'the end of the connection');
    t.match(client.received, /^HTTP\/1\.1 (400|431|505) /);
    t.equal(client.received.match(/HTTP\/1\.1 /g)?.length, 1, 'one answer');
    t.equal(recording.bytes, '');
  });
}

/** Bodies that break off being what their head promised: the request is on its way by then. */
const bodies: [what: string, body: string][] = [
  ['a size that is no number', 'x\r\nabc\r\n0\r\n\r\n'],
  ['an empty size', '\r\nabc\r\n0\r\n\r\n'],
  ['a size with 0x', '0x3\r\nabc\r\n0\r\n\r\n'],
  ['a negative size', '-3\r\nabc\r\n0\r\n\r\n'],
  ['a size with a plus', '+3\r\nabc\r\n0\r\n\r\n'],
  ['a size with an underscore', '0_3\r\nabc\r\n0\r\n\r\n'],
  ['a size with a space before it', ' 3\r\nabc\r\n0\r\n\r\n'],
  ['a size beyond 64 bits', '10000000000000003\r\nabc\r\n0\r\n\r\n'],
  ['a size beyond all bounds', `${'f'.repeat(100)}\r\nabc\r\n0\r\n\r\n`],
  ['a size ended by a bare line feed', '3\nabc\r\n0\r\n\r\n'],
  ['a size ended by a bare carriage return', '3\rabc\r\n0\r\n\r\n'],
  ['a chunk longer than its size', '3\r\nabcd\r\n0\r\n\r\n'],
  ['a chunk shorter than its size', '5\r\nabc\r\n0\r\n\r\n'],
  ['a chunk ended by a bare line feed', '3\r\nabc\n0\r\n\r\n'],
  ['a chunk ended by nothing', '3\r\nabc0\r\n\r\n'],
  ['a line feed within an extension', '3;a=b\nabc\r\n0\r\n\r\n'],
  ['a line feed within a quoted extension', '3;a="\n"\r\nabc\r\n0\r\n\r\n'],
  ['a NUL within an extension', '3;a=\0\r\nabc\r\n0\r\n\r\n'],
  ['an extension beyond all bounds', `3;${'a'.repeat(200_000)}\r\nabc\r\n0\r\n\r\n`],
  ['a last chunk ended by a bare line feed', '3\r\nabc\r\n0\n\r\n'],
  ['trailers ended by a bare line feed', '3\r\nabc\r\n0\r\nX: 1\n\r\n'],
  ['trailers that end with a bare line feed', '3\r\nabc\r\n0\r\nX: 1\r\n\n'],
  ['a folded trailer', '3\r\nabc\r\n0\r\nX: 1\r\n 2\r\n\r\n'],
  ['a trailer with a NUL', '3\r\nabc\r\n0\r\nX: \0\r\n\r\n'],
  ['a trailer without a colon', '3\r\nabc\r\n0\r\nX\r\n\r\n'],
  ['trailers beyond all bounds', `3\r\nabc\r\n0\r\nX: ${'a'.repeat(200_000)}\r\n\r\n`],
];

for (const [what, body] of bodies) {
  t.test(`${what}: refused, closed, and the instance gets neither the end of it nor a second request`, async (t) => {
    const { upstream, recording } = await startRecordingInstance(t);
    const { port, head } = await proxyTo(t, upstream);
    const client = new RawClient(t, port);
    client.send(head('POST /proxy/7/', 'Transfer-Encoding: chunked') + body + second);
    await until(() => client.ended || client.closed, 'the end of the connection');
    t.match(client.received, /^(HTTP\/1\.1 4\d\d [\s\S]*)?$/);
    t.ok((client.received.match(/HTTP\/1\.1 /g)?.length ?? 0) <= 1, 'at most one answer');
    await until(() => recording.ended === recording.connections, 'the instance’s connections to end');
    t.ok(recording.requests.length <= 1, 'at most one request');
    t.notOk(
      recording.requests.some(({ complete }) => complete),
      'and that one breaks off',
    );
    t.notMatch(recording.bytes, 'smuggled');
  });
}

t.test('empty lines before a request are passed over, in whatever pieces they come', async (t) => {
  const { upstream, recording } = await startRecordingInstance(t);
  const { port, head } = await proxyTo(t, upstream);
  const client = new RawClient(t, port);
  client.socket.setNoDelay(true);
  for (const piece of ['\r', '\n', '\r\n\r', '\n', head('GET /proxy/7/', 'Connection: close')]) {
    client.send(piece);
    await new Promise(setImmediate);
  }
  await until(() => client.ended, 'the answer');
  t.match(client.received, /^HTTP\/1\.1 200 /);
  t.equal(recording.requests.length, 1);
});

t.test('the same length twice is that length, and is passed on once or twice alike, or refused', async (t) => {
  const { upstream, recording } = await startRecordingInstance(t);
  const { port, head } = await proxyTo(t, upstream);
  const lengths = ['Content-Length: 3', 'Content-Length: 3'];
  const client = new RawClient(t, port).send(`${head('POST /proxy/7/', 'Connection: close', ...lengths)}abc${second}`);
  await until(() => client.ended || client.closed, 'the end');
  if (recording.requests.length > 0) t.match(recording.requests, [{ body: 'abc', complete: true }]);
  else t.match(client.received, /^HTTP\/1\.1 400 /);
  t.ok(recording.requests.length <= 1);
});

t.test('a target with a scheme and a host leads to no instance', async (t) => {
  const { upstream, recording } = await startRecordingInstance(t);
  const { port, head } = await proxyTo(t, upstream);
  for (const target of [`http://127.0.0.1:${port}/proxy/7/`, 'http://x/proxy/7/', '*', 'proxy/7/', '?/proxy/7/']) {
    const client = new RawClient(t, port).send(head(`GET ${target}`, 'Connection: close'));
    await until(() => client.ended || client.closed, 'the end');
    t.match(client.received, /^HTTP\/1\.1 4/, target);
  }
  t.equal(recording.bytes, '');
});

t.test('what follows a request whose Host Connection names is still one request', async (t) => {
  const { upstream, recording } = await startRecordingInstance(t);
  const { port, head } = await proxyTo(t, upstream);
  const named = 'Connection: close, Host, Content-Length, Transfer-Encoding, Cookie';
  const client = new RawClient(t, port).send(
    `${head('POST /proxy/7/', named, `Content-Length: ${second.length}`)}${second}`,
  );
  await until(() => client.ended, 'the answer');
  t.match(recording.requests, [{ method: 'POST', body: second, complete: true }]);
  t.equal(recording.requests.length, 1);
});
