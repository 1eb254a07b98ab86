import http from 'node:http';
import t, { type Test } from 'tap';
import { proxyToRaw, proxyToServer } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

/** An instance that answers with the framing and the body that it got. */
function echo(t: Test) {
  return proxyToServer(t, (request, response) => {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.end(`${length}/${coding}/${body}`));
  });
}

t.test('counted and chunked bodies stay what they are, also on a GET', async (t) => {
  const { port, cookie } = await echo(t);
  const chunked = { headers: ['Transfer-Encoding', 'chunked'], body: 'abc', cookie };
  t.equal((await ask(port, '/proxy/7/', { ...chunked, method: 'POST' })).text, 'undefined/chunked/abc');
  t.equal((await ask(port, '/proxy/7/', { ...chunked, method: 'GET' })).text, 'undefined/chunked/abc');
  t.equal((await ask(port, '/proxy/7/', { method: 'POST', body: 'abc', cookie })).text, '3/undefined/abc');
  t.equal((await ask(port, '/proxy/7/', { method: 'GET', body: 'abc', cookie })).text, '3/undefined/abc');
  const none = { method: 'POST', cookie, headers: ['Content-Length', '0'] };
  t.equal((await ask(port, '/proxy/7/', none)).text, '0/undefined/');
});

t.test('a missing body is not made a chunked one', async (t) => {
  const { port, head } = await echo(t);
  const client = new RawClient(t, port).send(head('POST /proxy/7/'));
  await until(() => client.received.includes('undefined/'), 'the answer');
  t.match(client.received, /\r\n\r\n(0|undefined)\/undefined\/$|\r\n(0|undefined)\/undefined\/\r\n/);
});

t.test('a chunked body may come in any chunks and in any pieces, with extensions', async (t) => {
  const { port, head } = await echo(t);
  const body = '1\r\na\r\n000B;name="a;b\\"";x\r\nbcdefghijkl\r\n00\r\n\r\n';
  const whole = head('POST /proxy/7/', 'Transfer-Encoding: chunked') + body;
  for (const step of [1, 2, 7, 1000]) {
    const client = new RawClient(t, port);
    client.socket.setNoDelay(true);
    for (let start = 0; start < whole.length; start += step) {
      client.send(whole.slice(start, start + step));
      // Lets the piece leave alone.
      await new Promise(setImmediate);
    }
    await until(() => client.received.includes('chunked/abcdefghijkl'), `the answer to pieces of ${step}`);
  }
  t.pass();
});

t.test('the names of framing headers may be written in any case', async (t) => {
  const { port, head } = await echo(t);
  const chunked = new RawClient(t, port).send(
    `${head('POST /proxy/7/', 'tRANSFER-eNCODING:Chunked')}1\r\na\r\n0\r\n\r\n`,
  );
  await until(() => chunked.received.includes('/a'), 'the answer');
  const counted = new RawClient(t, port).send(`${head('POST /proxy/7/', 'CONTENT-LENGTH:   1\t ')}b`);
  await until(() => counted.received.includes('1/undefined/b'), 'the answer');
  t.pass();
});

t.test('an answer that comes before the whole body is passed on', async (t) => {
  const { port, head } = await proxyToServer(t, (_request, response) => response.writeHead(413).end('too large'));
  const client = new RawClient(t, port).send(`${head('POST /proxy/7/', 'Content-Length: 1000000')}abc`);
  await until(() => client.received.includes('too large'), 'the answer');
  t.match(client.received, /^HTTP\/1\.1 413 /);
});

t.test('an answer may begin while the body still comes', async (t) => {
  const { port, head } = await proxyToServer(t, (request, response) => {
    response.writeHead(200);
    request.pipe(response);
  });
  const client = new RawClient(t, port).send(head('POST /proxy/7/', 'Transfer-Encoding: chunked'));
  for (const word of ['first', 'other', 'third']) {
    client.send(`5\r\n${word}\r\n`);
    await until(() => client.received.includes(word), `"${word}" to come back`);
  }
  client.send('0\r\n\r\n');
  await until(() => client.received.endsWith('\r\n0\r\n\r\n'), 'the end');
  t.pass();
});

t.test('nothing of an answer is compressed, changed or cut', async (t) => {
  const every = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
  const { port, cookie } = await proxyToServer(t, (request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    if (request.url === '/chunked') response.write(every.subarray(0, 1));
    response.end(request.url === '/chunked' ? every.subarray(1) : every);
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  for (const path of ['/chunked', '/counted', '/chunked']) {
    t.ok((await ask(port, `/proxy/7${path}`, { cookie, agent })).body.equals(every), path);
  }
});

t.test('bytes beyond the length of an answer go to nobody', async (t) => {
  let answered = 0;
  const { port, cookie, connections } = await proxyToRaw(t, ({ socket }) => {
    answered += 1;
    const more = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged';
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${answered === 1 ? more : ''}`);
  });
  for (let n = 0; n < 3; n += 1) t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'ok');
  t.equal(connections.length, 2, 'and what brought them is not used again');
});

for (const [what, method, status] of [
  ['HEAD', 'HEAD', '200 OK'],
  ['a 204', 'GET', '204 No Content'],
  ['a 304', 'GET', '304 Not Modified'],
] as const) {
  t.test(`a body in the answer to ${what} goes to nobody`, async (t) => {
    let answered = 0;
    const body = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged';
    const { port, cookie } = await proxyToRaw(t, ({ socket }) => {
      answered += 1;
      if (answered === 1) socket.write(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    t.teardown(() => agent.destroy());
    t.match(await ask(port, '/proxy/7/', { cookie, method, agent }), { status: Number(status.slice(0, 3)), text: '' });
    t.equal((await ask(port, '/proxy/7/', { cookie, agent })).text, 'ok');
    t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'ok');
  });
}
