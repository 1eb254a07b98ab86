import t from 'tap';
import { connectableServers, connectMenu } from '../../../src/web/connections/connect-menu.ts';
import { sampleInstance } from '../../support/fake-samples.ts';
import { sampleServer } from '../../support/fake-server-samples.ts';

const servers = new Map(
  [
    sampleServer({ id: 'queued', state: 'queued' }),
    sampleServer({ id: 'ready', connected_instances: ['k3', 'elsewhere'] }),
    sampleServer({ id: 'failed', state: 'failed' }),
    sampleServer({ id: 'stopping', state: 'ending', ends_at: null }),
    sampleServer({ id: 'late', state: 'ending' }),
    sampleServer({ id: 'lost', state: 'lost' }),
  ].map((server) => [server.id, server]),
);

t.test('ready servers come first, then those that will be; none that is ending or ended', async (t) => {
  t.same(
    connectableServers(servers.values()).map(({ id }) => id),
    ['ready', 'late', 'queued'],
  );
});

t.test('the menu says who uses a server, and offers an address and a new server', async (t) => {
  const targets = { servers, instances: new Map([['k3', sampleInstance()]]), canStart: true };
  const items = connectMenu(targets, 'late');
  t.same(
    items.map(({ label, detail }) => [label, detail]),
    [
      ['wing, two nodes', 'In use by run 1, another client'],
      ['wing, two nodes', 'When it is ready'],
      ['Start a server …', 'Connects when it is ready'],
      ['Other address …', undefined],
    ],
  );
  t.same(
    connectMenu({ ...targets, servers: new Map(), canStart: false }, null).map(({ label }) => label),
    ['Other address …'],
  );
});
