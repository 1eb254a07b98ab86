import type http from 'node:http';
import t, { type Test } from 'tap';
import { proxyToRaw, proxyToServer, reachInstance } from '../support/proxied-instance.ts';
import { RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

/** A client that has got the head of an answer which goes on. */
async function listening(t: Test, headers: Record<string, string>, accept: string) {
  let answer: http.ServerResponse | undefined;
  const { port, head } = await proxyToServer(t, (_request, response) => {
    response.writeHead(200, headers);
    response.flushHeaders();
    answer = response;
  });
  const client = new RawClient(t, port).send(head('GET /proxy/7/', `Accept: ${accept}`, 'Accept-Encoding: gzip, br'));
  await until(() => client.received.includes('\r\n\r\n'), 'the head, before any of the body');
  return { client, answer: answer as http.ServerResponse };
}

const kinds: [what: string, headers: Record<string, string>, accept: string][] = [
  ['events', { 'Content-Type': 'text/event-stream' }, 'text/event-stream'],
  ['events that were not asked for by name', { 'Content-Type': 'text/event-stream' }, '*/*'],
  ['lines of JSON', { 'Content-Type': 'application/x-ndjson' }, '*/*'],
  ['parts of a page', { 'Content-Type': 'text/html' }, 'text/html'],
  ['parts of a counted body', { 'Content-Type': 'text/css', 'Content-Length': '1000' }, '*/*'],
];
for (const [what, headers, accept] of kinds) {
  t.test(`${what} are delivered one by one as they come`, async (t) => {
    const { client, answer } = await listening(t, headers, accept);
    for (const event of ['data: 1\n\n', 'data: 2\n\n', 'x', 'y']) {
      answer.write(event);
      await until(() => client.received.includes(event), `"${event}"`);
    }
    t.pass();
  });
}

t.test('a long poll is answered in the moment that the instance answers, and the next may follow', async (t) => {
  const waiting: http.ServerResponse[] = [];
  const { port, head } = await proxyToServer(t, (_request, response) => void waiting.push(response));
  const client = new RawClient(t, port);
  for (const news of ['first', 'second', 'third']) {
    client.send(head('GET /proxy/7/poll'));
    await until(() => waiting.length === 1, 'the poll at the instance');
    waiting.pop()?.end(news);
    await until(() => client.received.includes(news), 'the news');
  }
  t.pass();
});

t.test('each part of an upload reaches the instance as it is sent', async (t) => {
  let got = '';
  const { port, head } = await proxyToServer(t, (request, response) => {
    request.on('data', (chunk) => {
      got += chunk;
    });
    request.on('end', () => response.end('all'));
  });
  const client = new RawClient(t, port).send(head('POST /proxy/7/', 'Transfer-Encoding: chunked'));
  for (const part of ['one', 'two', 'six']) {
    client.send(`3\r\n${part}\r\n`);
    await until(() => got.endsWith(part), `"${part}" at the instance`);
  }
  client.send('0\r\n\r\n');
  await until(() => client.received.includes('all'), 'the answer');
  const counted = new RawClient(t, port).send(head('POST /proxy/7/', 'Content-Length: 6'));
  for (const part of ['ten', 'old']) {
    counted.send(part);
    await until(() => got.endsWith(part), `"${part}" at the instance`);
  }
  await until(() => counted.received.includes('all'), 'the answer');
  t.pass();
});

t.test('a request reaches the instance before any of its body', async (t) => {
  for (const framing of ['Content-Length: 3', 'Transfer-Encoding: chunked']) {
    const raw = await proxyToRaw(t);
    const { client, upstream } = await reachInstance(t, raw, raw.head('POST /proxy/7/', framing));
    upstream.socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno');
    await until(() => client.received.endsWith('no'), 'an answer to the head alone');
  }
  t.pass();
});

t.test('a request counts as use of the instance until its answer is over, or its client gone', async (t) => {
  const waiting: http.ServerResponse[] = [];
  const { port, head, instances } = await proxyToServer(t, (_request, response) => void waiting.push(response));
  const patient = new RawClient(t, port).send(head('GET /proxy/7/first'));
  await until(() => waiting.length === 1, 'the first request at the instance');
  const other = new RawClient(t, port).send(head('GET /proxy/7/second'));
  await until(() => waiting.length === 2, 'the second one');
  t.equal(instances.requests, 2);
  waiting[0]?.end('news');
  await until(() => patient.received.includes('news'), 'the answer');
  t.equal(instances.requests, 1);
  other.socket.destroy();
  await until(() => instances.requests === 0, 'the client to be gone');
});
