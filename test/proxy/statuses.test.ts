import http from 'node:http';
import t from 'tap';
import { proxyToRaw, proxyToServer } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

t.test('statuses, reasons, HEAD, 204, 304 and ranges pass', async (t) => {
  const content = '0123456789';
  const { port, cookie } = await proxyToServer(t, (request, response) => {
    response.sendDate = false;
    const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
    if (request.url === '/204') response.writeHead(204).end();
    else if (request.url === '/205') response.writeHead(205, { 'Content-Length': '0' }).end();
    else if (request.url === '/304') response.writeHead(304, { ETag: '"x"', 'Content-Length': '10' }).end();
    else if (request.url === '/odd') response.writeHead(299, 'Quite Fine').end();
    else if (request.url === '/599') response.writeHead(599, 'L\xe0').end();
    else if (request.url === '/416') response.writeHead(416, { 'Content-Range': 'bytes */10' }).end();
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
  t.match(await get('/205'), { status: 205, text: '' });
  t.match(await get('/304'), { status: 304, text: '', headers: { etag: '"x"', 'content-length': '10' } });
  t.match(await get('/304', 'HEAD'), { status: 304, text: '', headers: { 'content-length': '10' } });
  t.match(await get('/odd'), { status: 299, reason: 'Quite Fine' });
  t.match(await get('/599'), { status: 599, reason: 'L\xe0' });
  t.match(await get('/416'), { status: 416, headers: { 'content-range': 'bytes */10' } });
  t.match(await get('/', 'GET', ['Range', 'bytes=2-4']), {
    status: 206,
    text: '234',
    headers: { 'content-range': 'bytes 2-4/10' },
  });
  t.match(await get('/'), { text: content });
});

t.test('several ranges at once, and their conditions, pass untouched', async (t) => {
  const parts = [
    '--sep\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n',
    '--sep\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89\r\n--sep--\r\n',
  ].join('');
  let asked: (string | undefined)[] = [];
  const { port, cookie } = await proxyToServer(t, ({ headers }, response) => {
    asked = [headers.range, String(headers['if-range'])];
    response
      .writeHead(206, ['Content-Type', 'multipart/byteranges; boundary=sep', 'Accept-Ranges', 'bytes'])
      .end(parts);
  });
  const headers = { Range: 'bytes=0-1, -2', 'If-Range': '"v1"' };
  t.match(await ask(port, '/proxy/7/', { cookie, headers }), {
    status: 206,
    text: parts,
    headers: { 'content-type': 'multipart/byteranges; boundary=sep', 'accept-ranges': 'bytes' },
  });
  t.strictSame(asked, ['bytes=0-1, -2', '"v1"']);
});

t.test('an empty reason stays one', async (t) => {
  const { port, head } = await proxyToRaw(t, ({ socket }) => socket.end('HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n'));
  const client = new RawClient(t, port).send(head('GET /proxy/7/'));
  await until(() => client.received.includes('\r\n\r\n'), 'the answer');
  t.match(client.received, /^HTTP\/1\.1 200 ?\r\n/);
});

t.test('headers of an answer keep order, case, duplicates and empty values', async (t) => {
  const headers = [
    'x-B: 1',
    'Set-Cookie: b=1',
    'X-A:',
    'SET-COOKIE: a=2',
    'x-b: 1',
    'Set-Cookie: b=3',
    'Vary: a, b',
    'Vary: c',
  ];
  const { port, head } = await proxyToRaw(t, ({ socket }) =>
    socket.end(`HTTP/1.1 200 OK\r\n${headers.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`),
  );
  const client = new RawClient(t, port).send(head('GET /proxy/7/'));
  await until(() => client.received.includes('\r\n\r\n'), 'the answer');
  const own = client.received.split('\r\n').map((line) => line.replace(/^(set-cookie: .*?); Path=.*$/i, '$1').trim());
  t.strictSame(own.slice(1, 1 + headers.length), headers);
});
