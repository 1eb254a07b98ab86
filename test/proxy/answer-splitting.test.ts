import t from 'tap';
import { proxyToRaw } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

const forged = 'HTTP/1.1 200 OK\r\nX-Injected: 1\r\nContent-Length: 0\r\n\r\n';
const answers: [what: string, head: string, body: string][] = [
  ['two different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 40', `ok${forged}`],
  ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked', `0\r\n\r\n${forged}`],
  ['chunks twice', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked', `0\r\n\r\n${forged}`],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 2x', `ok${forged}`],
  ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -2', `ok${forged}`],
  ['a folded header', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 2', 'ok'],
  ['a carriage return in a value', 'HTTP/1.1 200 OK\r\nA: b\rX-Injected: 1\r\nContent-Length: 2', 'ok'],
  ['a NUL in a value', 'HTTP/1.1 200 OK\r\nA: \0\r\nContent-Length: 2', 'ok'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2', 'ok'],
  ['a status that is no number', 'HTTP/1.1 abc OK\r\nContent-Length: 2', 'ok'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 2', 'ok'],
  ['another protocol', 'SSH-2.0-OpenSSH', ''],
  ['a head beyond all bounds', `HTTP/1.1 200 OK\r\nA: ${'b'.repeat(200_000)}`, ''],
];
for (const [what, head, body] of answers) {
  t.test(`an answer with ${what} is a 502, and its connection serves nobody else`, async (t) => {
    let answered = 0;
    const raw = await proxyToRaw(t, ({ socket }) => {
      answered += 1;
      socket.write(answered === 1 ? `${head}\r\n\r\n${body}` : 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood');
    });
    const client = new RawClient(t, raw.port).send(raw.head('POST /proxy/7/', 'Content-Length: 0'));
    await until(() => client.received.includes('\r\n\r\n'), 'an answer');
    t.match(client.received, /^HTTP\/1\.1 502 /);
    t.notMatch(client.received, 'X-Injected');
    t.equal((await ask(raw.port, '/proxy/7/', { cookie: raw.cookie })).text, 'good');
    t.equal(raw.connections.length, 2);
  });
}

for (const [what, body] of [
  ['a chunk with a size that is no number', 'x\r\nok\r\n0\r\n\r\n'],
  ['a chunk longer than its size', '1\r\nok\r\n0\r\n\r\n'],
  ['a chunk with a size beyond 64 bits', '10000000000000002\r\nok\r\n0\r\n\r\n'],
] as const) {
  t.test(`an answer with ${what} is broken off`, async (t) => {
    const raw = await proxyToRaw(t, ({ socket }) =>
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n${body}${forged}`),
    );
    const client = new RawClient(t, raw.port).send(raw.head('GET /proxy/7/'));
    await until(() => client.ended || client.closed, 'the end');
    t.notMatch(client.received, /\r\n0\r\n\r\n|X-Injected/);
  });
}
