import t, { type Test } from 'tap';
import { ask } from '../support/proxy-client.ts';
import { anInstance, startProxy, startServer } from '../support/proxy-fixture.ts';

const base = '/user/Alice/tm/';

async function prepare(test: Test, options: { trustForwarded?: boolean; kind?: 'trame' | 'web' } = {}) {
  const { upstream } = await startServer(test, (_request, response) => response.writeHead(405).end());
  const fixture = await startProxy(test, { basePath: base, trustForwarded: options.trustForwarded ?? false });
  await fixture.add(anInstance(7, upstream, { record: { kind: options.kind ?? 'trame' } }));
  const cookie = await fixture.letIn('id7');
  const post = (path: string, headers: Record<string, string> = {}) =>
    ask(fixture.port, `/proxy${path}`, { method: 'POST', cookie, headers, body: '{}' });
  return { ...fixture, post, cookie };
}

t.test("trame's launcher request is answered with the websocket's URL and the key", async (t) => {
  const { post } = await prepare(t);
  for (const path of ['/7/paraview/', '/7/index.htmlparaview/', '/7/paraview/?x']) {
    const answer = await post(path, { Host: 'hub.example:8000' });
    t.equal(answer.status, 200);
    t.equal(answer.headers['cache-control'], 'no-store');
    t.match(answer.headers['content-type'], /^application\/json/);
    t.strictSame(JSON.parse(answer.text), {
      sessionURL: `ws://hub.example:8000${base}proxy/7/ws`,
      secret: 'the-instance-secret',
    });
  }
  t.match((await post('/absolute/7/paraview/')).text, `${base}proxy/absolute/7/ws`);
});

t.test('scheme and host are those of the browser, where Jupyter passes them on', async (t) => {
  const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'outer.example' };
  const trusting = await prepare(t, { trustForwarded: true });
  t.match(JSON.parse((await trusting.post('/7/paraview/', headers)).text).sessionURL, /^wss:\/\/outer\.example\/user/);
  const careful = await prepare(t);
  t.match(JSON.parse((await careful.post('/7/paraview/', headers)).text).sessionURL, /^ws:\/\/127\.0\.0\.1:\d+\/user/);
});

t.test('the key is given to nobody else', async (t) => {
  const { post, port, logged } = await prepare(t);
  const answers = [
    await ask(port, '/proxy/7/paraview/', { method: 'POST', body: '{}' }),
    await post('/7/paraview/', { Origin: 'http://evil.example' }),
    await post('/7/paraview/', { 'Sec-Fetch-Site': 'same-site' }),
    await post('/7/paraview/', { 'Sec-Fetch-Site': 'cross-site' }),
  ];
  t.strictSame(
    answers.map(({ status }) => status),
    [403, 403, 403, 403],
  );
  t.notMatch(answers.map(({ text }) => text).join(), 'the-instance-secret');
  t.notMatch(logged(), 'the-instance-secret');
});

t.test("other requests, and those of other apps, are the instance's own", async (t) => {
  const { post, port, cookie } = await prepare(t);
  t.equal((await post('/7/deeper/paraview/')).status, 405);
  t.equal((await post('/7/paraview')).status, 405);
  t.equal((await ask(port, '/proxy/7/paraview/', { cookie })).status, 405);
  const web = await prepare(t, { kind: 'web' });
  t.equal((await web.post('/7/paraview/')).status, 405);
});

t.test('an instance that is not ready gives a problem', async (t) => {
  const { post, instances } = await prepare(t);
  Object.assign(instances.listed[0]?.instance ?? {}, { state: 'starting' });
  const answer = await post('/7/paraview/');
  t.equal(answer.status, 503);
  t.match(JSON.parse(answer.text), { code: 'instance_not_ready' });
});
