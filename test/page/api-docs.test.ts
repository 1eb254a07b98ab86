import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { createApiDocs } from '../../src/page/api-docs.ts';
import { restApi } from '../support/rest.ts';

async function makeDocs(t: Test) {
  const directory = await mkdtemp('/tmp/trame-manager-docs-');
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, 'docs'));
  await writeFile(join(directory, 'docs', 'index.html'), '<main></main>');
  await writeFile(join(directory, 'docs', 'docs.js.gz'), gzipSync('show()'));
  const docs = createApiDocs({ pageDirectory: directory });
  const get = async (target: string, headers: Record<string, string> = {}) => {
    const answer = await docs.answer({ headers }, target);
    const list = answer?.headers ?? [];
    return {
      status: answer?.status ?? 404,
      headers: Object.fromEntries(list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]]] : []))),
      body: Buffer.from(answer?.body ?? ''),
    };
  };
  return { docs, get };
}

t.test('the page and its files are meant, and nothing beside them', async (t) => {
  const { docs } = await makeDocs(t);
  for (const target of ['/api/docs', '/api/docs?x', '/api/docs/', '/api/docs/docs.js', '/api/docs/docs.css?1'])
    t.ok(docs.handles({ method: 'GET' }, target), target);
  for (const target of [
    '/api/docs/../page.js',
    '/api/docs/docs.js.gz',
    '/api/docs/%2e%2e',
    '/api/docsx',
    '/api/v1/system',
  ])
    t.notOk(docs.handles({ method: 'GET' }, target), target);
  t.notOk(docs.handles({ method: 'POST' }, '/api/docs'));
});

t.test('its policy allows its own files alone', async (t) => {
  const { get } = await makeDocs(t);
  const { status, headers, body } = await get('/api/docs?x');
  t.equal(status, 200);
  t.equal(body.toString(), '<main></main>');
  t.match(
    headers['content-security-policy'],
    /^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'self'$/,
  );
  t.notMatch(headers['content-security-policy'], /unsafe/);
  t.match(headers, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
  t.match(await get('/api/docs/'), { status: 308, headers: { location: '../docs' } });
});

t.test('scripts lie there as gzip alone, and are unpacked for whoever takes none', async (t) => {
  const { get } = await makeDocs(t);
  const packed = await get('/api/docs/docs.js', { 'accept-encoding': 'gzip, br' });
  t.match(packed.headers, { 'content-encoding': 'gzip', vary: 'accept-encoding', 'content-type': /javascript/ });
  t.equal(gunzipSync(packed.body).toString(), 'show()');
  const known = { 'accept-encoding': 'gzip', 'if-none-match': String(packed.headers.etag) };
  t.equal((await get('/api/docs/docs.js', known)).status, 304);
  const plain = await get('/api/docs/docs.js');
  t.equal(plain.body.toString(), 'show()');
  t.notOk(plain.headers['content-encoding']);
  t.equal((await get('/api/docs/docs.css')).status, 404);
});

t.test('pages of other sites get it as little as the launcher page', async (t) => {
  const home = await mkdtemp('/tmp/trame-manager-docs-');
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const { daemon } = await restApi(t, home);
  await new Promise<void>((resolve) => daemon.server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = daemon.server.address() as { port: number };
  const ask = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${port}/api/docs`, { headers });
  const foreign = await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' });
  t.equal(foreign.status, 403);
  t.match(await foreign.json(), { code: 'foreign_origin' });
  const fromApp = await ask({ referer: `http://127.0.0.1:${port}/proxy/40123/` });
  t.equal(fromApp.status, 403);
  await fromApp.arrayBuffer();
});
