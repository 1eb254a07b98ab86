import type { Page } from 'playwright-core';
import t from 'tap';
import { webAppFiles, webAppYaml, writeApp } from '../support/app-files.ts';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon, waitUntil } from '../support/daemon.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { postFrom, talkFrom } from './page-requests.ts';

t.setTimeout(90_000);

// A page of evil.example whose name comes to mean 127.0.0.1 has one origin with the daemon as far as the browser can see.
// Chromium takes every name below "localhost" for this machine, so that such a page needs no name server here.
t.test('a page whose name was bound to this machine gets nothing of a daemon on TCP', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'web', webAppYaml, webAppFiles);
  const daemon = await startDaemon(t, { home });
  const { id, path } = (await daemon.call('POST', 'api/v1/apps/web/instances', {})).json;
  t.teardown(() => daemon.call('DELETE', `api/v1/instances/${id}`));
  const state = async () => (await daemon.call('GET', `api/v1/instances/${id}`)).json.state;
  await waitUntil(async () => (await state()) === 'ready', 'ready');
  const { url: link } = (await daemon.call('POST', `api/v1/instances/${id}/links`)).json;
  const chromium = await launchChromium();
  t.teardown(() => chromium.close());
  // The page that the name led to before comes with a policy of its own, not with that of our refusal.
  const browser = await chromium.newContext({ bypassCSP: true });
  const instance = path.slice(1);
  const visit = async (address: string): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(address);
    return page;
  };

  const own = await visit(`${daemon.url}?token=${daemon.token}`);
  await visit(new URL(link, daemon.url).href);
  const evil = await visit(daemon.url.replace('127.0.0.1', 'evil.localhost'));
  t.match(new URL(evil.url()).hostname, 'evil.localhost');
  t.equal(await statusOf(own, 'api/v1/instances'), 200, 'the user is let in everywhere');
  t.equal(await statusOf(own, instance), 200);
  for (const address of ['', 'api/v1/instances', 'healthz', instance])
    t.equal(await statusOf(evil, address), 401, `the page may not read /${address}`);
  for (const address of [`api/v1/instances/${id}/stop`, instance])
    t.equal(await postFrom(evil, address), 401, `nor send to /${address}`);
  for (const address of ['api/v1/events', instance])
    t.equal(await talkFrom(evil, address), 'refused', `nor open a websocket to /${address}`);
  t.equal(await state(), 'ready');
});

function statusOf(page: Page, address: string): Promise<number> {
  return page.evaluate(`fetch(${JSON.stringify(new URL(address, page.url()).href)}).then(({ status }) => status)`);
}
