import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import t from 'tap';
import { portUse } from '../../src/adapters/paraview-port.ts';
import { until } from '../support/until.ts';

const uid = process.getuid?.() ?? 0;

t.test('a port is told apart by what the kernel says of it', async (t) => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  t.equal(await portUse(port, uid), 'listening');
  t.equal(await portUse(port, uid + 1), 'none', 'another user’s server is none of ours');
  const client = connect(port, '127.0.0.1');
  const [accepted] = await once(server, 'connection');
  // As pvserver does once it has its client.
  server.close();
  await until(async () => (await portUse(port, uid)) === 'busy', 'the port to be busy');
  t.equal(await portUse(port, uid + 1), 'none');
  client.destroy();
  accepted.destroy();
  await until(async () => (await portUse(port, uid)) === 'none', 'the port to be free');
});
