import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import t from 'tap';
import { lingerOnClose } from '../../src/adapters/lingering-close.ts';

/** A client that reads the whole answer before it sends its body in two parts; gives the answer and how it ended. */
async function lateBody(port: number, headers: string): Promise<{ answer: string; error: string | null }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const result = { answer: '', error: null as string | null };
  socket.setEncoding('utf8').on('data', (text) => {
    result.answer += text;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    result.error = error.code ?? error.message;
  });
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: 10\r\n\r\n`);
  await once(socket, 'end');
  const closed = once(socket, 'close');
  socket.write('hello', () => setImmediate(() => socket.end('world')));
  await closed;
  return result;
}

t.test('a client that sends its body after the answer is not cut off', async (t) => {
  const server = createServer((_request, response) => response.end('early'));
  lingerOnClose(server);
  t.teardown(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { answer, error } = await lateBody(port, 'Connection: close\r\n');
  t.match(answer, /^HTTP\/1\.1 200 .*early/s);
  t.equal(error, null);
});

t.test('a connection without a body that waits is closed at once', async (t) => {
  const server = createServer((request, response) => request.resume().on('end', () => response.end('done')));
  lingerOnClose(server);
  t.teardown(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1' });
  socket.resume().write('POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
  await once(socket, 'close');
  t.pass();
});
