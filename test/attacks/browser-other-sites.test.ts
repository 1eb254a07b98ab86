import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { type DaemonBed, startDaemonBed } from '../support/daemon-bed.ts';
import { until } from '../support/until.ts';
import { attackByReads, attackBySockets, attackByWrites } from './hostile-page.ts';

t.setTimeout(120_000);

let chromium: Browser;
let bed: DaemonBed;
let port: number;

t.before(async () => {
  bed = await startDaemonBed(t);
  port = await startHostileSite(t);
  chromium = await launchChromium(['--host-resolver-rules=MAP evil.example 127.0.0.1']);
});
t.teardown(() => chromium?.close());

/** Where hostile pages come from, by what the browser makes of them. */
const places: Record<string, { open(browser: BrowserContext): Promise<Page>; everything?: true; sandboxed?: true }> = {
  'another port, to which the browser sends every cookie': {
    open: (browser) => visit(browser, '127.0.0.1'),
    everything: true,
  },
  'another site': { open: (browser) => visit(browser, 'evil.example') },
  'a sandboxed frame, with "Origin: null"': { open: (browser) => visit(browser, '127.0.0.1'), sandboxed: true },
};

/** Everything that changes something, with what would do it. */
function writes({ id, url }: { id: string; url: string }): [method: string, path: string, body: unknown][] {
  const instance = `api/v1/instances/${id}`;
  return [
    ['POST', 'api/v1/apps/open-book/instances', {}],
    ['PATCH', instance, { name: 'taken over' }],
    ['POST', `${instance}/stop`, null],
    ['POST', `${instance}/restart`, null],
    ['DELETE', instance, null],
    ['POST', `${instance}/links`, {}],
    ['DELETE', `${instance}/links`, null],
    ['PUT', `${instance}/connection`, { host: 'evil.example', port: 80 }],
    ['DELETE', `${instance}/connection`, null],
    ['POST', 'api/v1/servers', { name: 'evil' }],
    ['PUT', 'api/v1/presets/server/evil', { values: {} }],
    ['POST', 'api/v1/jobs', { script: '#!/bin/sh' }],
    ['POST', 'trame', { appName: 'open-book', name: 'evil' }],
    ['POST', 'trame/connect', { appName: 'open-book', instanceName: 'x', serverName: 'y' }],
    ['POST', 'trame/disconnect', { appName: 'open-book', instanceName: 'x' }],
    ['POST', 'paraview', { name: 'evil' }],
    ['POST', `open/${id}`, null],
    ['POST', new URL(url).pathname.slice(1), { evil: true }],
    ['DELETE', `${new URL(url).pathname.slice(1)}file`, null],
  ];
}

for (const [from, place] of Object.entries(places)) {
  t.test(`a page from ${from} changes nothing, reads nothing and hears nothing`, async (t) => {
    const { instance } = bed;
    const browser = await letIn(t, instance);
    const before = await bed.everything();
    const seen = bed.relay.requests.length;
    const page = await place.open(browser);
    // The other places differ in what the browser says of them, for which a few are enough.
    const attacked = writes(instance).filter((_, index) => place.everything || index % 4 === 0);
    const targets = attacked.map(([method, path, body]) => ({ method, url: bed.url + path, body }));
    const read = [
      '',
      'api/v1/instances',
      `api/v1/instances/${instance.id}/links`,
      `api/v1/instances/${instance.id}/log`,
      `api/v1/instances/${instance.id}/connection`,
      'api/v1/apps',
      'api/v1/openapi.json',
      'trame',
      'user',
      'healthz',
    ].map((path) => bed.url + path);
    const sockets = [
      'api/v1/events',
      `api/v1/instances/${instance.id}/log/follow`,
      new URL(instance.url).pathname.slice(1),
    ];
    const scripts = [
      attackByWrites(targets),
      attackByReads(read),
      attackBySockets(sockets.map((path) => bed.url + path)),
    ];
    const [sent, told, heard] = (await run(page, scripts, place.sandboxed)) as [string[], string[], string[]];

    // What the page sent is marked; some of it waits in the browser.
    const marked = (mark: string) =>
      bed.relay.requests.slice(seen).filter(({ target }) => target.includes(`by=${mark}`));
    for (const mark of sent)
      await until(() => marked(mark).every(({ status }) => status !== null) && marked(mark).length > 0, mark);
    const requests = bed.relay.requests.slice(seen).filter(({ target }) => /[?&]by=/.test(target));
    t.ok(requests.length >= targets.length * 5, `${requests.length} requests were sent`);
    const passed = requests.filter(({ status }) => ![401, 403, 404, 405].includes(status ?? 0));
    t.strictSame(
      passed.map(({ method, target, status }) => `${status} ${method} ${target}`),
      [],
      'each is refused',
    );
    const kinds = new Set(
      requests
        .filter(({ method }) => method === 'POST')
        .map(({ head }) => /^content-type: ([^;\r]*)/im.exec(head)?.[1]),
    );
    t.strictSame(
      [...kinds].sort(),
      ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/ping', 'text/plain', undefined],
      'in every content type that needs no leave',
    );
    t.strictSame(told, [], 'no answer can be read');
    t.strictSame(
      heard,
      sockets.map(() => 'refused'),
      'no websocket is opened',
    );
    t.strictSame(await bed.everything(), before, 'all is as before');
    t.notMatch(instance.requests(), /by=/, 'the app got nothing');
  });
}

t.test('a link may lead to the launcher page from anywhere, without a hold on it', async (t) => {
  const browser = await letIn(t, bed.instance);
  const page = await visit(browser, 'evil.example');
  const opened = browser.waitForEvent('page');
  await page.evaluate(`{ window.hold = window.open(${JSON.stringify(bed.url)}); }`);
  const launcher = await opened;
  await launcher.getByText('Open book').first().waitFor();
  t.equal(await page.evaluate('window.hold.closed'), true, 'the page that opened it has no hold on it');
  t.equal(await launcher.evaluate('window.opener'), null);
});

t.test('the launcher page cannot be framed by another site', async (t) => {
  const browser = await letIn(t, bed.instance);
  for (const host of ['127.0.0.1', 'evil.example']) {
    const page = await visit(browser, host);
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = ${JSON.stringify(bed.url)};
      frame.onload = resolve;
      document.body.append(frame);
    })`);
    const inside = page.frames()[1];
    t.equal(await inside?.getByText('Open book').count(), 0, host);
  }
});

/** A browser in which the user has the launcher page and the instance open. */
async function letIn(t: Test, instance: DaemonBed['instance']): Promise<BrowserContext> {
  const browser = await chromium.newContext();
  t.teardown(() => browser.close());
  const launcher = await bed.enter(browser);
  await launcher.goto(await bed.link(instance));
  t.equal(await launcher.title(), 'The app');
  return browser;
}

async function visit(browser: BrowserContext, host: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`http://${host}:${port}/`);
  return page;
}

/** Runs scripts in the page, or in a frame of it that has an origin of its own. */
async function run(page: Page, scripts: string[], sandboxed = false): Promise<unknown[]> {
  if (sandboxed) {
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.sandbox = 'allow-scripts allow-forms';
      frame.srcdoc = '<p>evil';
      frame.onload = resolve;
      document.body.append(frame);
    })`);
  }
  const results: unknown[] = [];
  for (const script of scripts) results.push(await page.frames()[sandboxed ? 1 : 0]?.evaluate(script));
  return results;
}

async function startHostileSite(t: Test): Promise<number> {
  const server = createServer((_request, response) => {
    response
      .setHeader('Content-Type', 'text/html')
      .end('<!doctype html><title>evil</title><link rel=icon href=data:,><p>evil');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}
