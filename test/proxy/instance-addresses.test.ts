import t from 'tap';
import { proxyToServer } from '../support/proxied-instance.ts';
import { ask } from '../support/proxy-client.ts';
import { anInstance, startProxy, startRawServer, startServer } from '../support/proxy-fixture.ts';

t.test('after a restart the number leads to the new port', async (t) => {
  const { port, cookie, instance } = await proxyToServer(t, (_request, response) => response.end('first'));
  const second = await startServer(t, (_request, response) => response.end('second'));
  t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'first');
  instance.upstream = second.upstream;
  t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'second');
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
    `/proxy/[::1]:${upstream.port}/`,
    `/proxy/0${upstream.port}/`,
    '/proxy/',
    '/proxy/x',
    '/proxy/absolute/',
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
  const { port } = await proxyToServer(t, (_request, response) => response.end());
  t.match(await ask(port, '/proxy/7'), { status: 308, headers: { location: '7/' } });
  t.match(await ask(port, '/proxy/absolute/7?a=/'), { status: 308, headers: { location: '7/?a=/' } });
});
