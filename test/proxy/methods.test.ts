import { METHODS } from 'node:http';
import t from 'tap';
import { proxyToRaw, proxyToServer } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

t.test('every method passes, with its body', async (t) => {
  const { port, cookie } = await proxyToServer(t, (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.writeHead(200, { 'X-Got': `${request.method}/${body}/` }).end());
  });
  for (const method of METHODS.filter((name) => name !== 'CONNECT')) {
    for (const body of [undefined, 'content']) {
      const answer = await ask(port, '/proxy/7/', { method, cookie, ...(body === undefined ? {} : { body }) });
      t.equal(answer.headers['x-got'], `${method}/${body ?? ''}/`);
    }
  }
});

t.test('CONNECT opens nothing', async (t) => {
  const { port, head, connections } = await proxyToRaw(t);
  for (const target of ['/proxy/7/', '127.0.0.1:7']) {
    const client = new RawClient(t, port).send(`${head(`CONNECT ${target}`)}GET /x HTTP/1.1\r\n\r\n`);
    await until(() => client.ended || client.closed, 'the end');
    t.notMatch(client.received, /^HTTP\/1\.1 2/);
  }
  t.equal(connections.length, 0);
});
