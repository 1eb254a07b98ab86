import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { MalformedMessage, parseAnswerHead, parseRequestHead } from '../../src/wire/message-head.ts';

t.test('a request’s head keeps order, case, duplicates and bytes beyond ASCII', async (t) => {
  const head = parseRequestHead('GET /a%2F\xe9? HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a:\t2 \r\nX-E: \xa0y');
  t.match(head, { method: 'GET', url: '/a%2F\xe9?', httpVersion: '1.1' });
  t.same(head.rawHeaders, ['Host', 'x', 'X-A', '1', 'x-a', '2', 'X-E', '\xa0y']);
  t.match(head.headers, { host: 'x', 'x-a': '1, 2' });
});

t.test('repeated headers are joined as node:http joins them', async (t) => {
  const lines = ['Cookie: a=1', 'Cookie: b=2', 'Referer: first', 'Referer: second', 'Accept: x', 'Accept: y'];
  const { headers } = parseRequestHead(`GET / HTTP/1.1\r\nHost: x\r\n${lines.join('\r\n')}`);
  t.match(headers, { cookie: 'a=1; b=2', referer: 'first', accept: 'x, y' });
  const answer = parseAnswerHead('HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2');
  t.same(answer.headers['set-cookie'], ['a=1', 'b=2']);
});

t.test('names of objects are only names', async (t) => {
  const { headers } = parseRequestHead('GET / HTTP/1.1\r\nHost: x\r\n__proto__: 1\r\nconstructor: 2');
  t.equal(headers.constructor, '2');
  t.equal(Object.keys(headers).length, 3);
  t.notOk('toString' in headers);
});

for (const [what, text] of Object.entries({
  'a bare line feed': 'GET / HTTP/1.1\nHost: x',
  'a bare carriage return': 'GET / HTTP/1.1\r\nHost: x\rX: y',
  'a folded line': 'GET / HTTP/1.1\r\nHost: x\r\n y',
  'a zero byte': 'GET / HTTP/1.1\r\nHost: x\0',
  'a blank before the colon': 'GET / HTTP/1.1\r\nHost : x',
  'a blank in the target': 'GET /a b HTTP/1.1\r\nHost: x',
  'a line without a colon': 'GET / HTTP/1.1\r\nHost: x\r\nnothing',
  'a header without a name': 'GET / HTTP/1.1\r\nHost: x\r\n: y',
  'two hosts': 'GET / HTTP/1.1\r\nHost: x\r\nhost: x',
  'no host': 'GET / HTTP/1.1\r\nAccept: x',
  'two lengths': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1',
  'another version': 'GET / HTTP/2.0\r\nHost: x',
  'no version': 'GET /',
})) {
  t.test(`${what} is refused`, async (t) => {
    t.throws(() => parseRequestHead(text), MalformedMessage);
  });
}

t.test('an answer’s head may have an empty reason, or none', async (t) => {
  t.match(parseAnswerHead('HTTP/1.1 299 Quite F\xefne'), { statusCode: 299, statusMessage: 'Quite F\xefne' });
  t.match(parseAnswerHead('HTTP/1.1 200 '), { statusCode: 200, statusMessage: '' });
  t.match(parseAnswerHead('HTTP/1.0 200'), { httpVersion: '1.0', statusMessage: '' });
  for (const line of ['HTTP/1.1 20 OK', 'HTTP/1.1 2000 OK', 'HTTP/1.1 000 x', 'SSH-2.0-OpenSSH', 'http/1.1 200 OK']) {
    t.throws(() => parseAnswerHead(line), MalformedMessage, line);
  }
});

t.test('names that are remembered do not keep the heads that they came in', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapBytes = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = heapBytes();
  for (let count = 0; count < 1500; count += 1) {
    const name = `x-${'n'.repeat(20)}${count}`;
    parseRequestHead(
      Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\n${name}: 1\r\nX: ${'y'.repeat(40_000)}`).toString('latin1'),
    );
  }
  for (let count = 0; count < 1000; count += 1) {
    const name = `x${count}-${'n'.repeat(40_000)}`;
    parseRequestHead(Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\n${name}: 1`).toString('latin1'));
  }
  const grown = heapBytes() - before;
  t.ok(grown < 10_000_000, `${grown} bytes after 100 MB of heads`);
});
