import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { aScript } from '../support/asset-request.ts';
import { type AskOptions, ask } from '../support/proxy-client.ts';
import { anInstance, startProxy, startServer } from '../support/proxy-fixture.ts';

const script = aScript('a');

t.test('a script is compressed, and not sent again to who has it', async (t) => {
  const seen: IncomingHttpHeaders[] = [];
  const get = await start(t, (request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { 'Content-Type': 'text/javascript', 'Content-Length': script.length, ETag: '"own"' });
    response.end(script);
  });
  const first = await get({ 'Accept-Encoding': 'gzip, br' });
  t.equal(first.headers['content-encoding'], 'br');
  t.equal(first.headers['content-length'], String(first.body.length));
  t.equal(String(brotliDecompressSync(first.body)), script);
  const condition = { 'If-None-Match': first.headers.etag ?? '', 'If-Modified-Since': 'Sat, 21 Nov 2026 12:58:57 GMT' };
  const again = await get({ 'Accept-Encoding': 'gzip, br', ...condition });
  t.equal(again.status, 304);
  t.equal(again.body.length, 0);
  t.equal(again.headers.etag, first.headers.etag);
  t.match(
    seen[1],
    { 'if-none-match': undefined, 'if-modified-since': undefined },
    'the instance does not know that tag',
  );
  await get({ 'If-None-Match': '"own"' });
  t.equal(seen[2]?.['if-none-match'], '"own"', 'but its own');
});

t.test('a script that changed is shown at once', async (t) => {
  let body = 'old();';
  const get = await start(t, (_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/javascript', 'Content-Length': body.length }).end(body),
  );
  const first = await get({});
  body = 'new();';
  const second = await get({ 'If-None-Match': first.headers.etag ?? '' });
  t.equal(second.status, 200);
  t.equal(second.text, 'new();');
});

t.test('ranges, HEAD and compressed answers are the instance’s own', async (t) => {
  const get = await start(t, (request, response) => {
    const head = { 'Content-Type': 'text/javascript', ETag: '"own"', 'Cache-Control': 'no-cache' };
    if (request.headers.range !== undefined) {
      response.writeHead(206, { ...head, 'Content-Range': `bytes 0-4/${script.length}`, 'Content-Length': 5 });
      return void response.end(script.slice(0, 5));
    }
    if (request.method === 'HEAD')
      return void response.writeHead(200, { ...head, 'Content-Length': script.length }).end();
    response.writeHead(200, { ...head, 'Content-Encoding': 'x-own', 'Content-Length': 3 }).end('abc');
  });
  const range = await get({ Range: 'bytes=0-4', 'Accept-Encoding': 'br' });
  t.match(range, { status: 206, text: script.slice(0, 5), headers: { etag: '"own"' } });
  const head = await get({ 'Accept-Encoding': 'br' }, { method: 'HEAD' });
  t.match(head.headers, { 'content-length': String(script.length), etag: '"own"' });
  const coded = await get({ 'Accept-Encoding': 'br' });
  t.match(coded, { text: 'abc', headers: { 'content-encoding': 'x-own', etag: '"own"' } });
});

t.test('a page for a user whom the app knows by cookie is left alone, its scripts are not', async (t) => {
  const page = `<!doctype html><p>${script}`;
  const get = await start(t, (request, response) => {
    const isPage = request.headers['x-wants'] === 'page';
    const body = isPage ? page : script;
    response.writeHead(200, {
      'Content-Type': isPage ? 'text/html' : 'text/javascript',
      'Content-Length': body.length,
    });
    response.end(body);
  });
  const asked = { 'Accept-Encoding': 'br', 'X-Wants': 'page' };
  t.equal((await get(asked)).headers['content-encoding'], 'br');
  const known = await get(asked, { moreCookies: '; session=1' });
  t.equal(known.headers['content-encoding'], undefined);
  t.equal(known.headers.etag, undefined);
  t.equal((await get({ 'Accept-Encoding': 'br' }, { moreCookies: '; session=1' })).headers['content-encoding'], 'br');
});

t.test('an instance that ends in the middle of a script is told of', async (t) => {
  const get = await start(t, (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/javascript', 'Content-Length': script.length });
    response.write(script.slice(0, 100), () => response.destroy());
  });
  t.equal((await get({ 'Accept-Encoding': 'br' })).status, 502);
});

t.test('a large script goes on as a stream', async (t) => {
  const body = Buffer.alloc(17 * 1024 * 1024, 'a');
  const get = await start(t, (_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/javascript', 'Content-Length': body.length }).end(body),
  );
  const answer = await get({ 'Accept-Encoding': 'br' });
  t.equal(answer.headers['content-encoding'], undefined);
  t.equal(digest(answer.body), digest(body));
});

async function start(t: Test, listener: RequestListener) {
  const { port, add, letIn } = await startProxy(t);
  const { upstream } = await startServer(t, listener);
  await add(anInstance(40123, upstream));
  const cookie = await letIn('id40123');
  return (headers: Record<string, string>, more: AskOptions & { moreCookies?: string } = {}) =>
    ask(port, '/proxy/40123/a', { ...more, headers, cookie: `${cookie}${more.moreCookies ?? ''}` });
}

function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
