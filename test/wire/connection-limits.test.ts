import t from 'tap';
import { connectionsFor } from '../../src/wire/connection-limits.ts';
import type { Handling } from '../../src/wire/forwarding.ts';
import { ownAnswer } from '../../src/wire/own-answer.ts';
import { othersAreServed, startFront } from '../support/front-fixture.ts';
import { RawClient } from '../support/proxy-client.ts';
import { until } from '../support/until.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

t.test('as many connections as there are descriptors for, and never more than is sensible', async (t) => {
  t.equal(connectionsFor(1024), 384);
  t.equal(connectionsFor(1_048_576), 4096);
  t.equal(connectionsFor(null), 4096);
  t.equal(connectionsFor(100), 64, 'some, however few there are');
});

t.test('beyond the most connections the one that was idle longest makes place', async (t) => {
  const port = await startFront(t, ({ url }) => ownAnswer(200, {}, url), { maximumConnections: 4 });
  const clients: RawClient[] = [];
  for (const path of ['/0', '/1', '/2', '/3']) {
    const client = new RawClient(t, port).send(get(path));
    await until(() => client.received.endsWith(path), 'its answer');
    clients.push(client);
  }
  clients[0]?.send(get('/again'));
  await until(() => clients[0]?.received.endsWith('/again') ?? false, 'its second answer');
  await othersAreServed(t, port);
  await until(() => clients[1]?.ended ?? false, 'the idlest to be closed');
  t.strictSame(
    clients.map(({ ended }) => ended),
    [false, true, false, false],
  );
});

t.test('a flood of connections that say nothing, or never enough, locks nobody out', async (t) => {
  const port = await startFront(t, () => ownAnswer(200, {}, ''), { maximumConnections: 50 });
  const flood = Array.from({ length: 300 }, (_, index) => {
    const client = new RawClient(t, port);
    return index % 2 === 0 ? client : client.send('GET / HTTP/1.1\r\nHost');
  });
  await othersAreServed(t, port);
  await until(() => flood.filter(({ ended, closed }) => !ended && !closed).length <= 50, 'the oldest to be closed');
  await othersAreServed(t, port);
});

t.test('connections in use are not closed for others, who are told that there are too many', async (t) => {
  const answers: ((answer: Handling) => void)[] = [];
  const handle = () => new Promise<Handling>((resolve) => answers.push(resolve));
  const port = await startFront(t, handle, { maximumConnections: 3, reservedConnections: 2 });
  const busy = ['/0', '/1', '/2'].map((path) => new RawClient(t, port).send(get(path)));
  await until(() => answers.length === 3, 'the requests');
  const told = new RawClient(t, port).send(get('/more'));
  await until(() => told.ended, 'its answer');
  t.match(told.received, /^HTTP\/1\.1 503 .*Connection: close\r\n/s);
  const refused = Array.from({ length: 4 }, () => new RawClient(t, port).send(get('/refused')));
  await until(() => refused.every(({ closed, ended }) => closed || ended), 'the refusals');
  t.notOk(busy.some(({ ended }) => ended));
  for (const answer of answers.splice(0)) answer(ownAnswer(200, {}, 'late'));
  await until(() => busy.every(({ received }) => received.endsWith('late')), 'the answers');
  const next = new RawClient(t, port).send(get('/next'));
  await until(() => answers.length === 1, 'the next request');
  answers[0]?.(ownAnswer(200, {}, 'next'));
  await until(() => next.received.endsWith('next'), 'its answer');
});
