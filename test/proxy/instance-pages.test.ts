import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import type { Instance } from '../../src/domain/instance.ts';
import { ask } from '../support/proxy-client.ts';
import { anInstance, startProxy } from '../support/proxy-fixture.ts';

const nasty = `<script>alert("1")</script> & 'x'`;

async function prepare(test: Test, changes: Partial<Instance>) {
  const fixture = await startProxy(test, { basePath: '/a/' });
  await fixture.add(anInstance(7, { kind: 'tcp', host: '127.0.0.1', port: 1 }, { instance: changes }));
  const cookie = await fixture.letIn('id7');
  const get = (accept: string, method = 'GET') =>
    ask(fixture.port, '/proxy/7/x', { cookie, method, headers: { Accept: accept } });
  return get;
}

for (const [state, title] of [
  ['starting', 'My run is starting'],
  ['queued', 'My run is queued'],
] as const) {
  t.test(`an instance that is ${state} gets a page that waits and comes back by itself`, async (t) => {
    const started_at = new Date(Date.now() - 42_000).toISOString();
    const get = await prepare(t, { state, name: 'My run', started_at, log_tail: ['loading', nasty] });
    const page = await get('text/html,application/xhtml+xml');
    t.equal(page.status, 503);
    t.equal(page.headers['retry-after'], '1');
    t.equal(page.headers['cache-control'], 'no-store');
    t.match(page.text, '<meta http-equiv="refresh" content="1">');
    t.match(page.text, `<h1>${title}</h1>`);
    t.match(page.text, /for 4[23] s so far/);
    t.match(
      page.text,
      '<pre tabindex="0">loading\n&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</pre>',
    );
    t.equal((await get('text/html', 'HEAD')).status, 503);
    const problem = await get('*/*');
    t.equal(problem.status, 503);
    t.match(JSON.parse(problem.text), { code: 'instance_not_ready', status: 503 });
    t.match(JSON.parse((await get('text/html', 'POST')).text), { code: 'instance_not_ready' });
  });
}

for (const state of ['stopped', 'failed'] as const) {
  t.test(`an instance that ${state} says why and offers a restart`, async (t) => {
    const get = await prepare(t, {
      state,
      name: nasty,
      state_reason: 'It ran out of memory.',
      hint: 'Ask for more.',
      log_tail: ['Killed'],
    });
    const page = await get('text/html');
    t.equal(page.status, 503);
    for (const part of ['It ran out of memory.', 'Ask for more.', 'Killed', `has ${state}`]) t.match(page.text, part);
    t.match(page.text, '<form method="post" action="/a/open/id7"><button type="submit">Restart</button></form>');
    t.notMatch(page.text, '<script');
    t.notMatch(page.text, 'http-equiv');
    t.match(JSON.parse((await get('application/json')).text), {
      code: 'instance_not_running',
      detail: /ran out of memory/,
    });
  });
}

t.test('an end without a reason is told by its signal or exit code', async (t) => {
  t.match(
    (await (await prepare(t, { state: 'failed', signal: 'SIGSEGV' }))('text/html')).text,
    'It was ended by SIGSEGV.',
  );
  t.match(
    (await (await prepare(t, { state: 'failed', exit_code: 3 }))('text/html')).text,
    'It ended with exit code 3.',
  );
});

t.test('pages load nothing, run nothing and cannot be framed by others', async (t) => {
  const page = await (await prepare(t, { state: 'starting' }))('text/html');
  const policy = String(page.headers['content-security-policy']);
  const style = /<style>([\s\S]*)<\/style>/.exec(page.text)?.[1] ?? '';
  t.equal(
    policy,
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'`,
  );
  t.match(page.headers, {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin',
    'content-type': 'text/html; charset=utf-8',
  });
  t.match(style, 'prefers-color-scheme: dark');
});

t.test('an instance that ends or is out of sight is still asked', async (t) => {
  for (const state of ['ending', 'lost'] as const) t.equal((await (await prepare(t, { state }))('*/*')).status, 502);
});
