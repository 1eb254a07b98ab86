import t from 'tap';
import { proxyToRaw } from '../support/proxied-instance.ts';
import { opened, proxyToWebsockets } from '../support/proxied-websocket.ts';
import { handshake, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

t.test('the subprotocol is decided by the instance, chosen or not', async (t) => {
  for (const [choice, expected] of [
    ['two', 'two'],
    ['one', 'one'],
    [false, ''],
  ] as const) {
    const { connect, requests } = await proxyToWebsockets(t, { handleProtocols: () => choice });
    const client = connect('/proxy/7/ws', ['one', 'two']);
    // A client that offered some and gets none gives up; the offer and the answer are what counts here.
    await opened(client).catch(() => undefined);
    t.equal(requests[0]?.headers['sec-websocket-protocol'], 'one,two');
    t.equal(client.protocol, expected);
  }
});

t.test('an offer in several headers stays in several headers, and any choice passes', async (t) => {
  const { port, head, received } = await proxyToRaw(t, ({ socket }) =>
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: Never.Offered\r\n\r\n',
    ),
  );
  const upgrade = ['Connection: keep-alive, Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const offer = ['Sec-WebSocket-Protocol: a, b', 'Sec-WebSocket-Protocol: c'];
  const client = new RawClient(t, port).send(head('GET /proxy/7/', ...upgrade, ...offer));
  await until(() => client.received.includes('\r\n\r\n'), 'the agreement');
  t.match(client.received, 'Sec-WebSocket-Protocol: Never.Offered\r\n');
  t.match(received(), 'Sec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Protocol: c\r\n');
});

t.test('compression of frames is not offered to the instance', async (t) => {
  const { port, cookie, received } = await proxyToRaw(t);
  const extensions = { 'sec-websocket-EXTENSIONS': 'permessage-deflate; client_max_window_bits' };
  new RawClient(t, port).send(handshake('/proxy/7/', { Cookie: cookie, ...extensions }));
  await until(() => received().includes('\r\n\r\n'), 'the handshake');
  t.notMatch(received(), /deflate|extensions/i);
  t.match(received(), 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n');
});
