import t from 'tap';
import { agreement, openRawTunnel, reachByUpgrade } from '../support/proxied-websocket.ts';
import { until } from '../support/proxy-fixture.ts';

t.test('each half closes by itself: first the client’s', async (t) => {
  const { client, upstream } = await openRawTunnel(t);
  client.socket.end('last words');
  await until(() => upstream.ended, 'the end of the first half');
  t.match(upstream.received, /last words$/);
  upstream.socket.end('still heard');
  await until(() => client.ended, 'the end of the second half');
  t.match(client.received, /still heard$/);
});

t.test('each half closes by itself: first the instance’s', async (t) => {
  const { client, upstream } = await openRawTunnel(t);
  upstream.socket.end('last words');
  await until(() => client.ended, 'the end of the first half');
  t.match(client.received, /last words$/);
  client.socket.end('still heard');
  await until(() => upstream.ended, 'the end of the second half');
  t.match(upstream.received, /still heard$/);
});

t.test('much that was written before the end of a half arrives before it', async (t) => {
  const { client, upstream } = await openRawTunnel(t);
  const before = client.received.length;
  client.socket.pause();
  upstream.socket.end('x'.repeat(3_000_000));
  client.socket.resume();
  await until(() => client.ended, 'the end of the half');
  t.equal(client.received.length - before, 3_000_000);
});

t.test('an instance that agrees, speaks and ends at once is heard', async (t) => {
  const { client, upstream } = await reachByUpgrade(t);
  upstream.socket.end(`${agreement}all I had to say`, 'latin1');
  await until(() => client.ended, 'the end');
  t.match(client.received, /\r\n\r\nall I had to say$/);
});

t.test('an instance that goes on writing to a client that has left is closed', async (t) => {
  const { client, upstream, instances } = await openRawTunnel(t);
  client.socket.end();
  await until(() => upstream.ended, 'the end of the first half');
  client.socket.destroy();
  await until(() => {
    upstream.socket.write('more');
    return upstream.closed;
  }, 'the instance to be closed');
  await until(() => instances.viewers === 0, 'the viewer to be gone');
});

for (const side of ['client', 'instance'] as const) {
  t.test(`an error on the side of the ${side} closes the other, and the viewer is gone`, async (t) => {
    const { client, upstream, instances } = await reachByUpgrade(t);
    t.equal(instances.viewers, 0);
    upstream.socket.write(agreement, 'latin1');
    await until(() => instances.viewers === 1, 'the viewer');
    if (side === 'client') client.socket.resetAndDestroy();
    else upstream.socket.resetAndDestroy();
    const other = side === 'client' ? upstream : client;
    await until(() => other.closed || other.ended, 'the other side to close');
    await until(() => instances.viewers === 0, 'the viewer to be gone');
  });
}

for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
  t.test(`a client that leaves (${leave}) while the instance still thinks closes the upstream side`, async (t) => {
    const { client, upstream } = await reachByUpgrade(t);
    client.socket[leave]();
    await until(() => upstream.ended || upstream.closed, 'the upstream side to close');
  });
}

t.test('so does one that had something to say already', async (t) => {
  const { client, upstream } = await reachByUpgrade(t, 'early');
  client.socket.destroy();
  await until(() => upstream.ended || upstream.closed, 'the upstream side to close');
  t.notMatch(upstream.received, 'early');
});
