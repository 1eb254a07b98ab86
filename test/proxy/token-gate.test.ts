import t, { type Test } from 'tap';
import { ask } from '../support/proxy-client.ts';
import { anInstance, type ProxyFixture, startProxy, startServer } from '../support/proxy-fixture.ts';
import { until } from '../support/until.ts';

const base = '/hubs/user/alice%20b/tm/';
const html = { Accept: 'text/html,*/*;q=0.8' };

async function prepare(test: Test, options: Parameters<typeof startProxy>[1] = { basePath: base }) {
  const seen: string[] = [];
  const { upstream } = await startServer(test, (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.referer ?? ''}`);
    response.end('the app');
  });
  const fixture = await startProxy(test, options);
  await fixture.add(anInstance(40_123, upstream));
  return { ...fixture, seen, upstream };
}

async function linkTo(fixture: Pick<ProxyFixture, 'access'>, id = 'id40123'): Promise<string> {
  return (await fixture.access.createLink(id)).token;
}

function cookiesOf(headers: Record<string, unknown>): string[] {
  return headers['set-cookie'] as string[];
}

t.test('a fresh token sets a cookie for both forms of the path and leads to the clean URL', async (t) => {
  const fixture = await prepare(t);
  const token = await linkTo(fixture);
  const answer = await ask(fixture.port, `${base}proxy/40123/a/b.html?x=%2F&launch_token=${token}&&y`);
  t.equal(answer.status, 303);
  t.equal(answer.headers.location, './b.html?x=%2F&&y');
  t.equal(answer.headers['referrer-policy'], 'no-referrer');
  t.equal(answer.headers['cache-control'], 'no-store');
  const cookies = cookiesOf(answer.headers);
  t.match(
    cookies[0],
    /^trame_manager_open_id40123=[\w-]{43}; Path=\/hubs\/user\/alice%20b\/tm\/proxy\/40123\/; HttpOnly; SameSite=Lax$/,
  );
  t.match(cookies[1], /; Path=\/hubs\/user\/alice%20b\/tm\/proxy\/absolute\/40123\/; HttpOnly; SameSite=Lax$/);
  const opened = await ask(fixture.port, '/proxy/40123/', { cookie: cookies[0]?.split(';')[0] ?? '' });
  t.equal(opened.text, 'the app');
  t.strictSame(fixture.seen, ['GET / ']);
});

t.test('the clean URL of a token alone is the directory itself', async (t) => {
  const fixture = await prepare(t);
  const answer = await ask(fixture.port, `/proxy/40123/?launch_token=${await linkTo(fixture)}`);
  t.equal(answer.headers.location, './');
});

t.test('the cookie is Secure when the browser came by https, as far as that can be known', async (t) => {
  for (const [trustForwarded, secure] of [
    [true, true],
    [false, false],
  ] as const) {
    const fixture = await prepare(t, { trustForwarded });
    const path = `/proxy/40123/?launch_token=${await linkTo(fixture)}`;
    const answer = await ask(fixture.port, path, { headers: { 'X-Forwarded-Proto': 'https,http' } });
    t.equal(/; Secure$/.test(cookiesOf(answer.headers)[0] ?? ''), secure);
  }
});

t.test('the cookie has the path as the browser writes it', async (t) => {
  const fixture = await prepare(t);
  const path = `/hubs/user/%61lice%20b/tm/proxy/40123/?launch_token=${await linkTo(fixture)}`;
  const answer = await ask(fixture.port, path);
  t.match(cookiesOf(answer.headers)[0], /Path=\/hubs\/user\/%61lice%20b\/tm\/proxy\/40123\/;/);
});

t.test('HEAD, prefetch and parts of pages do not burn a token', async (t) => {
  const fixture = await prepare(t);
  const path = `/proxy/40123/?launch_token=${await linkTo(fixture)}`;
  t.equal((await ask(fixture.port, path, { method: 'HEAD' })).status, 200);
  for (const headers of [
    ['Sec-Purpose', 'prefetch;prerender'],
    ['Purpose', 'prefetch'],
    ['X-Moz', 'prefetch'],
    ['Sec-Fetch-Dest', 'image'],
    ['Sec-Fetch-Dest', 'script'],
  ]) {
    const answer = await ask(fixture.port, path, { headers });
    t.equal(answer.status, 503);
    t.equal(answer.headers['set-cookie'], undefined);
  }
  t.equal((await ask(fixture.port, path, { method: 'POST', body: 'x' })).status, 403);
  t.equal((await ask(fixture.port, path)).status, 303);
  t.equal((await ask(fixture.port, path, { method: 'HEAD' })).status, 403);
});

t.test('a browser that holds the cookie is never refused and burns no token', async (t) => {
  const fixture = await prepare(t);
  const cookie = await fixture.letIn('id40123');
  const token = await linkTo(fixture);
  for (const shown of [token, 'guessed', token]) {
    const answer = await ask(fixture.port, `/proxy/40123/x?launch_token=${shown}&k=1`, { cookie });
    t.equal(answer.status, 303);
    t.equal(answer.headers.location, './x?k=1');
    t.equal(answer.headers['set-cookie'], undefined);
  }
  t.equal((await ask(fixture.port, `/proxy/40123/?launch_token=${token}`)).status, 303, 'it is still fresh');
});

t.test('no token reaches the instance, neither by URL nor by Referer', async (t) => {
  const fixture = await prepare(t);
  const cookie = await fixture.letIn('id40123');
  const token = await linkTo(fixture);
  const headers = { Referer: `http://h/proxy/40123/?a&launch_token=${token}` };
  await ask(fixture.port, `/proxy/40123/x?k=1&launch_token=${token}`, { method: 'POST', cookie, headers, body: '' });
  await ask(fixture.port, '/proxy/absolute/40123/x', { cookie, headers });
  t.strictSame(fixture.seen, [
    'POST /x?k=1 http://h/proxy/40123/?a',
    `GET ${base}proxy/absolute/40123/x http://h/proxy/40123/?a`,
  ]);
});

for (const [problem, title] of [
  ['used', 'This link was used before'],
  ['unknown', 'This link is not valid here'],
  ['expired', 'This link has expired'],
  ['missing', 'A link is needed'],
] as const) {
  t.test(`without a cookie a link that is ${problem} gives a page that offers a fresh one`, async (t) => {
    const fixture = await prepare(t);
    let token = await linkTo(fixture);
    if (problem === 'used') await fixture.access.redeem('id40123', token, 0);
    if (problem === 'unknown') token = 'foreign';
    if (problem === 'expired') {
      const [listed] = fixture.instances.listed;
      const endedMs = Date.now() + 1;
      if (listed) Object.assign(listed.record, { ended_at: new Date(endedMs).toISOString() });
      await until(() => Date.now() >= endedMs);
    }
    const path = `/proxy/40123/${problem === 'missing' ? '' : `?launch_token=${token}`}`;
    const page = await ask(fixture.port, path, { headers: html });
    t.equal(page.status, 403);
    t.match(page.headers['content-type'], /^text\/html/);
    t.match(page.text, `<h1>${title}</h1>`);
    t.match(page.text, `<form method="post" action="${base}open/id40123">`);
    t.notMatch(page.text, token);
    const problemAnswer = await ask(fixture.port, path);
    t.equal(problemAnswer.status, 403);
    t.equal(problemAnswer.headers['content-type'], 'application/problem+json');
    t.match(JSON.parse(problemAnswer.text), {
      status: 403,
      code: 'link_required',
      title: String,
      detail: String,
      type: String,
    });
    t.strictSame(fixture.seen, []);
  });
}

t.test('of a hundred requests with one token one is let in', async (t) => {
  const fixture = await prepare(t);
  const path = `/proxy/40123/?launch_token=${await linkTo(fixture)}`;
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask(fixture.port, path)));
  t.equal(answers.filter((answer) => answer.headers['set-cookie'] !== undefined).length, 1);
  t.equal(answers.filter((answer) => answer.status === 403).length, 99);
});

t.test("one instance's cookie and token do not open another", async (t) => {
  const fixture = await prepare(t);
  await fixture.add(anInstance(40_124, fixture.upstream));
  const cookie = await fixture.letIn('id40123');
  t.equal((await ask(fixture.port, '/proxy/40124/', { cookie })).status, 403);
  t.equal((await ask(fixture.port, `/proxy/40124/?launch_token=${await linkTo(fixture)}`)).status, 403);
  t.strictSame(fixture.seen, []);
});

t.test('a revoked browser is turned away, and what it has open ends', async (t) => {
  const fixture = await startProxy(t);
  const { upstream } = await startServer(t, (_request, response) => response.write('first'));
  await fixture.add(anInstance(7, upstream));
  const cookie = await fixture.letIn('id7');
  const stream = t.rejects(ask(fixture.port, '/proxy/7/events', { cookie }), { code: 'ECONNRESET' });
  while (!(await fixture.access.hasSession('id7', cookie))) await new Promise(setImmediate);
  await fixture.access.revokeAll('id7');
  t.equal((await ask(fixture.port, '/proxy/7/', { cookie })).status, 403);
  fixture.access.emit('revoked', 'id7');
  await stream;
});

t.test('a state directory that cannot be written gives a problem, not a hang', async (t) => {
  const fixture = await startProxy(t);
  const instance = await fixture.add(anInstance(7, { kind: 'unix', path: '/nowhere' }));
  Object.assign(instance.record, { id: 'gone/with-all-others' });
  const answer = await ask(fixture.port, '/proxy/7/?launch_token=x');
  t.equal(answer.status, 507);
  t.match(JSON.parse(answer.text), { code: 'state_not_writable' });
});

t.test('neither tokens nor cookies are logged', async (t) => {
  const fixture = await startProxy(t);
  await fixture.add(anInstance(7, { kind: 'unix', path: '/nowhere/socket' }));
  const token = await linkTo(fixture, 'id7');
  const cookie = await fixture.letIn('id7');
  await ask(fixture.port, `/proxy/7/?launch_token=${token}`);
  await ask(fixture.port, '/proxy/7/path?secret-query', { cookie });
  t.match(fixture.logged(), 'id7');
  for (const secret of [token, cookie, cookie.split('=')[1] ?? '', 'secret-query'])
    t.notOk(fixture.logged().includes(secret));
});
