import net, { type AddressInfo, type Socket } from 'node:net';
import type { Test } from 'tap';
import type { ThreeWays, Way } from './three-ways.ts';
import { until } from './until.ts';

/** An app that begins an answer and leaves it to the test to go on. */
export async function startEventApp(t: Test) {
  const connections: Socket[] = [];
  const server = net.createServer((socket) => {
    connections.push(socket.on('error', () => undefined));
    socket.once('data', () =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\ndata'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  t.teardown(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });

  /** Whether the first event comes while there are more to come. */
  async function listen(three: ThreeWays, way: Way, accept: string): Promise<string> {
    const before = connections.length;
    const client = net.connect({ port: three.port(way), host: '127.0.0.1' });
    t.teardown(() => client.destroy());
    let got = '';
    client.setEncoding('latin1').on('data', (text) => {
      got += text;
    });
    const headers = ['Host: 127.0.0.1', `Accept: ${accept}`, ...(await three.credentials(port))].join('\r\n');
    client.write(`GET ${three.prefix(way, port)}/events HTTP/1.1\r\n${headers}\r\n\r\n`);
    await until(() => (connections[before]?.bytesWritten ?? 0) > 0, 'the first event to be sent');
    // Hops that have answered all this since have read it.
    for (let turn = 0; turn < 10; turn += 1)
      await fetch(`http://127.0.0.1:${three.port(way)}/base/api`).then((r) => r.text());
    const early = got.includes('data');
    connections[before]?.end(': end');
    await until(() => got.includes(': end'), 'the last event');
    client.destroy();
    return early ? 'as they come' : 'at the end';
  }
  return { port, listen };
}
