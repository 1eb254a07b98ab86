import http, { createServer, METHODS } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { ask, RawClient } from '../support/proxy-client.ts';
import {
  anInstance,
  startProxy,
  startRawServer,
  startServer,
  temporaryDirectory,
  until,
} from '../support/proxy-fixture.ts';

async function prepare(test: Test, listener: http.RequestListener, preparation?: (server: http.Server) => void) {
  const { upstream, server } = await startServer(test, listener, preparation);
  const fixture = await startProxy(test);
  await fixture.add(anInstance(7, upstream));
  return { ...fixture, server, cookie: await fixture.letIn('id7') };
}

async function prepareRaw(test: Test, onSocket: Parameters<typeof startRawServer>[1]) {
  const upstream = await startRawServer(test, onSocket);
  const fixture = await startProxy(test);
  await fixture.add(anInstance(7, upstream));
  return { ...fixture, cookie: await fixture.letIn('id7') };
}

t.test('paths and queries arrive byte for byte', async (t) => {
  const { port, cookie } = await prepare(t, (request, response) => response.end(request.url));
  for (const path of [
    '/',
    '//',
    '/?',
    '/a%2Fb//c;d=1,2/%00/%zz?q=%2F&&=;#x',
    '/%C3%A9%e9?%F0%9F',
    '/../a/./b',
    '/!$&\'()*+,;=:@-._~|^`{}[]\\"<>',
    '/?a?b#c',
  ]) {
    t.equal((await ask(port, `/proxy/7${path}`, { cookie })).text, path);
  }
  await fc.assert(
    fc.asyncProperty(
      fc.stringMatching(/^\/[!-~]{0,30}$/),
      async (path) => (await ask(port, `/proxy/7${path}`, { cookie })).text === path,
    ),
    { numRuns: 60 },
  );
});

t.test('every method passes, with its body', async (t) => {
  const { port, cookie } = await prepare(t, (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.writeHead(200, { 'X-Got': `${request.method}/${body}/` }).end());
  });
  for (const method of METHODS.filter((name) => name !== 'CONNECT')) {
    const bodies = ['GET', 'HEAD', 'TRACE'].includes(method) ? [undefined] : [undefined, 'content'];
    for (const body of bodies) {
      const answer = await ask(port, '/proxy/7/', { method, cookie, ...(body === undefined ? {} : { body }) });
      t.equal(answer.headers['x-got'], `${method}/${body ?? ''}/`);
    }
  }
});

t.test('counted and chunked bodies stay what they are, also on a GET; a missing one is not made chunked', async (t) => {
  const { port, cookie } = await prepare(t, (request, response) => {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.end(`${length}/${coding}/${body}`));
  });
  const chunked = { headers: ['Transfer-Encoding', 'chunked'], body: 'abc', cookie };
  t.equal((await ask(port, '/proxy/7/', { ...chunked, method: 'POST' })).text, 'undefined/chunked/abc');
  t.equal((await ask(port, '/proxy/7/', { ...chunked, method: 'GET' })).text, 'undefined/chunked/abc');
  t.equal((await ask(port, '/proxy/7/', { method: 'POST', body: 'abc', cookie })).text, '3/undefined/abc');
  t.equal(
    (await ask(port, '/proxy/7/', { method: 'POST', cookie, headers: ['Content-Length', '0'] })).text,
    '0/undefined/',
  );
  const client = new RawClient(t, port);
  client.send(`POST /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`);
  await until(() => client.received.includes('undefined/'), 'the answer');
  t.match(client.received, '0/undefined/');
});

t.test('statuses, reasons, HEAD, 204, 304 and ranges pass', async (t) => {
  const content = '0123456789';
  const { port, cookie } = await prepare(t, (request, response) => {
    response.sendDate = false;
    const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
    if (request.url === '/204') response.writeHead(204).end();
    else if (request.url === '/304') response.writeHead(304, { ETag: '"x"', 'Content-Length': '10' }).end();
    else if (request.url === '/odd') response.writeHead(299, 'Quite Fine').end();
    else if (range) {
      response
        .writeHead(206, { 'Content-Range': `bytes ${range[1]}-${range[2]}/10` })
        .end(content.slice(Number(range[1]), Number(range[2]) + 1));
    } else response.writeHead(200, { 'Content-Length': '10' }).end(request.method === 'HEAD' ? undefined : content);
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  const get = (path: string, method = 'GET', headers: string[] = []) =>
    ask(port, `/proxy/7${path}`, { method, headers, cookie, agent });
  t.match(await get('/', 'HEAD'), { status: 200, text: '', headers: { 'content-length': '10', date: undefined } });
  t.match(await get('/204'), {
    status: 204,
    text: '',
    headers: { 'content-length': undefined, 'transfer-encoding': undefined },
  });
  t.match(await get('/304'), { status: 304, text: '', headers: { etag: '"x"', 'content-length': '10' } });
  t.match(await get('/odd'), { status: 299, reason: 'Quite Fine' });
  t.match(await get('/', 'GET', ['Range', 'bytes=2-4']), {
    status: 206,
    text: '234',
    headers: { 'content-range': 'bytes 2-4/10' },
  });
  t.match(await get('/'), { text: content });
});

t.test('trailers pass both ways, duplicates too', async (t) => {
  const { port, cookie } = await prepare(t, (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, ['Trailer', 'X-Sum, X-Two']);
      response.write('body');
      response.addTrailers([
        ['X-Sum', JSON.stringify([request.headers.te, request.headers.trailer, request.rawTrailers])],
        ['X-Two', '1'],
        ['X-Two', '2'],
      ] as never);
      response.end();
    });
  });
  const client = new RawClient(t, port);
  client.send(
    `POST /proxy/7/ HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: TE\r\nTrailer: X-Up\r\nCookie: ${cookie}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Up: 1\r\nX-Up: 2\r\n\r\n`,
  );
  await until(() => client.received.endsWith('X-Two: 2\r\n\r\n'), 'the trailers');
  t.match(client.received, 'Trailer: X-Sum, X-Two\r\n');
  t.match(client.received, 'X-Sum: ["trailers","X-Up",["X-Up","1","X-Up","2"]]\r\nX-Two: 1\r\nX-Two: 2\r\n\r\n');
});

t.test('an HTTP/1.0 client gets an answer with trailers without them', async (t) => {
  const { port, cookie } = await prepare(t, (_request, response) => {
    response.writeHead(200, ['Trailer', 'X-Sum']);
    response.write('body');
    response.addTrailers({ 'X-Sum': '1' });
    response.end();
  });
  const client = new RawClient(t, port);
  client.send(`GET /proxy/7/ HTTP/1.0\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`);
  await until(() => client.ended, 'the end');
  t.match(client.received, /^HTTP\/1\.1 200 OK\r\n/);
  t.match(client.received, /\r\n\r\nbody$/);
});

t.test('an instance that speaks HTTP/1.0 and ends its answers by closing is understood', async (t) => {
  const { port, cookie } = await prepareRaw(t, (socket) => {
    socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nX: 1\r\n\r\nto the end'));
  });
  const answer = await ask(port, '/proxy/7/', { cookie });
  t.match(answer, { status: 200, text: 'to the end', headers: { x: '1' } });
});

const expecting = (cookie: string) =>
  `POST /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n`;

t.test('Expect: 100-continue is decided by the instance: it wants the body', async (t) => {
  let release = () => undefined as unknown;
  const { port, cookie } = await prepare(
    t,
    (request, response) => request.on('data', (chunk) => response.end(`got ${chunk}`)),
    (server) =>
      server.on('checkContinue', (request, response) => {
        release = () => {
          response.writeContinue();
          server.emit('request', request, response);
        };
      }),
  );
  const client = new RawClient(t, port).send(expecting(cookie));
  const released = release;
  await until(() => release !== released, 'the request at the instance');
  t.equal(client.received, '');
  release();
  await until(() => client.received.includes('\r\n\r\n'), 'the 100');
  t.equal(client.received, 'HTTP/1.1 100 Continue\r\n\r\n');
  client.send('abc');
  await until(() => client.received.includes('got abc'), 'the answer');
});

t.test('Expect: 100-continue is decided by the instance: it refuses, and the body is never asked for', async (t) => {
  const { port, cookie } = await prepare(
    t,
    () => undefined,
    (server) => server.on('checkContinue', (_request, response) => response.writeHead(413).end('too large')),
  );
  const client = new RawClient(t, port).send(expecting(cookie));
  await until(() => client.ended, 'the end of the connection');
  t.match(client.received, /^HTTP\/1\.1 413 Payload Too Large\r\n[\s\S]*Connection: close\r\n[\s\S]*too large/);
});

t.test('an instance that knows nothing of 100 deadlocks nobody', async (t) => {
  const { port, cookie } = await prepareRaw(t, (socket) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\r\n\r\nabc')) socket.end('HTTP/1.0 200 OK\r\n\r\ndone');
    });
  });
  const client = new RawClient(t, port).send(expecting(cookie));
  await until(() => client.received === 'HTTP/1.1 100 Continue\r\n\r\n', 'the 100');
  client.send('abc');
  await until(() => client.received.includes('done'), 'the answer');
});

t.test('events are delivered as they come, the head first', async (t) => {
  let events: http.ServerResponse | undefined;
  const { port, cookie } = await prepare(t, (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    events = response;
  });
  const client = new RawClient(t, port).send(`GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`);
  await until(() => client.received.includes('\r\n\r\n'), 'the head');
  for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
    events?.write(event);
    await until(() => client.received.includes(event), 'the event');
  }
});

t.test('requests on one connection are answered in order, pipelined ones too', async (t) => {
  const { port, cookie } = await prepare(t, (request, response) => {
    setTimeout(() => response.end(request.url), request.url === '/1' ? 30 : 0);
  });
  const client = new RawClient(t, port);
  client.send([1, 2, 3].map((n) => `GET /proxy/7/${n} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`).join(''));
  await until(() => client.received.includes('/3'), 'the last answer');
  t.match(client.received, /\/1[\s\S]*\/2[\s\S]*\/3/);
});

t.test('connections to the instance are kept, and one that it closed meanwhile costs no failed request', async (t) => {
  let connections = 0;
  const { port, cookie } = await prepareRaw(t, (socket) => {
    connections += 1;
    let answered = 0;
    socket.on('data', () => {
      answered += 1;
      // Closes as the third request arrives: just what a server does that ends an idle connection at that moment.
      if (answered === 3) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  for (let n = 0; n < 5; n += 1) t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'ok');
  t.equal(connections, 3);
});

t.test('a request that may have had an effect is not sent twice', async (t) => {
  let posts = 0;
  const { port, cookie } = await prepareRaw(t, (socket) => {
    socket.on('data', (chunk) => {
      if (!String(chunk).startsWith('POST')) return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      posts += 1;
      return socket.resetAndDestroy();
    });
  });
  t.equal((await ask(port, '/proxy/7/', { cookie })).status, 200);
  t.equal((await ask(port, '/proxy/7/', { cookie, method: 'POST', body: 'x' })).status, 502);
  t.equal(posts, 1);
});

t.test('a client that leaves closes the upstream side', async (t) => {
  let left = false;
  const { port, cookie } = await prepare(t, (request, response) => {
    response.write('begun');
    request.socket.once('close', () => {
      left = true;
    });
  });
  const client = new RawClient(t, port).send(`GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`);
  await until(() => client.received.includes('begun'), 'the begin');
  client.socket.destroy();
  await until(() => left, 'the instance to notice');
});

t.test('a client that leaves in the middle of its upload closes the upstream side', async (t) => {
  let got = '';
  let left = false;
  const { port, cookie } = await prepare(t, (request) => {
    request.on('data', (chunk) => {
      got += chunk;
    });
    request.on('error', () => {
      left = true;
    });
  });
  const client = new RawClient(t, port).send(
    `PUT /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Length: 100\r\n\r\nabc`,
  );
  await until(() => got === 'abc', 'the begin');
  client.socket.destroy();
  await until(() => left, 'the instance to notice');
});

for (const head of ['Content-Length: 100\r\n\r\nabc', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n']) {
  t.test(`an instance that dies within its answer closes the client's connection (${head.slice(0, 8)})`, async (t) => {
    let upstream: import('node:net').Socket | undefined;
    const { port, cookie } = await prepareRaw(t, (socket) => {
      upstream = socket;
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${head}`));
    });
    const client = new RawClient(t, port).send(`GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`);
    await until(() => client.received.includes('abc'), 'the begin');
    upstream?.destroy();
    await until(() => client.ended || client.closed, 'the end');
    t.notMatch(client.received, '0\r\n\r\n', 'the answer is not made to look complete');
  });
}

t.test(
  'an instance that refuses connections, breaks off or talks nonsense is a 502 with a page or a problem',
  async (t) => {
    const closing = await startRawServer(t, (socket) => socket.once('data', () => socket.destroy()));
    const nonsense = await startRawServer(t, (socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n')));
    const fixture = await startProxy(t);
    await fixture.add(anInstance(7, { kind: 'tcp', host: '127.0.0.1', port: 1 }));
    await fixture.add(anInstance(8, { kind: 'unix', path: '/nowhere/socket' }));
    await fixture.add(anInstance(9, closing));
    await fixture.add(anInstance(10, nonsense));
    for (const number of [7, 8, 9, 10]) {
      const cookie = await fixture.letIn(`id${number}`);
      const problem = await ask(fixture.port, `/proxy/${number}/`, { cookie });
      t.equal(problem.status, 502);
      t.match(JSON.parse(problem.text), { code: 'instance_unreachable' });
      const page = await ask(fixture.port, `/proxy/${number}/`, { cookie, headers: { Accept: 'text/html' } });
      t.match(page.text, '<h1>run 1 does not answer</h1>');
      const upload = await ask(fixture.port, `/proxy/${number}/`, {
        cookie,
        method: 'POST',
        body: 'x'.repeat(300_000),
      });
      t.equal(upload.status, 502);
    }
  },
);

t.test('an answer that comes before the whole body is passed on', async (t) => {
  const { port, cookie } = await prepare(t, (_request, response) => response.writeHead(413).end('too large'));
  const client = new RawClient(t, port).send(
    `POST /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Length: 1000000\r\n\r\nabc`,
  );
  await until(() => client.received.includes('too large'), 'the answer');
  t.match(client.received, /^HTTP\/1\.1 413 /);
});

t.test('large bodies stream both ways, and a slow reader slows the sender down', async (t) => {
  const size = 64 * 1_048_576;
  const chunk = Buffer.alloc(1_048_576, 'x');
  let written = 0;
  const { port, cookie } = await prepare(t, (request, response) => {
    if (request.method === 'PUT') {
      let got = 0;
      request.on('data', (data: Buffer) => {
        got += data.length;
      });
      request.on('end', () => response.end(String(got)));
      return;
    }
    const write = () => {
      while (written < size) {
        written += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', write);
      }
      response.end();
    };
    write();
  });
  t.equal((await ask(port, '/proxy/7/', { method: 'PUT', body: Buffer.alloc(size), cookie })).text, String(size));
  const client = new RawClient(t, port).send(
    `GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${cookie}\r\n\r\n`,
  );
  client.socket.pause();
  let before = -1;
  // Two looks in a row without progress: the sender has been stopped.
  await until(async () => {
    const still = written === before && written > 0;
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return still && written === before;
  }, 'the sender to stop');
  t.ok(written < size / 2, `${written} bytes were taken from the instance`);
  client.socket.resume();
  await until(() => client.ended, 'the end');
  t.ok(client.received.length > size);
});

t.test('an app on a unix socket is reached', async (t) => {
  const path = join(await temporaryDirectory(t), 'socket');
  const server = createServer((request, response) => response.end(`at ${request.url}`));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.teardown(() => server.close());
  const fixture = await startProxy(t);
  await fixture.add(anInstance(7, { kind: 'unix', path }));
  t.equal((await ask(fixture.port, '/proxy/7/x', { cookie: await fixture.letIn('id7') })).text, 'at /x');
  server.closeAllConnections();
});

t.test('after a restart the number leads to the new port', async (t) => {
  const first = await startServer(t, (_request, response) => response.end('first'));
  const second = await startServer(t, (_request, response) => response.end('second'));
  const fixture = await startProxy(t);
  const instance = await fixture.add(anInstance(7, first.upstream));
  const cookie = await fixture.letIn('id7');
  t.equal((await ask(fixture.port, '/proxy/7/', { cookie })).text, 'first');
  instance.upstream = second.upstream;
  t.equal((await ask(fixture.port, '/proxy/7/', { cookie })).text, 'second');
});

t.test('numbers and hosts that are not listed are 404, and nobody is connected to', async (t) => {
  let connections = 0;
  const upstream = await startRawServer(t, () => {
    connections += 1;
  });
  const fixture = await startProxy(t, { basePath: '/a/' });
  for (const path of [
    `/proxy/${upstream.port}/`,
    `/proxy/${upstream.port}`,
    `/a/proxy/127.0.0.1:${upstream.port}/`,
    `/proxy/absolute/localhost:${upstream.port}/`,
    '/proxy/',
    '/proxy/x',
  ]) {
    const answer = await ask(fixture.port, path);
    t.equal(answer.status, 404, path);
    t.match(JSON.parse(answer.text), { code: 'instance_not_found' });
  }
  const page = await ask(fixture.port, '/proxy/1/', { headers: { Accept: 'text/html' } });
  t.match(page.text, 'href="/a/"');
  t.equal(connections, 0);
});

t.test('an instance on another host has its own paths', async (t) => {
  const { upstream } = await startServer(t, (request, response) => response.end(request.url));
  const fixture = await startProxy(t);
  await fixture.add(anInstance(7, upstream, { record: { host: 'n1' } }));
  const { token } = await fixture.access.createLink('id7');
  const opened = await ask(fixture.port, `/proxy/n1:7/?launch_token=${token}`);
  t.match(opened.headers['set-cookie']?.[0], /Path=\/proxy\/n1:7\//);
  const cookie = opened.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  t.equal((await ask(fixture.port, '/proxy/n1:7/x', { cookie })).text, '/x');
  t.equal((await ask(fixture.port, '/proxy/absolute/n1:7/x', { cookie })).text, '/proxy/absolute/n1:7/x');
  t.equal((await ask(fixture.port, '/proxy/n2:7/x', { cookie })).status, 404);
  t.equal((await ask(fixture.port, '/proxy/n1:7?k', { cookie })).headers.location, './n1:7/?k');
});

t.test('a missing slash is added by a relative redirect', async (t) => {
  const { port } = await prepare(t, (_request, response) => response.end());
  t.match(await ask(port, '/proxy/7'), { status: 308, headers: { location: '7/' } });
  t.match(await ask(port, '/proxy/absolute/7?a=/'), { status: 308, headers: { location: '7/?a=/' } });
});

t.test('a page of another site cannot change anything', async (t) => {
  const { port, cookie } = await prepare(t, (_request, response) => response.end('done'));
  const post = (headers: Record<string, string>) =>
    ask(port, '/proxy/7/', { method: 'POST', cookie, headers, body: 'x' });
  t.equal((await post({ 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  t.equal((await post({ 'Sec-Fetch-Site': 'same-site', Origin: 'http://other.example' })).status, 403);
  t.match(JSON.parse((await post({ Origin: 'http://other.example' })).text), { code: 'foreign_origin' });
  t.equal((await post({ Origin: `http://127.0.0.1:${port}` })).status, 200);
  t.equal((await post({ 'Sec-Fetch-Site': 'same-origin' })).status, 200);
  t.equal((await post({})).status, 200);
});
