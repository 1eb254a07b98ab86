import t from 'tap';
import { ask } from '../support/proxy-client.ts';
import { anInstance, startProxy, startServer } from '../support/proxy-fixture.ts';

t.test('two apps that set a cookie of one name keep their own, as a browser keeps cookies', async (t) => {
  const fixture = await startProxy(t, { basePath: '/user/Alice%20B/x/' });
  for (const number of [7, 8]) {
    const { upstream } = await startServer(t, (request, response) => {
      response.setHeader('Set-Cookie', [`session=of-${number}; Path=/; HttpOnly`, `_xsrf=of-${number}; Path=/deep/`]);
      response.end(request.headers.cookie ?? 'none');
    });
    await fixture.add(anInstance(number, upstream));
  }
  const jar: { pair: string; path: string }[] = [];
  const keep = (pair: string, path: string) => {
    if (!jar.some((cookie) => cookie.pair === pair && cookie.path === path)) jar.push({ pair, path });
  };
  const visit = async (path: string) => {
    // A browser puts cookies of longer paths first.
    const sent = jar.filter((cookie) => path.startsWith(cookie.path)).sort((a, b) => b.path.length - a.path.length);
    const id = `id${/proxy\/(\d+)/.exec(path)?.[1]}`;
    const cookie = [await fixture.letIn(id), ...sent.map(({ pair }) => pair)].join('; ');
    const answer = await ask(fixture.port, path, { cookie });
    for (const header of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = header.split(';');
      keep(pair, /Path=([^;]*)/.exec(header)?.[1] ?? '/');
    }
    return answer.text;
  };
  const base = '/user/Alice%20B/x/proxy';
  t.equal(await visit(`${base}/7/`), 'none');
  t.equal(await visit(`${base}/8/`), 'none');
  t.strictSame(
    jar.map(({ path }) => path),
    [`${base}/7/`, `${base}/7/deep/`, `${base}/8/`, `${base}/8/deep/`],
  );
  keep('_xsrf=of-jupyter', '/user/Alice%20B/');
  t.equal(await visit(`${base}/7/deep/x`), '_xsrf=of-7; session=of-7');
  t.equal(await visit(`${base}/8/deep/x`), '_xsrf=of-8; session=of-8');
  t.equal(await visit(`${base}/7/`), 'session=of-7');
});

t.test('a cookie lets in to the one instance that it belongs to, in both forms of its path', async (t) => {
  const fixture = await startProxy(t);
  for (const number of [7, 8]) {
    const { upstream } = await startServer(t, (_request, response) => response.end(`app ${number}`));
    await fixture.add(anInstance(number, upstream));
  }
  const cookie = await fixture.letIn('id7');
  t.match(await ask(fixture.port, '/proxy/7/', { cookie }), { status: 200, text: 'app 7' });
  t.match(await ask(fixture.port, '/proxy/absolute/7/', { cookie }), { status: 200, text: 'app 7' });
  t.match(await ask(fixture.port, '/proxy/8/', { cookie }), { status: 403 });
  const renamed = cookie.replace('id7', 'id8');
  t.match(await ask(fixture.port, '/proxy/8/', { cookie: renamed }), { status: 403 });
});
