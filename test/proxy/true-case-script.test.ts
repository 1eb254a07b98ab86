import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { withTrueCaseScript } from '../../src/proxy/true-case-script.ts';
import { ask } from '../support/proxy-client.ts';
import { anInstance, startProxy, startServer } from '../support/proxy-fixture.ts';

const page = '<!doctype html>\n<html lang="en">\n<head data-x="1">\n<title>\u00e9</title></head><body></body></html>';

async function prepare(test: Test, basePath: string, kind: 'trame' | 'web' = 'trame') {
  const { upstream } = await startServer(test, (request, response) => {
    const plain = !/gzip/.test(request.headers['accept-encoding'] ?? '');
    if (request.url?.startsWith('/big'))
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<head>${'x'.repeat(1_100_000)}`);
    else if (request.url === '/data.json')
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"<head>":1}');
    else if (plain)
      response
        .writeHead(200, { 'Content-Type': 'text/html', ETag: '"1"', 'Content-Length': Buffer.byteLength(page) })
        .end(page);
    else response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' }).end(gzipSync(page));
  });
  const fixture = await startProxy(test, { basePath });
  await fixture.add(anInstance(7, upstream, { record: { kind } }));
  const cookie = await fixture.letIn('id7');
  return (path: string) =>
    ask(fixture.port, path, { cookie, headers: { 'Accept-Encoding': 'gzip', Range: 'bytes=0-' } });
}

t.test('below a prefix with upper case the page gets the script, at the start of its head', async (t) => {
  const get = await prepare(t, '/user/Alice/tm/');
  for (const path of ['/proxy/7/', '/proxy/7/index.html?x', '/proxy/absolute/7/']) {
    const answer = await get(path);
    t.equal(answer.headers['content-encoding'], undefined);
    t.equal(answer.headers.etag, '"1"');
    t.equal(answer.headers['content-length'], String(answer.body.length));
    t.match(answer.text, /^<!doctype html>\n<html lang="en">\n<head data-x="1"><script>/);
    t.equal(answer.text.replace(/<script>[\s\S]*?<\/script>/, ''), page);
  }
  t.equal((await get('/proxy/7/data.json')).text, '{"<head>":1}');
  t.equal((await get('/proxy/7/big')).body.length, 1_100_006, 'what is no index page is left alone');
});

t.test('elsewhere, and for other apps, nothing is touched', async (t) => {
  for (const get of [await prepare(t, '/user/alice%20b/tm/'), await prepare(t, '/user/Alice/tm/', 'web')]) {
    const answer = await get('/proxy/7/');
    t.equal(answer.headers['content-encoding'], 'gzip');
    t.equal(answer.body.equals(gzipSync(page)), true);
  }
});

t.test('the script gives the WebSocket constructor the true case, and leaves other URLs alone', async (t) => {
  const text = String(withTrueCaseScript(Buffer.from(page), '/user/Al%C3%A9/proxy/7/'));
  const made: string[] = [];
  class FakeSocket {
    url: string;
    constructor(url: string) {
      this.url = url;
      made.push(url);
    }
  }
  const location = { host: 'hub.example' };
  const window: Record<string, unknown> = { WebSocket: FakeSocket };
  runInNewContext(/<script>([\s\S]*)<\/script>/.exec(text)?.[1] ?? '', {
    window,
    location,
    URL,
    Proxy,
    Reflect,
    document: { baseURI: 'http://hub.example/' },
  });
  const Changed = window.WebSocket as typeof FakeSocket;
  const socket = new Changed('ws://hub.example/user/al%c3%a9/proxy/7/ws?x=Y');
  t.equal(socket instanceof FakeSocket && socket instanceof Changed, true);
  new Changed('ws://hub.example/other/ws');
  new Changed('ws://other.example/user/al%c3%a9/proxy/7/ws');
  t.strictSame(made, [
    'ws://hub.example/user/Al%C3%A9/proxy/7/ws?x=Y',
    'ws://hub.example/other/ws',
    'ws://other.example/user/al%c3%a9/proxy/7/ws',
  ]);
});

t.test('a prefix cannot break out of the script, and a page without a head stays', async (t) => {
  t.notMatch(String(withTrueCaseScript(Buffer.from(page), '/A</script><b>/')), '</script><b>');
  t.equal(withTrueCaseScript(Buffer.from('<header>no head</header>'), '/A/'), null);
});
