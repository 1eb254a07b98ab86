import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { type AssetAnswersOptions, type AssetRequest, createAssetAnswers } from '../../src/assets/asset-answers.ts';
import { anAssetAnswer, anAssetRequest, aScript, headerOf, silentLog } from '../support/asset-request.ts';

const script = Buffer.from(aScript('a'));
const limit = 16 * 1024 * 1024;

t.test('an asset is compressed as the browser accepts, and its other headers stay', async (t) => {
  const assets = start(t);
  const answer = anAssetAnswer(script, {
    'X-Of-App': '1',
    ETag: '"of the app"',
    'Accept-Ranges': 'bytes',
    Vary: 'Origin',
  });
  for (const [accepted, unpack] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
    ['zstd', zstdDecompressSync],
  ] as const) {
    const { status, headers, body } = await assets.present(encoded(accepted), answer, '/a.js', script);
    t.equal(status, 200);
    t.ok(unpack(body).equals(script));
    t.ok(body.length * 3.5 < script.length, `${script.length} -> ${body.length} bytes at first sight`);
    t.equal(headerOf(headers, 'content-encoding'), accepted);
    t.equal(headerOf(headers, 'content-length'), String(body.length));
    t.equal(headerOf(headers, 'vary'), 'Origin, Accept-Encoding');
    t.equal(headerOf(headers, 'x-of-app'), '1');
    t.match(headerOf(headers, 'etag'), /^W\/"tm-[\w-]{22}"$/);
    t.equal(headerOf(headers, 'cache-control'), 'no-cache');
    t.equal(headerOf(headers, 'accept-ranges'), undefined, 'a range would be one of the plain content');
  }
});

t.test('a browser that accepts no coding gets the plain content, with its tag', async (t) => {
  const assets = start(t);
  for (const accepted of ['', 'identity', 'deflate', 'br;q=0, gzip;q=0']) {
    const { headers, body } = await assets.present(encoded(accepted), anAssetAnswer(script), '/a.js', script);
    t.equal(body, script);
    t.equal(headerOf(headers, 'content-encoding'), undefined);
    t.equal(headerOf(headers, 'content-length'), String(script.length));
    t.equal(headerOf(headers, 'vary'), 'Accept-Encoding');
  }
});

t.test('types that are compressed already get a tag only', async (t) => {
  const assets = start(t);
  const { headers, body } = await assets.present(
    anAssetRequest(),
    anAssetAnswer(script, { 'Content-Type': 'font/woff2' }),
    '/a.woff2',
    script,
  );
  t.equal(body, script);
  t.equal(headerOf(headers, 'content-encoding'), undefined);
  t.match(headerOf(headers, 'etag'), /tm-/);
});

t.test('a browser that has the content gets 304, whatever coding it has it in; else the new content', async (t) => {
  const assets = start(t);
  const answer = anAssetAnswer(script, { 'Content-Security-Policy': "default-src 'self'", 'Content-Language': 'en' });
  const first = await assets.present(encoded('br'), answer, '/a.js', script);
  const tag = headerOf(first.headers, 'etag') ?? '';
  for (const condition of [tag, `"x", ${tag}`, tag.slice(2)]) {
    const again = await assets.present(encoded('gzip', { 'if-none-match': condition }), answer, '/a.js', script);
    t.equal(again.status, 304, condition);
    t.equal(again.body.length, 0);
    t.equal(headerOf(again.headers, 'etag'), tag);
    t.equal(headerOf(again.headers, 'cache-control'), 'no-cache');
    t.equal(headerOf(again.headers, 'vary'), 'Accept-Encoding');
    for (const name of ['content-length', 'content-encoding', 'content-type', 'content-language']) {
      t.equal(headerOf(again.headers, name), undefined, name);
    }
    t.equal(headerOf(again.headers, 'content-security-policy'), "default-src 'self'");
  }
  const changed = Buffer.from(aScript('b'));
  const new_ = await assets.present(encoded('br', { 'if-none-match': tag }), anAssetAnswer(changed), '/a.js', changed);
  t.equal(new_.status, 200);
  t.ok(brotliDecompressSync(new_.body).equals(changed));
});

t.test(
  'conditions that rest on our tags, and dates that count for nothing, are withheld from the instance',
  async (t) => {
    const assets = start(t);
    const withheld = (headers: Record<string, string>) => assets.withheld(anAssetRequest({ headers }));
    t.same(withheld({ 'if-none-match': 'W/"tm-x"', 'if-modified-since': 'then' }), [
      'if-none-match',
      'if-modified-since',
    ]);
    t.same(withheld({ 'if-none-match': '"a", W/"tm-x"' }), ['if-none-match', 'if-modified-since']);
    t.same(withheld({ 'if-range': '"tm-x"', range: 'bytes=0-1' }), ['if-range', 'range']);
    t.same(withheld({ 'if-none-match': '"of the app"', 'if-modified-since': 'then' }), ['if-modified-since']);
    t.same(withheld({ 'if-none-match': '*' }), ['if-modified-since']);
    t.same(withheld({ 'if-modified-since': 'then' }), []);
    t.same(withheld({}), []);
  },
);

t.test('only whole, plain, public assets of a known length are collected', async (t) => {
  const assets = start(t);
  const js = (headers: Record<string, string> = {}, status = 200) => anAssetAnswer(script, headers, status);
  const asked = anAssetRequest();
  t.equal(assets.limitFor(asked, js(), '/a.js'), limit);
  t.equal(assets.limitFor(asked, anAssetAnswer(limit + 1), '/a.js'), null, 'too large');
  t.equal(
    assets.limitFor(asked, { ...js(), headers: { 'content-type': 'text/javascript' } }, '/a.js'),
    null,
    'no length',
  );
  t.equal(assets.limitFor({ ...asked, method: 'HEAD' }, js(), '/a.js'), null, 'HEAD');
  t.equal(assets.limitFor({ ...asked, method: 'POST' }, js(), '/a.js'), null, 'POST');
  t.equal(
    assets.limitFor(anAssetRequest({ headers: { range: 'bytes=0-9' } }), js(), '/a.js'),
    null,
    'a range is asked for',
  );
  for (const status of [206, 203, 304, 404, 500])
    t.equal(assets.limitFor(asked, js({}, status), '/a.js'), null, `${status}`);
  const refused: Record<string, string>[] = [
    { 'Content-Encoding': 'gzip' },
    { 'Content-Range': 'bytes 0-9/10' },
    { 'Set-Cookie': 'a=1' },
    { 'Cache-Control': 'no-store' },
    { 'Cache-Control': 'max-age=3, Private' },
    { 'Cache-Control': 'no-transform' },
    { 'Content-Type': 'text/event-stream' },
    { 'Content-Type': 'video/mp4' },
    { 'Repr-Digest': 'sha-256=:AAAA:' },
    { Vary: '*' },
  ];
  for (const headers of refused) t.equal(assets.limitFor(asked, js(headers), '/a.js'), null, JSON.stringify(headers));
  t.equal(assets.limitFor(asked, js({ 'Cache-Control': 'public, max-age=3' }), '/a.js'), limit);
});

t.test('what may depend on the user is left alone where cookies go on to the app', async (t) => {
  const assets = start(t);
  const answer = (type: string) => anAssetAnswer(script, { 'Content-Type': type });
  for (const type of ['text/html', 'application/json', 'text/csv', 'image/png']) {
    t.equal(assets.limitFor(anAssetRequest({ appCookies: true }), answer(type), '/x'), null, type);
    t.equal(assets.limitFor(anAssetRequest(), answer(type), '/x'), limit, type);
  }
  for (const type of ['text/javascript', 'text/css', 'font/woff2', 'application/wasm', 'image/svg+xml']) {
    t.equal(assets.limitFor(anAssetRequest({ appCookies: true }), answer(type), '/x'), limit, type);
  }
});

t.test('small answers of an API go on at once', async (t) => {
  const assets = start(t);
  const json = (length: number) => anAssetAnswer(length, { 'Content-Type': 'application/json' });
  t.equal(assets.limitFor(anAssetRequest(), json(1023), '/api'), null);
  t.equal(assets.limitFor(anAssetRequest(), json(1024), '/api'), limit);
});

t.test('a name that holds a hash is kept for good, for the run that the page belongs to', async (t) => {
  const assets = start(t);
  const cookie = await markOf(assets.present(page(), html, '/', Buffer.from('<p>')));
  t.match(cookie, /^trame_manager_run=[\w-]{16}; Path=\/proxy\/40123\/; HttpOnly; SameSite=Lax$/);
  const present = (path: string, changes: Partial<AssetRequest>, headers = {}) =>
    assets.present(anAssetRequest(changes), anAssetAnswer(script, headers), path, script);
  const marked = { headers: { cookie: `a=1; ${cookie?.split(';')[0]}` } };
  const kept = await present('/assets/index-BdX3k9aP.js', marked);
  t.equal(headerOf(kept.headers, 'cache-control'), 'private, max-age=31536000, immutable');
  t.equal(
    headerOf(kept.headers, 'vary'),
    'Accept-Encoding, Cookie',
    'a browser asks again for another instance or run',
  );
  for (const [path, changes] of [
    ['/assets/index.js', marked],
    ['/assets/index-BdX3k9aP.js', {}],
    ['/assets/index-BdX3k9aP.js', { ...marked, run: 'id1 later' }],
  ] as const) {
    const { headers } = await present(path, changes);
    t.equal(headerOf(headers, 'cache-control'), 'no-cache', `${path} ${JSON.stringify(changes)}`);
  }
  const own = await present('/assets/index-BdX3k9aP.js', marked, { 'Cache-Control': 'max-age=5' });
  t.equal(headerOf(own.headers, 'cache-control'), 'max-age=5', 'the instance’s own word stands');
  t.equal(headerOf(own.headers, 'vary'), 'Accept-Encoding, Cookie', 'for this instance and run');
});

t.test('a page says once which run it belongs to, to browsers only', async (t) => {
  const assets = start(t);
  const cookie = (await markOf(assets.present(page(), html, '/', Buffer.from('<p>'))))?.split(';')[0];
  t.equal(await markOf(assets.present(page({ cookie }), html, '/', Buffer.from('<p>'))), undefined);
  t.ok(await markOf(assets.present(page({ cookie }, 'id1 later'), html, '/', Buffer.from('<p>'))));
  t.equal(await markOf(assets.present(anAssetRequest(), html, '/', Buffer.from('<p>'))), undefined);
  t.ok(headerOf(assets.amend(page(), html), 'set-cookie'), 'a page that goes on as a stream does, too');
  t.equal(headerOf(assets.amend(page({ cookie }), html), 'set-cookie'), undefined);
});

t.test('no browser guesses how long a streamed answer holds', async (t) => {
  const assets = start(t);
  const amend = (headers: Record<string, string>, status = 200, method = 'GET') =>
    assets.amend(anAssetRequest({ method }), anAssetAnswer(0, headers, status));
  const dated = { 'Last-Modified': 'Sat, 21 Nov 2026 12:58:57 GMT' };
  t.equal(headerOf(amend({ ...dated, ETag: '"a"' }), 'cache-control'), 'no-cache');
  t.equal(headerOf(amend(dated), 'vary'), 'Cookie', 'by its date alone another app’s file would count as unchanged');
  t.equal(headerOf(amend({ ...dated, ETag: '"a"' }), 'vary'), undefined);
  for (const status of [301, 308, 410])
    t.equal(headerOf(amend({}, status), 'cache-control'), 'no-cache', String(status));
  t.equal(headerOf(amend({ 'Cache-Control': 'max-age=60', Vary: 'Origin' }), 'vary'), 'Origin, Cookie');
  t.equal(headerOf(amend({ Expires: 'Sat, 21 Nov 2029 12:58:57 GMT' }, 301), 'vary'), 'Cookie');
  const unchanged: [Record<string, string>, number, string][] = [
    [{}, 200, 'GET'],
    [{}, 404, 'GET'],
    [{}, 302, 'GET'],
    [dated, 200, 'POST'],
    [{ ...dated, 'Cache-Control': 'no-store' }, 200, 'GET'],
    [{ ...dated, 'Cache-Control': 'no-cache' }, 200, 'GET'],
    [{ 'Cache-Control': 'private, max-age=0' }, 200, 'GET'],
  ];
  for (const [headers, status, method] of unchanged) {
    const answer = anAssetAnswer(0, headers, status);
    t.equal(
      assets.amend(anAssetRequest({ method }), answer),
      answer.rawHeaders,
      `${status} ${JSON.stringify(headers)}`,
    );
  }
});

t.test('a browser that has the content from another instance gets a reference to it', async (t) => {
  const assets = start(t);
  const chromium = { 'sec-ch-ua': '"Chromium";v="156"', 'accept-encoding': 'br' };
  const first = await assets.present(anAssetRequest({ headers: chromium }), anAssetAnswer(script), '/a.js?v=1', script);
  t.equal(headerOf(first.headers, 'use-as-dictionary'), 'match="/proxy/*/a.js?v=1"');
  t.equal(headerOf(first.headers, 'cache-control'), 'private, max-age=2592000');
  t.equal(headerOf(first.headers, 'vary'), '*', 'it is asked for each time all the same');
  const hash = createHash('sha256').update(script).digest();
  const offer = (body: Buffer, accepted: string) => {
    const headers = {
      ...chromium,
      'accept-encoding': accepted,
      'available-dictionary': `:${hash.toString('base64')}:`,
    };
    return assets.present(anAssetRequest({ headers, prefix: '/proxy/40124/' }), anAssetAnswer(body), '/a.js?v=1', body);
  };
  const second = await offer(script, 'br, dcb, dcz');
  t.equal(headerOf(second.headers, 'content-encoding'), 'dcz');
  t.ok(second.body.length < 200, `${second.body.length} bytes`);
  t.ok(zstdDecompressSync(second.body.subarray(40), { dictionary: script }).equals(script));
  t.ok(second.body.subarray(8, 40).equals(hash), 'it names the dictionary');
  const changed = Buffer.from(aScript('b'));
  t.equal(headerOf((await offer(changed, 'br, dcz')).headers, 'content-encoding'), 'br', 'not for another content');
  t.equal(headerOf((await offer(script, 'br')).headers, 'content-encoding'), 'br', 'nor where it is not accepted');
});

t.test('a reference reaches all of a large content', async (t) => {
  const assets = start(t);
  const blocks = Array.from({ length: 100_000 }, (_, index) => createHash('sha256').update(String(index)).digest());
  const body = Buffer.concat(blocks);
  const offered = `:${createHash('sha256').update(body).digest('base64')}:`;
  const request = anAssetRequest({ headers: { 'accept-encoding': 'dcz', 'available-dictionary': offered } });
  const answer = await assets.present(request, anAssetAnswer(body), '/a.js', body);
  t.ok(answer.body.length < 1000, `${body.length} -> ${answer.body.length} bytes`);
  t.ok(zstdDecompressSync(answer.body.subarray(40), { dictionary: body }).equals(body));
});

t.test('only what is the same for everybody, and large, is offered as a dictionary', async (t) => {
  const assets = start(t);
  const headers = { 'sec-ch-ua': '"Chromium";v="156"' };
  const offered = async (path: string, type: string, body: Buffer, prefix = '/proxy/40123/') => {
    const answer = anAssetAnswer(body, { 'Content-Type': type });
    return headerOf(
      (await assets.present(anAssetRequest({ headers, prefix }), answer, path, body)).headers,
      'use-as-dictionary',
    );
  };
  t.equal(await offered('/a.js', 'text/javascript', script, '/a%20b/proxy/n1:40123/'), 'match="/a%20b/proxy/*/a.js"');
  t.equal(await offered('/a.woff2', 'font/woff2', script), 'match="/proxy/*/a.woff2"');
  t.equal(await offered('/', 'text/html', script), undefined);
  t.equal(await offered('/a.json', 'application/json', script), undefined);
  t.equal(await offered('/a.js', 'text/javascript', script.subarray(0, 2000)), undefined);
  for (const path of ['/a*.js', '/a(b).js', '/:a.js', '/a.js?b?c', '/{a}.js', '/a"b.js', '/a\\b.js', '/a+.js']) {
    t.equal(await offered(path, 'text/javascript', script), undefined, path);
  }
});

t.test('two apps that have the same file share its compressed form, and neither gets the other’s', async (t) => {
  const assets = start(t);
  const asks = (run: string, body: Buffer) =>
    assets.present(anAssetRequest({ run }), anAssetAnswer(body), '/a.js', body);
  const other = Buffer.from(aScript('b'));
  const [a, b, c] = [await asks('1', script), await asks('2', script), await asks('3', other)];
  t.equal(a.body, b.body);
  t.ok(brotliDecompressSync(c.body).equals(other));
});

t.test('many requests at once, for the same and for different contents', async (t) => {
  const assets = start(t, { memoryBytes: 5000 });
  const bodies = ['a', 'b', 'c', 'd'].map((seed) => Buffer.from(aScript(seed)));
  const asked = Array.from({ length: 80 }, (_, index) => bodies[index % 4] as Buffer);
  const answers = await Promise.all(
    asked.map((body) => assets.present(anAssetRequest(), anAssetAnswer(body), '/a.js', body)),
  );
  t.ok(answers.every(({ body }, index) => brotliDecompressSync(body).equals(asked[index] as Buffer)));
});

t.test('a better form follows in the background, with the same tag', async (t) => {
  const assets = start(t, { directory: join(t.testdir(), 'asset-cache') });
  const asks = () => assets.present(anAssetRequest(), anAssetAnswer(script), '/a.js', script);
  const first = await asks();
  await assets.settled();
  const second = await asks();
  t.ok(second.body.length < first.body.length);
  t.equal(headerOf(second.headers, 'etag'), headerOf(first.headers, 'etag'));
  t.ok(brotliDecompressSync(second.body).equals(script));
});

const html = anAssetAnswer('<p>', { 'Content-Type': 'text/html' });

function page(headers: Record<string, string | undefined> = {}, run?: string): AssetRequest {
  return anAssetRequest({ headers: { accept: 'text/html,*/*', ...headers }, ...(run === undefined ? {} : { run }) });
}

async function markOf(answer: Promise<{ headers: string[] }>): Promise<string | undefined> {
  return headerOf((await answer).headers, 'set-cookie');
}

function encoded(accepted: string, headers: Record<string, string> = {}): AssetRequest {
  return anAssetRequest({ headers: { 'accept-encoding': accepted, ...headers } });
}

function start(t: Test, options: Partial<AssetAnswersOptions> = {}) {
  const assets = createAssetAnswers({ directory: null, log: silentLog, idleMs: 0, ...options });
  t.teardown(() => assets.close());
  return assets;
}
