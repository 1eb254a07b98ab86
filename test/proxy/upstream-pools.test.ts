import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { createUpstreamPools } from '../../src/proxy/upstream-pools.ts';
import { shortDirectory } from '../support/short-directory.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

t.test('addresses of instances that are gone are forgotten, a connection that is kept is not', async (t) => {
  const path = join(shortDirectory(t), 'app.sock');
  const server = createServer().listen(path);
  t.teardown(() => server.close());
  await once(server, 'listening');
  const pools = createUpstreamPools(async () => true, log);
  const kept = pools.of({ kind: 'unix', path });
  const { wire } = kept.take();
  await once(server, 'connection');
  kept.give(wire);
  const gone = pools.of({ kind: 'unix', path: '/gone/0.sock' });
  t.equal(pools.of({ kind: 'unix', path: '/gone/0.sock' }), gone, 'the next request finds its pool');
  for (let number = 1; number <= 200; number += 1) pools.of({ kind: 'unix', path: `/gone/${number}.sock` });
  t.not(pools.of({ kind: 'unix', path: '/gone/0.sock' }), gone);
  t.equal(pools.of({ kind: 'unix', path }), kept);
  t.equal(kept.take().wire, wire);
  wire.destroy();
  pools.close();
});
