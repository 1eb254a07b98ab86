import type { Browser, BrowserContext, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { type DaemonBed, startDaemonBed } from '../support/daemon-bed.ts';
import { ask } from '../support/proxy-client.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);

let chromium: Browser;
let bed: DaemonBed;

t.before(async () => {
  bed = await startDaemonBed(t);
  chromium = await launchChromium();
});
t.teardown(() => chromium?.close());

t.test("an instance's cookie alone opens nothing, not even that instance: the daemon's door comes first", async (t) => {
  const browser = await chromium.newContext();
  t.teardown(() => browser.close());
  await openApp(browser);
  const [cookie] = (await browser.cookies(bed.instance.url)).filter(({ name }) =>
    name.startsWith('trame_manager_open_'),
  );
  const { paths } = (await bed.daemon.call('GET', 'api/v1/openapi.json')).json;
  const documented = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): [string, string] => [
      method.toUpperCase(),
      path.replace('{id}', bed.instance.id),
    ]),
  );
  t.ok(documented.length > 30, `${documented.length} calls`);
  const own = [
    '/',
    '/page.js',
    '/healthz',
    '/api/v1/openapi.json',
    '/trame',
    '/user',
    '/paraview',
    `/open/${bed.instance.id}`,
  ];
  const asked: [string, string][] = [
    ...documented,
    ...own.map((path): [string, string] => ['GET', path]),
    ['GET', new URL(bed.instance.url).pathname],
  ];
  const before = await bed.everything();
  for (const [method, path] of asked) {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await ask(bed.relay.port, path, {
      method,
      cookie: `${cookie?.name}=${cookie?.value}`,
      headers,
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    t.equal(answer.status, 401, `${method} ${path}`);
  }
  t.strictSame(await bed.everything(), before);
});

t.test('a page of an app is refused by the API as far as the browser tells where it comes from', async (t) => {
  const { page, launcher } = await open(t);
  const before = await bed.everything();
  const call = (path: string, options = {}) =>
    page.evaluate(`fetch(${JSON.stringify(bed.url + path)}, ${JSON.stringify(options)}).then(({ status }) => status)`);
  const instance = `api/v1/instances/${bed.instance.id}`;
  for (const path of ['api/v1/instances', `${instance}/log`, 'api/v1/openapi.json', 'trame', 'user', 'healthz', ''])
    t.equal(await call(path), 403, `GET /${path}`);
  for (const path of [
    `${instance}/stop`,
    `${instance}/links`,
    'api/v1/apps/open-book/instances',
    `open/${bed.instance.id}`,
  ])
    t.equal(await call(path, { method: 'POST' }), 403, `POST /${path}`);
  t.equal(await call(instance, { method: 'DELETE' }), 403);
  t.strictSame(await bed.everything(), before);
  t.equal(await call(new URL(bed.instance.url).pathname.slice(1), { method: 'POST' }), 200, 'its own server hears it');
  t.equal(
    await launcher.evaluate(`fetch('api/v1/instances').then(({ status }) => status)`),
    200,
    'the launcher page is let in',
  );
  // One origin cannot keep apart who wants to hide: docs/security.md says so.
  t.equal(
    await call('api/v1/instances', { referrerPolicy: 'no-referrer' }),
    200,
    'a script that hides its address is not known',
  );
});

t.test('an app gets the launcher page neither into a frame nor a hold on one that it opens', async (t) => {
  const { browser, page } = await open(t);
  await page.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.src = ${JSON.stringify(bed.url)};
    frame.onload = resolve;
    document.body.append(frame);
  })`);
  const framing = bed.relay.requests.find(
    ({ head, target }) => target === '/' && /^Sec-Fetch-Dest: iframe/im.test(head),
  );
  t.equal(framing?.status, 403);
  const opened = browser.waitForEvent('page');
  await page.evaluate(`{ window.hold = window.open(${JSON.stringify(bed.url)}); }`);
  await (await opened).getByText('Open book').first().waitFor();
  t.equal(await page.evaluate('window.hold.closed'), true);
});

t.test('a link of an app may lead to the launcher page, which works', async (t) => {
  const { page } = await open(t);
  await page.evaluate(`{
    const link = Object.assign(document.createElement('a'), { href: ${JSON.stringify(bed.url)}, textContent: 'back' });
    document.body.append(link);
    link.click();
  }`);
  await page.getByText('Open book').first().waitFor();
  t.equal(page.url(), bed.url);
});

t.test("an app's service worker gets its own pages at most", async (t) => {
  const { page, launcher } = await open(t);
  const wide = JSON.stringify({ 'Service-Worker-Allowed': '/' });
  const register = (scope: string) =>
    page.evaluate(`navigator.serviceWorker.register(${JSON.stringify(`sw.js?header=${encodeURIComponent(wide)}`)}, { scope: ${JSON.stringify(scope)} })
      .then(({ scope }) => scope, ({ name }) => name)`);
  t.equal(await register('/'), 'SecurityError');
  t.equal(await register('../'), 'SecurityError');
  t.equal(await register('./'), bed.instance.url);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await until(async () => {
    await page.reload();
    return (await page.title()) === 'taken over';
  }, 'the worker serves its own pages');
  await launcher.reload();
  t.equal(await launcher.title(), 'Trame Manager');
  t.equal(await launcher.evaluate('navigator.serviceWorker.controller'), null);
});

t.test('an app does not clear what the browser keeps for the host', async (t) => {
  const { browser, page, launcher } = await open(t);
  await launcher.evaluate("localStorage.setItem('kept', 'yes')");
  const before = (await browser.cookies()).map(({ name }) => name);
  const header = JSON.stringify({ 'Clear-Site-Data': '"*"', 'Set-Cookie': 'trame_manager_door_x=evil; Path=/' });
  await page.goto(`${bed.instance.url}?header=${encodeURIComponent(header)}`);
  t.equal(await page.evaluate("localStorage.getItem('kept')"), 'yes');
  t.strictSame((await browser.cookies()).map(({ name }) => name).sort(), before.sort());
});

/** A browser with the launcher page in one tab and the app in another. */
async function open(t: Test): Promise<{ browser: BrowserContext; launcher: Page; page: Page }> {
  const browser = await chromium.newContext();
  t.teardown(() => browser.close());
  return { browser, ...(await openApp(browser)) };
}

async function openApp(browser: BrowserContext): Promise<{ launcher: Page; page: Page }> {
  const launcher = await bed.enter(browser);
  const page = await browser.newPage();
  await page.goto(await bed.link(bed.instance));
  return { launcher, page };
}
