import { isIPv4 } from 'node:net';
import t, { type Test } from 'tap';
import { networkView } from '../../src/adapters/established-connections.ts';
import type { ManagerError } from '../../src/domain/errors.ts';
import { proxyName } from '../../src/domain/proxy-path.ts';
import { pvscFile } from '../../src/domain/pvsc.ts';
import type { RemoteOrder } from '../../src/domain/remote-control.ts';
import type { NetworkView } from '../../src/domain/tcp-table.ts';
import { resolveTarget } from '../../src/proxy/proxy-target.ts';
import { findGoal } from '../../src/services/connections/connection-goal.ts';
import { linkingApp, listedServers, makeConnections, startGreeter } from '../support/connections-fixture.ts';
import { makeHost, makeInstances, makeStateDirectory, request, untilState } from '../support/instance-fixture.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { anInstance, startProxy, startServer } from '../support/proxy-fixture.ts';
import { until } from '../support/until.ts';

t.setTimeout(60_000);

/** What the name servers of an attacker say. */
const named = (addresses: string[]): Pick<NetworkView, 'resolve'> => ({ resolve: async () => addresses });
const noServers = listedServers().servers;

function refusal(host: string, network: Pick<NetworkView, 'resolve'>, port = 11_111): Promise<string> {
  return findGoal({ host, port }, noServers, network).then(
    () => 'taken',
    (error: ManagerError) => `${error.code} ${error.errors.map(({ path }) => path)}`,
  );
}

t.test('no app is sent to the services of a cloud, to all machines, or to none', async (t) => {
  for (const address of [
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '192.0.0.192',
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    'what is no address',
  ]) {
    t.equal(await refusal('a.name', named([address])), 'invalid_parameters /host', address);
    t.equal(
      await refusal('a.name', named(['10.0.0.1', address])),
      'invalid_parameters /host',
      `${address} among others`,
    );
    if (isIPv4(address)) t.equal(await refusal(address, named([])), 'invalid_parameters /host', `${address} as it is`);
  }
  for (const address of ['127.0.0.1', '10.1.2.3', '192.168.0.7', '100.100.100.201', '::1', 'fd12::1', '2001:db8::7']) {
    t.equal(await refusal('a.name', named([address])), 'taken', address);
  }
});

t.test('other ways to write such an address come out as what they are', async (t) => {
  for (const host of ['2852039166', '0xA9FEA9FE', '0251.0376.0251.0376', '169.254.43518', '0xa9.254.169.254', '0']) {
    t.equal(await refusal(host, networkView), 'invalid_parameters /host', host);
  }
});

t.test('nothing but a host is taken for one', async (t) => {
  for (const host of [
    ...['http://n1', 'file:///etc/passwd', 'user:password@n1', 'user@n1', 'n1:80', 'n1/', 'n1?x', 'n1#x', 'n1\\x'],
    ...[
      '[::1]',
      '::1',
      '[::ffff:127.0.0.1]',
      'n1 n2',
      'n1\t',
      'n1\n',
      'n1\r\nHost: x',
      'n1\0',
      '',
      ' ',
      '.',
      '-oProxy',
      '%6e1',
    ],
    ...['ｎ１', 'n。1', '①②⑦.⓪.⓪.①', '$(id)', '`id`', ';id', "n1'", 'a'.repeat(254)],
  ]) {
    t.equal(await refusal(host, networkView), 'invalid_parameters /host', JSON.stringify(host));
  }
});

t.test('a name that means another machine on the second question leads where the first answer did', async (t) => {
  const { app, instances, listed, orders } = await startLinking(t);
  let asked = 0;
  const greeter = await startGreeter(t, '+');
  const network: NetworkView = {
    ...networkView,
    resolve: async () => [++asked === 1 ? '127.0.0.1' : '169.254.169.254'],
  };
  const connections = makeConnections(t, instances, listed.servers, await makeHost('/tmp'), {
    network,
    remoteControl: {
      async send(_app, _path, order) {
        orders.push(order);
        return { kind: 'failed', status: 500 };
      },
    },
  });
  await t.rejects(connections.connect(app.id, { host: 'rebinding.example', port: greeter.port }));
  t.same(orders, [{ action: 'connect', url: '127.0.0.1', port: greeter.port }]);
});

t.test('an app is not sent to another app, nor to itself', async (t) => {
  const { app, connections, orders } = await startLinking(t);
  for (const host of ['127.0.0.1', 'localhost', '127.1', '2130706433']) {
    const error: ManagerError = await connections.connect(app.id, { host, port: app.port ?? 0 }).then(
      () => t.fail('it was taken'),
      (thrown) => thrown,
    );
    t.match(
      error,
      { code: 'invalid_parameters', errors: [{ path: '/port', message: /the app "Cone 1" listens/ }] },
      host,
    );
  }
  t.same(orders, []);
});

async function startLinking(t: Test) {
  const directory = await makeStateDirectory(t);
  const instances = await makeInstances(t, directory);
  const { id } = await instances.launch(request(linkingApp()));
  const app = await untilState(instances, id, 'ready');
  const listed = listedServers();
  const orders: RemoteOrder[] = [];
  const connections = makeConnections(t, instances, listed.servers, await makeHost(directory), {
    remoteControl: {
      async send(_app, _path, order) {
        orders.push(order);
        return { kind: 'failed', status: 500 };
      },
    },
  });
  return { app, instances, listed, connections, orders };
}

t.test('below /proxy/ nothing is reached but listed instances, however the target is written', async (t) => {
  const proxy = await startProxy(t);
  let reached = 0;
  const other = await startServer(t, (_request, response) => {
    reached += 1;
    response.end('an internal service');
  });
  const own = await startServer(t, (_request, response) => response.end('the app'));
  const instance = anInstance(40_001, own.upstream, { record: { host: 'n1' } });
  await proxy.add(instance);
  const cookie = await proxy.letIn('id40001');
  const { port } = other;
  const hex = port.toString(16);
  const targets = [
    ...[`${port}`, `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `[::ffff:127.0.0.1]:${port}`],
    ...[`2130706433:${port}`, `0x7f.1:${port}`, `0177.0.0.1:${port}`, `127.1:${port}`, `n1:${port}`, `N1:40001`],
    ...[`0x${hex}`, `0${port}`, `${port}.0`, `+${port}`, `%34${'0001'}`, `40001:${port}`, `40001@127.0.0.1:${port}`],
    ...[
      `n1:40001:${port}`,
      `n1:40001@127.0.0.1:${port}`,
      `n1%00:40001`,
      `n1%2f:40001`,
      `n1..:${port}`,
      '169.254.169.254:80',
    ],
    ...[
      '1',
      '22',
      '65536',
      '99999999999999999999',
      '-1',
      '0',
      '',
      '..',
      '%2e%2e',
      'http://127.0.0.1',
      `absolute/${port}`,
    ],
  ];
  for (const name of targets) {
    const answer = await ask(proxy.port, `/proxy/${name}/`, { cookie });
    t.equal(answer.status, 404, name);
  }
  for (const line of [
    `GET http://127.0.0.1:${port}/ HTTP/1.1`,
    `GET http://127.0.0.1:${port}/proxy/${port}/ HTTP/1.1`,
    `CONNECT 127.0.0.1:${port} HTTP/1.1`,
    `GET //127.0.0.1:${port}/proxy/${port}/ HTTP/1.1`,
    `GET /proxy/40001/../${port}/ HTTP/1.1`,
    `GET /proxy/40001/..%2f${port}/ HTTP/1.1`,
    `GET /proxy/40001/@127.0.0.1:${port}/ HTTP/1.1`,
  ]) {
    const client = new RawClient(t, proxy.port).send(
      `${line}\r\nHost: x\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    );
    await until(() => client.ended || client.closed, `an answer to ${line}`);
    t.notMatch(client.received, 'internal service', line);
  }
  t.equal(reached, 0, 'no other port was asked');
  t.equal((await ask(proxy.port, `/proxy/${proxyName(instance.record)}/`, { cookie })).text, 'the app');
  t.equal(resolveTarget('/proxy/40001/', '/', proxy.instances).kind, 'instance');
});

t.test('a connection file stays one, whatever the names of servers and machines are', async (t) => {
  for (const text of ['a--b', 'a---->b', '--><x/><!--', '-', '"/><Server name="', "'&<>", 'ü\u2028', ']]>']) {
    const file = pvscFile({ name: text, host: text, port: 11_111, gateway: text });
    const [comment = ''] = /<!--([\s\S]*?)-->/.exec(file) ?? [];
    t.equal((file.match(/<!--/g) ?? []).length, 1, text);
    t.notMatch(comment.slice(4, -3), /--|-$/);
    t.equal(file.replace(comment, '').match(/</g)?.length, 6, 'no other element');
  }
});
