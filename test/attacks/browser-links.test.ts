import type { Browser } from 'playwright-core';
import t from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon, type TestDaemon } from '../support/daemon.ts';
import { type DaemonBed, startDaemonBed } from '../support/daemon-bed.ts';
import { type AskOptions, ask } from '../support/proxy-client.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);

let bed: DaemonBed;
/** Another daemon on the same state directory. */
let other: TestDaemon;

t.before(async () => {
  bed = await startDaemonBed(t);
  other = await startDaemon(t, { home: bed.home, env: { TRAME_MANAGER_STATE_DIR: `${bed.home}/state` } });
  const known = async () => (await other.call('GET', `api/v1/instances/${bed.instance.id}`)).json.state === 'ready';
  await until(known, 'the other daemon knows the instance');
});

/** A request of somebody who is past the daemon's door, and of no browser that was let in. */
function visit(daemon: TestDaemon, url: string, options: AskOptions = {}) {
  const { pathname, search, port } = new URL(url, daemon.url);
  const headers = { Authorization: `Bearer ${daemon.token}`, ...(options.headers as Record<string, string>) };
  return ask(Number(new URL(daemon.url).port || port), pathname + search, { ...options, headers });
}

t.test('of a hundred first uses at once, half at each of two daemons, one wins', async (t) => {
  const url = await bed.link(bed.instance);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => visit(index % 2 ? bed.daemon : other, url)),
  );
  const won = answers.filter(({ headers }) => headers['set-cookie'] !== undefined);
  t.strictSame(
    won.map(({ status }) => status),
    [303],
  );
  t.equal(answers.filter(({ status }) => status === 403).length, 99);
  const cookie = String(won[0]?.headers['set-cookie']?.[0]).split(';')[0] ?? '';
  for (const daemon of [bed.daemon, other]) t.equal((await visit(daemon, bed.instance.url, { cookie })).status, 200);
  const { links } = (await bed.daemon.call('GET', `api/v1/instances/${bed.instance.id}/links`)).json;
  t.equal(links.filter(({ used_at }: { used_at: string | null }) => used_at !== null).length, 1);
});

t.test('a link opens nothing after its use, its time, its revocation, or the run that it was made for', async (t) => {
  const fresh = () => bed.link(bed.instance);
  const instance = `api/v1/instances/${bed.instance.id}`;
  const used = await fresh();
  t.equal((await visit(bed.daemon, used)).status, 303);
  t.equal((await visit(bed.daemon, used)).status, 403, 'used');
  t.equal((await visit(other, used)).status, 403, 'used, at another daemon');

  const { url: short } = (await bed.daemon.call('POST', `${instance}/links`, { expires_in_seconds: 1 })).json;
  // Looking uses nothing up.
  await until(async () => (await visit(bed.daemon, short, { method: 'HEAD' })).status === 403, 'its end');
  t.match((await visit(bed.daemon, short)).text, /expired/, 'expired');

  const revoked = await fresh();
  await bed.daemon.call('DELETE', `${instance}/links`);
  for (const daemon of [bed.daemon, other]) t.equal((await visit(daemon, revoked)).status, 403, 'revoked');

  const second = await bed.launch();
  const elsewhere = new URL(await bed.link(second));
  const moved = bed.instance.url + elsewhere.search;
  t.equal((await visit(bed.daemon, moved)).status, 403, "another instance's");
  t.equal((await visit(bed.daemon, elsewhere.href)).status, 303, 'which is still good there');

  const early = await fresh();
  await bed.daemon.call('POST', `${instance}/restart`);
  const again = async () => (await bed.daemon.call('GET', instance)).json.state === 'ready';
  await until(again, 'the restart');
  t.match((await visit(bed.daemon, early)).text, /expired/, 'of an earlier run');
});

t.test('a used link stays used, and a fresh one fresh, for the daemon that comes after a kill', async (t) => {
  const [used, kept] = [await bed.link(bed.instance), await bed.link(bed.instance)];
  t.equal((await visit(other, used)).status, 303);
  other.child.kill('SIGKILL');
  await until(() => other.child.signalCode !== null, 'its end');
  other = await startDaemon(t, { home: bed.home, env: { TRAME_MANAGER_STATE_DIR: `${bed.home}/state` } });
  t.equal((await visit(other, used)).status, 403);
  t.equal((await visit(other, kept)).status, 303);
});

t.test('however a token is written, it is used once, and never reaches the app', async (t) => {
  const token = async () => new URL(await bed.link(bed.instance)).searchParams.get('launch_token') ?? '';
  const escaped = (text: string) => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
  const tokens: string[] = [];
  for (const write of [
    (given: string) => `launch%5Ftoken=${given}`,
    (given: string) => `${escaped('launch_token')}=${escaped(given)}`,
    (given: string) => `a=1&launch_token=${given}&launch_token=${given}`,
    (given: string) => `launch_token=${given}&launch_token=evil`,
  ]) {
    const given = await token();
    tokens.push(given);
    const url = `${bed.instance.url}x?${write(given)}`;
    const [first, ...rest] = await Promise.all([1, 2, 3].map(() => visit(bed.daemon, url)));
    const statuses = [first, ...rest].map((answer) => answer?.status).sort();
    t.strictSame(statuses, [303, 403, 403], write('T'));
    const cookie =
      String([first, ...rest].find((answer) => answer?.status === 303)?.headers['set-cookie']?.[0]).split(';')[0] ?? '';
    for (const method of ['POST', 'PUT'])
      t.equal((await visit(bed.daemon, url, { method, cookie, body: '' })).status, 200);
    t.notOk(first?.text.includes(given), 'no page says it again');
  }
  const inBody = await token();
  tokens.push(inBody);
  const form = { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
  t.equal(
    (await visit(bed.daemon, bed.instance.url, { ...form, body: `launch_token=${inBody}` })).status,
    403,
    'in a body it opens nothing',
  );
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    t.equal(
      (await visit(bed.daemon, `${bed.instance.url}?launch_token=${inBody}`, { method })).status,
      403,
      `nor by ${method}`,
    );
  t.equal(
    (await visit(bed.daemon, `${bed.instance.url}?launch_token=${inBody}`)).status,
    303,
    'and is not used up by that',
  );
  for (const each of tokens) t.notOk(bed.instance.requests().includes(each), 'the app has not seen it');
});

t.test('neither prefetching nor loading it as a picture or script uses a link up', async (t) => {
  const chromium: Browser = await launchChromium();
  t.teardown(() => chromium.close());
  const browser = await chromium.newContext();
  const launcher = await bed.enter(browser);
  const second = await bed.launch();
  // Of the same origin, so that the browser does all of it with the user's cookies.
  await launcher.goto(await bed.link(second));
  const seen = bed.relay.requests.length;
  const link = await bed.link(bed.instance);
  await launcher.evaluate(`{
    const add = (tag, attributes) => document.head.append(Object.assign(document.createElement(tag), attributes));
    const link = ${JSON.stringify(link)};
    add('link', { rel: 'prefetch', href: link });
    add('link', { rel: 'prerender', href: link });
    add('link', { rel: 'preload', as: 'image', href: link });
    add('img', { src: link });
    add('script', { src: link });
    const rules = document.createElement('script');
    rules.type = 'speculationrules';
    rules.textContent = JSON.stringify({ prefetch: [{ urls: [link], eagerness: 'immediate' }] });
    document.head.append(rules);
  }`);
  const asked = () => bed.relay.requests.slice(seen).filter(({ target }) => target.includes('launch_token'));
  const done = (pattern: RegExp) => asked().some(({ head, status }) => status !== null && pattern.test(head));
  for (const pattern of [/^Sec-Purpose: prefetch/im, /^Sec-Fetch-Dest: image/im, /^Sec-Fetch-Dest: script/im])
    await until(() => done(pattern), String(pattern));
  const statuses = () => new Set(asked().map(({ status }) => status));
  await until(() => !statuses().has(null));
  t.strictSame([...statuses()], [503]);
  await launcher.goto(link);
  t.equal(await launcher.title(), 'The app', 'the link still opens');
});
