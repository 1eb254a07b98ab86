import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import t from 'tap';
import type { Instance } from '../../src/domain/instance.ts';
import { launchChromium } from '../support/chromium.ts';
import { anInstance, startProxy } from '../support/proxy-fixture.ts';

t.setTimeout(120_000);

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const log = [...Array.from({ length: 19 }, (_, index) => `line ${index}: ${'value '.repeat(30)}`), 'the last line'];
const states: Record<string, Partial<Instance>> = {
  starting: { state: 'starting', log_tail: log },
  queued: { state: 'queued', state_reason: 'Waiting for 2 nodes' },
  failed: { state: 'failed', signal: 'SIGSEGV', hint: 'Use a newer driver.', log_tail: log, name: 'n'.repeat(200) },
  stopped: { state: 'stopped', state_reason: 'Stopped by you', data_directory: `/data/${'x'.repeat(300)}` },
  lost: { state: 'lost', host: 'n1' },
  'does not answer': { state: 'ready' },
};

const fixture = await startProxy(t, { basePath: '/a/' });
const cookies: { name: string; value: string; domain: string; path: string }[] = [];
for (const [index, changes] of Object.values(states).entries()) {
  const record = { ready: { path: '/', timeout_seconds: 90 } };
  const instance = { app_name: 'Turbine', started_at: '2026-01-01T10:00:00.000Z', ...changes };
  await fixture.add(anInstance(index + 1, { kind: 'tcp', host: '127.0.0.1', port: 1 }, { record, instance }));
  const [name = '', value = ''] = (await fixture.letIn(`id${index + 1}`)).split('=');
  cookies.push({ name, value, domain: '127.0.0.1', path: `/a/proxy/${index + 1}/` });
}
await fixture.add(anInstance(90, { kind: 'unix', path: '/nowhere' }));
const places: [string, string][] = [
  ...Object.keys(states).map((name, index): [string, string] => [name, `/a/proxy/${index + 1}/`]),
  ['no link', '/a/proxy/90/?launch_token=x'],
  ['unknown', '/a/proxy/99/'],
];
const browser = await launchChromium();
t.teardown(() => browser.close());

for (const colorScheme of ['light', 'dark'] as const) {
  t.test(`pages can be read by everybody, narrow and ${colorScheme}`, async (t) => {
    // As wide as a telephone, or a screen at 400 %.
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    t.teardown(() => context.close());
    await context.addCookies(cookies);
    for (const [name, path] of places) {
      const page = await context.newPage();
      const asked = await openOnce(page, `http://127.0.0.1:${fixture.port}${path}`);
      t.same(await violations(page), [], name);
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, `${name} fits`);
      t.same(asked, [path], `${name} loads nothing else`);
      await page.close();
    }
  });
}

t.test('of a long log the last line is in sight', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  t.teardown(() => context.close());
  await context.addCookies(cookies);
  const page = await context.newPage();
  await openOnce(page, `http://127.0.0.1:${fixture.port}/a/proxy/1/`);
  const [region, text] = (await page.evaluate(`(() => {
    const region = document.querySelector('[role=region]');
    return [region.getBoundingClientRect().bottom, region.firstElementChild.getBoundingClientRect().bottom];
  })()`)) as [number, number];
  t.ok(Math.abs(region - text) < 4, `the text ends at ${text}, its box at ${region}`);
  t.ok(
    await page.evaluate(
      `(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)(document.querySelector('[role=region]'))`,
    ),
  );
});

/** Opens a page that does not ask again by itself, so that it can be looked at in peace; gives what the browser asked for. */
async function openOnce(page: Page, url: string): Promise<string[]> {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) asked.push(request.url().slice(new URL(url).origin.length));
  });
  await page.route(url, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, '');
    await route.fulfill({ response, body });
  });
  await page.goto(url);
  return asked;
}

/** What axe-core finds: the rule, and what it is about. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, failureSummary }) => [String(target), failureSummary]) })))`);
}
