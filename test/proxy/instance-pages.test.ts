import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import type { Instance, InstanceRecord } from '../../src/domain/instance.ts';
import { ask, handshake, RawClient } from '../support/proxy-client.ts';
import { anInstance, startProxy, startServer, until } from '../support/proxy-fixture.ts';

const nasty = `<script>alert("1")</script> & 'x'`;
const nastyEscaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;';

async function prepare(test: Test, changes: Partial<Instance>, record: Partial<InstanceRecord> = {}) {
  const fixture = await startProxy(test, { basePath: '/a/' });
  await fixture.add(anInstance(7, { kind: 'tcp', host: '127.0.0.1', port: 1 }, { instance: changes, record }));
  const cookie = await fixture.letIn('id7');
  const get = (accept: string, method = 'GET') =>
    ask(fixture.port, '/proxy/7/x', { cookie, method, headers: { Accept: accept } });
  return Object.assign(get, { port: fixture.port, cookie });
}

/** What an upgrade to the instance is told: its status line and the problem. */
async function upgrade(test: Test, { port, cookie }: { port: number; cookie: string }) {
  const client = new RawClient(test, port).send(handshake('/proxy/7/ws', { Cookie: cookie }));
  await until(() => client.ended);
  const [head = '', body = ''] = client.received.split('\r\n\r\n');
  return { head, problem: JSON.parse(body) };
}

function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

for (const [state, tab] of [
  ['starting', 'Starting'],
  ['queued', 'Queued'],
] as const) {
  t.test(`an instance that is ${state} gets a page that waits and comes back by itself`, async (t) => {
    const get = await prepare(t, { state, name: 'My run', started_at: ago(2), log_tail: ['loading', nasty] });
    const page = await get('text/html,application/xhtml+xml');
    t.equal(page.status, 503);
    t.match(page.headers['retry-after'], /^\d+$/);
    t.equal(page.headers['cache-control'], 'no-store');
    t.match(page.text, '<meta http-equiv="refresh" content="1">');
    t.match(page.text, `<title>${tab}: My run</title>`);
    t.match(page.text, `<h1>My run is ${state}</h1>`);
    t.match(page.text, `<pre>loading\n${nastyEscaped}</pre>`);
    t.match(page.text, '<a href="/a/api/v1/instances/id7/log">Show the whole log</a>');
    const head = await get('text/html', 'HEAD');
    t.equal(head.status, 503);
    t.equal(head.text, '');
    const problem = await get('*/*');
    t.equal(problem.status, 503);
    t.equal(problem.headers['content-type'], 'application/problem+json');
    t.match(JSON.parse(problem.text), { code: 'instance_not_ready', status: 503, hint: String });
    t.match(JSON.parse((await get('text/html', 'POST')).text), { code: 'instance_not_ready' });
    const refused = await upgrade(t, get);
    t.match(refused.head, /^HTTP\/1\.1 503 [\s\S]*Cache-Control: no-store/);
    t.match(refused.problem, { code: 'instance_not_ready', hint: String });
  });
}

t.test('a start is shown against the time that it may take', async (t) => {
  const record = { ready: { path: '/', timeout_seconds: 90 } };
  const starting = await (await prepare(t, { state: 'starting', started_at: ago(30) }, record))('text/html');
  t.match(starting.text, /<progress max="90" value="3[0-9]" aria-labelledby="progress">/);
  t.match(starting.text, /3\d s so far\. It has 90 s to answer; then it counts as failed\./);
  const queued = await (await prepare(t, { state: 'queued', started_at: ago(30) }, record))('text/html');
  t.match(queued.text, '<progress aria-labelledby="progress">');
  t.notMatch(queued.text, 'counts as failed');
});

t.test('a long wait is asked for less often', async (t) => {
  for (const [seconds, pause] of [
    [0, 1],
    [25, 2],
    [3600, 5],
  ] as const) {
    const get = await prepare(t, { state: 'starting', started_at: ago(seconds) });
    t.match((await get('text/html')).text, `<meta http-equiv="refresh" content="${pause}">`);
  }
});

for (const state of ['stopped', 'failed'] as const) {
  t.test(`an instance that ${state} says why and offers a restart`, async (t) => {
    const get = await prepare(t, {
      state,
      name: nasty,
      app_name: 'Turbine',
      data_directory: '/data/<x>',
      state_reason: 'It ran out of memory.',
      hint: 'Ask for more.',
      log_tail: ['\u001b[31mKilled\u001b[0m'],
    });
    const page = await get('text/html');
    t.equal(page.status, 503);
    t.equal(page.headers['cache-control'], 'no-store');
    t.match(page.headers['retry-after'], /^\d+$/);
    for (const part of ['It ran out of memory.', 'Ask for more.', '<pre>Killed</pre>', `has ${state}</h1>`])
      t.match(page.text, part);
    t.match(page.text, '<form method="post" action="/a/open/id7"><button type="submit">Restart</button></form>');
    t.match(page.text, '<a href="/a/api/v1/instances/id7/log">');
    t.match(page.text, '<a href="/a/">Go to the launcher page</a>');
    t.match(page.text, '<dt>App</dt><dd>Turbine</dd>');
    t.match(page.text, '<dt>Data</dt><dd>/data/&lt;x&gt;</dd>');
    t.notMatch(page.text, '<script');
    t.notMatch(page.text, 'http-equiv');
    const problem = { code: 'instance_not_running', detail: /ran out of memory\. Ask for more\./, hint: String };
    t.match(JSON.parse((await get('application/json')).text), problem);
    const refused = await upgrade(t, get);
    t.match(refused.head, /^HTTP\/1\.1 503 /);
    t.match(refused.problem, problem);
  });
}

t.test('an instance that does not answer is tried again, and its page says what is known', async (t) => {
  for (const [state, reason, title] of [
    ['ready', null, 'run 1 does not answer'],
    ['ending', 'Stopping', 'run 1 is being stopped'],
    ['ending', 'Restarting', 'run 1 is being restarted'],
  ] as const) {
    const get = await prepare(t, { state, state_reason: reason });
    const page = await get('text/html');
    t.equal(page.status, 502);
    t.match(page.text, `<h1>${title}</h1>`);
    t.match(page.text, /http-equiv="refresh" content="[12]"/);
    t.match(JSON.parse((await get('*/*')).text), { code: 'instance_unreachable', status: 502, hint: String });
  }
});

t.test(
  'of an instance on a machine out of reach nothing is asked: here something else may have its port',
  async (t) => {
    const seen: string[] = [];
    const fixture = await startProxy(t, { basePath: '/a/' });
    const { upstream } = await startServer(t, (request, response) => {
      seen.push(request.url ?? '');
      response.end();
    });
    await fixture.add(anInstance(7, upstream, { instance: { state: 'lost', host: 'n1' } }));
    const cookie = await fixture.letIn('id7');
    const page = await ask(fixture.port, '/proxy/7/', { cookie, headers: { Accept: 'text/html' } });
    t.equal(page.status, 502);
    t.match(page.text, '<h1>run 1 is out of reach</h1>');
    t.match(page.text, 'n1');
    t.notMatch(page.text, '<form');
    const refused = await upgrade(t, { port: fixture.port, cookie });
    t.match(refused.head, /^HTTP\/1\.1 502 /);
    t.same(seen, []);
  },
);

t.test('a button that will start an ended instance says so', async (t) => {
  for (const [state, label] of [
    ['ready', 'Get a fresh link and open it'],
    ['stopped', 'Restart and open it'],
    ['failed', 'Restart and open it'],
  ] as const) {
    const { port } = await prepare(t, { state });
    const page = await ask(port, '/proxy/7/', { headers: { Accept: 'text/html' } });
    t.equal(page.status, 403);
    t.match(page.text, `action="/a/open/id7"><button type="submit">${label}</button>`);
    t.match(page.text, '<title>Link needed: run 1</title>');
  }
  const { port } = await prepare(t, { state: 'lost' });
  const page = await ask(port, '/proxy/7/', { headers: { Accept: 'text/html' } });
  t.notMatch(page.text, '<form', 'what is out of reach cannot be opened');
});

t.test('an address of no instance leads back to the launcher page', async (t) => {
  const { port, cookie } = await prepare(t, {});
  const page = await ask(port, '/proxy/8/', { cookie, headers: { Accept: 'text/html' } });
  t.equal(page.status, 404);
  t.equal(page.headers['cache-control'], 'no-store');
  t.match(page.text, '<a href="/a/">Go to the launcher page</a>');
  const problem = await ask(port, '/proxy/8/', { cookie });
  t.equal(problem.status, 404);
  t.match(JSON.parse(problem.text), { code: 'instance_not_found', hint: String });
  t.equal((await ask(port, '/proxy/8/', { method: 'HEAD' })).status, 404);
});

t.test('pages load nothing, run nothing and cannot be framed by others', async (t) => {
  const page = await (await prepare(t, { state: 'starting' }))('text/html');
  const policy = String(page.headers['content-security-policy']);
  const style = /<style>([\s\S]*)<\/style>/.exec(page.text)?.[1] ?? '';
  t.equal(
    policy,
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'`,
  );
  t.match(page.headers, {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin',
    'content-type': 'text/html; charset=utf-8',
  });
  t.match(style, 'prefers-color-scheme: dark');
  t.match(page.text, '<html lang="en">');
  t.notMatch(page.text, /\b(src|href)="(?!data:|\/a\/|")/, 'the icon of the tab comes along');
});
