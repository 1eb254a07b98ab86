import type http from 'node:http';
import t from 'tap';
import { proxyToRaw, proxyToServer } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

t.test('requests on one connection are answered in order, pipelined ones too', async (t) => {
  const held = new Map<string | undefined, http.ServerResponse>();
  const { port, head } = await proxyToServer(t, (request, response) => {
    held.set(request.url, response);
    // The first is answered when there can be no doubt that the others wait behind it.
    if (request.url !== '/1') response.end(`<${request.url}>`);
    else setImmediate(() => response.end('</1>'));
  });
  const client = new RawClient(t, port);
  client.send([1, 2, 3].map((n) => head(`GET /proxy/7/${n}`)).join(''));
  await until(() => client.received.includes('</3>'), 'the last answer');
  t.strictSame(client.received.match(/<.*?>/g), ['</1>', '</2>', '</3>']);
});

t.test('pipelined requests of all kinds are told apart, in whatever pieces they come', async (t) => {
  const { port, head } = await proxyToServer(t, (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.end(`<${request.method} ${request.url} ${body}>`));
  });
  const looksLikeRequest = 'GET /proxy/7/no HTTP/1.1\r\n\r\n';
  const requests = [
    head('GET /proxy/7/1'),
    `${head('POST /proxy/7/2', `Content-Length: ${looksLikeRequest.length}`)}${looksLikeRequest}`,
    `${head('PUT /proxy/7/3', 'Transfer-Encoding: chunked')}4\r\nGET \r\n3\r\n/ H\r\n0\r\n\r\n`,
    head('POST /proxy/7/4', 'Content-Length: 0'),
    head('HEAD /proxy/7/5'),
    `\r\n${head('GET /proxy/7/6')}`,
    `${head('POST /proxy/7/7', 'Transfer-Encoding: chunked')}0\r\nX: 1\r\n\r\n`,
    head('GET /proxy/7/8', 'Connection: close'),
  ];
  const expected = [
    'GET /1 ',
    `POST /2 ${looksLikeRequest}`,
    'PUT /3 GET / H',
    'POST /4 ',
    'GET /6 ',
    'POST /7 ',
    'GET /8 ',
  ];
  const whole = requests.join('');
  for (const step of [whole.length, 100, 11]) {
    const client = new RawClient(t, port);
    client.socket.setNoDelay(true);
    for (let start = 0; start < whole.length; start += step) {
      client.send(whole.slice(start, start + step));
      await new Promise(setImmediate);
    }
    await until(() => client.ended, `the end, in pieces of ${step}`);
    t.strictSame(
      [...client.received.matchAll(/<([^>]*)>/g)].map((match) => match[1]),
      expected,
    );
    t.equal(client.received.match(/HTTP\/1\.1 200 /g)?.length, 8, 'HEAD is answered in its place');
  }
});

t.test(
  'a request behind one that closes the connection is neither passed on nor answered, and takes no answer away',
  async (t) => {
    const asked: (string | undefined)[] = [];
    const { port, head } = await proxyToServer(t, (request, response) => {
      asked.push(request.url);
      response.end(`<${request.url}>`);
    });
    const requests = [head('GET /proxy/7/1'), head('GET /proxy/7/2', 'Connection: close'), head('GET /proxy/7/3')];
    const client = new RawClient(t, port).send(requests.join(''));
    await until(() => client.ended || client.closed, 'the end');
    t.strictSame(client.received.match(/<.*?>/g), ['</1>', '</2>']);
    t.strictSame(asked, ['/1', '/2']);
  },
);

t.test('many pipelined requests are all answered', async (t) => {
  const { port, head } = await proxyToServer(t, (request, response) => response.end(`<${request.url}>`));
  const client = new RawClient(t, port);
  const numbers = Array.from({ length: 500 }, (_, index) => index);
  client.send(numbers.map((n) => head(`GET /proxy/7/${n}`)).join(''));
  await until(() => client.received.includes('</499>'), 'the last answer');
  t.strictSame(
    client.received.match(/<.*?>/g),
    numbers.map((n) => `</${n}>`),
  );
});

t.test('one connection may ask several instances and the daemon itself in turn', async (t) => {
  const fixture = await proxyToServer(t, (_request, response) => response.end('<app>'));
  const client = new RawClient(t, fixture.port);
  client.send(fixture.head('GET /proxy/7/') + fixture.head('GET /proxy/8/') + fixture.head('GET /proxy/7/x'));
  await until(() => client.received.split('<app>').length === 3, 'the last answer');
  t.strictSame(client.received.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
});

t.test('a client’s Connection: close is honoured, and is not the instance’s', async (t) => {
  const { port, head, connections } = await proxyToRaw(t, ({ socket }) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  );
  for (let n = 0; n < 3; n += 1) {
    const client = new RawClient(t, port).send(head('GET /proxy/7/', 'Connection: close'));
    await until(() => client.ended, 'the end');
    t.match(client.received, /\r\nconnection: close\r\n[\s\S]*ok$/i);
  }
  t.equal(connections.length, 1, 'one connection served all');
  t.notMatch(connections[0]?.received, /connection: close/i);
});

t.test('an instance’s Connection: close is honoured, and is not the client’s', async (t) => {
  const { port, head, connections } = await proxyToRaw(t, ({ socket }) =>
    socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'),
  );
  const client = new RawClient(t, port);
  for (let n = 1; n <= 3; n += 1) {
    client.send(head('GET /proxy/7/'));
    await until(() => client.received.split('\r\n\r\nok').length === n + 1, 'the answer');
    await until(() => connections.length === n && (connections[n - 1]?.ended ?? false), 'its connection to be closed');
  }
  t.notOk(client.ended);
});

t.test('connections to the instance are kept, and one that it closed meanwhile costs no failed request', async (t) => {
  let answered = 0;
  const { port, cookie, connections } = await proxyToRaw(t, ({ socket }) => {
    answered += 1;
    // Closes as the third request arrives: just what a server does that ends an idle connection at that moment.
    if (answered === 3) socket.resetAndDestroy();
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  for (let n = 0; n < 5; n += 1) t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'ok');
  t.equal(connections.length, 2);
});

t.test('a kept connection that the instance ended in good order costs no failed request', async (t) => {
  const { port, cookie, connections } = await proxyToRaw(t, ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    setImmediate(() => socket.end());
  });
  for (let n = 1; n <= 3; n += 1) {
    t.equal((await ask(port, '/proxy/7/', { cookie, method: 'POST', body: 'x' })).text, 'ok');
    await until(() => connections[n - 1]?.ended ?? false, 'the daemon to have closed its side too');
  }
  t.equal(connections.length, 3);
});

t.test('a request that may have had an effect is not sent twice', async (t) => {
  let posts = 0;
  const { port, cookie } = await proxyToRaw(t, ({ socket }, text) => {
    if (!text.startsWith('POST')) return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    posts += 1;
    return socket.resetAndDestroy();
  });
  t.equal((await ask(port, '/proxy/7/', { cookie })).status, 200);
  t.equal((await ask(port, '/proxy/7/', { cookie, method: 'POST', body: 'x' })).status, 502);
  t.equal(posts, 1);
});

t.test('nor is one without a body', async (t) => {
  let posts = 0;
  const { port, head } = await proxyToRaw(t, ({ socket }, text) => {
    if (!text.startsWith('POST')) return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    posts += 1;
    return socket.resetAndDestroy();
  });
  const client = new RawClient(t, port);
  client.send(head('GET /proxy/7/'));
  await until(() => client.received.includes('ok'), 'the first answer');
  client.send(head('POST /proxy/7/'));
  await until(() => client.received.includes(' 502 '), 'the second answer');
  t.equal(posts, 1);
});

t.test('two clients never share an instance’s connection at one time', async (t) => {
  const { port, cookie, connections } = await proxyToRaw(t, ({ socket, received }) => {
    const first = /GET \/(\d+) [\s\S]*$/.exec(received)?.[1];
    if (first === '1') return;
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${first}`);
  });
  const slow = ask(port, '/proxy/7/1', { cookie });
  await until(() => connections.length === 1, 'the slow one at the instance');
  t.equal((await ask(port, '/proxy/7/2', { cookie })).text, '2');
  connections[0]?.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1');
  t.equal((await slow).text, '1');
});

t.test('an answer to nothing, on a connection at rest, goes to nobody', async (t) => {
  const { port, cookie, connections } = await proxyToRaw(t, ({ socket }) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  );
  t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'ok');
  connections[0]?.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged');
  // Sooner than one that is at rest for long.
  await until(() => connections[0]?.ended ?? false, 'the connection to be given up', 2_000);
  t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'ok');
});
