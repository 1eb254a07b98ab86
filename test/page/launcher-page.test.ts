import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { withState } from '../../src/page/first-state.ts';
import { createLauncherPage } from '../../src/page/launcher-page.ts';
import { restApi } from '../support/rest.ts';

const markup = '<!doctype html><!-- first state --><tm-app></tm-app>';

/** A page of one line, with or without the compressed forms of its script. */
async function makePage(t: Test, { state = null as string | null, compressed = true } = {}) {
  const directory = await mkdtemp('/tmp/trame-manager-page-');
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const write = (name: string, content: string | Buffer) => writeFile(join(directory, name), content);
  await Promise.all([write('index.html', markup), write('page.js', 'start()'), write('page.css', 'a {}')]);
  if (compressed) {
    await write('page.js.br', brotliCompressSync('start()'));
    await write('page.js.gz', gzipSync('start()'));
  }
  const page = createLauncherPage({ pageDirectory: directory, firstState: () => state });
  return async (target: string, headers: Record<string, string> = {}) => {
    const answer = await page.answer({ headers }, target);
    const list = answer?.headers ?? [];
    const body = Buffer.from(answer?.body ?? '');
    return {
      statusCode: answer?.status ?? 404,
      headers: Object.fromEntries(list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]]] : []))),
      rawPayload: body,
      body: body.toString(),
    };
  };
}

t.test('the page comes with what it shows first, and is kept nowhere', async (t) => {
  const get = await makePage(t, { state: '{"type":"snapshot"}' });
  for (const url of ['/', '/?x=1', '/index.html']) {
    const { statusCode, headers, body } = await get(url);
    t.equal(statusCode, 200);
    t.match(body, '<script type="application/json" id="first-state">{"type":"snapshot"}</script><tm-app>');
    t.match(headers, { 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' });
    t.match(headers['content-security-policy'], /default-src 'none'.*script-src 'self'.*frame-ancestors 'self'/);
    t.equal(headers['x-content-type-options'], 'nosniff');
  }
});

t.test('before anything was looked at it comes without', async (t) => {
  const get = await makePage(t);
  const { body, headers } = await get('/');
  t.equal(body, markup);
  t.equal(headers['cache-control'], 'no-cache');
});

t.test('no text in the state ends the element that holds it', (t) => {
  const state = JSON.stringify({ name: '</script><img src=x><!-- <script> $& $1' });
  const made = withState(markup, state);
  const [, data = ''] = /id="first-state">(.*)<\/script><tm-app>/s.exec(made) ?? [];
  t.notMatch(data, /</);
  t.strictSame(JSON.parse(data), JSON.parse(state));
  t.end();
});

t.test('page and script are compressed for whoever takes it', async (t) => {
  const get = await makePage(t, { state: '{}' });
  const page = await get('/', { 'accept-encoding': 'gzip, br' });
  t.equal(page.headers['content-encoding'], 'br');
  t.match(brotliDecompressSync(page.rawPayload).toString(), 'first-state');
  t.match(gunzipSync((await get('/', { 'accept-encoding': 'gzip' })).rawPayload).toString(), 'first-state');

  const script = await get('/page.js', { 'accept-encoding': 'gzip, deflate, br, zstd' });
  t.match(script.headers, {
    'content-encoding': 'br',
    'content-type': 'text/javascript; charset=utf-8',
    vary: 'accept-encoding',
    'cache-control': 'no-cache',
  });
  t.equal(brotliDecompressSync(script.rawPayload).toString(), 'start()');
  const unchanged = await get('/page.js', {
    'accept-encoding': 'br',
    'if-none-match': `"other", W/${script.headers.etag}`,
  });
  t.equal(unchanged.statusCode, 304);
  t.equal(gunzipSync((await get('/page.js', { 'accept-encoding': 'gzip' })).rawPayload).toString(), 'start()');
  t.match(await get('/page.js'), { body: 'start()', headers: { vary: 'accept-encoding' } });
});

t.test('a page that was built without compressed forms is served as it is', async (t) => {
  const get = await makePage(t, { compressed: false });
  const { body, headers } = await get('/page.js', { 'accept-encoding': 'br' });
  t.equal(body, 'start()');
  t.notOk(headers['content-encoding']);
  t.equal((await get('/page.css', { 'accept-encoding': 'br' })).body, 'a {}');
  t.equal((await get('/missing.js')).statusCode, 404);
});

t.test('the daemon tells when the page was first answered, which what takes long waits for', async (t) => {
  const home = await mkdtemp('/tmp/trame-manager-page-');
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const { daemon } = await restApi(t, home);
  await new Promise<void>((resolve) => daemon.server.listen(0, '127.0.0.1', resolve));
  const { port } = daemon.server.address() as AddressInfo;
  let isAnswered = false;
  void daemon.pageAnswered.then(() => {
    isAnswered = true;
  });
  t.equal((await fetch(`http://127.0.0.1:${port}/api/v1/system`)).status, 200);
  t.notOk(isAnswered);
  await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.arrayBuffer());
  t.ok(isAnswered);
});
