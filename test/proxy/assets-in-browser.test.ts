import type { Browser, CDPSession } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { type AppFiles, startFileApp } from '../support/file-app.ts';
import { anInstance, startProxy } from '../support/proxy-fixture.ts';

t.setTimeout(120_000);

/** A name that is no secure context, as a Jupyter without https is for its users: no Brotli, no dictionaries. */
const insecureHost = 'jupyter.test';
let chromium: Browser;
t.before(async () => {
  chromium = await launchChromium([`--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`]);
});
t.teardown(() => chromium.close());

for (const host of ['127.0.0.1', insecureHost]) {
  t.test(`at ${host}: a page that is opened again moves next to nothing, and shows what changed`, async (t) => {
    const { run, open } = await start(t, host);
    const app = await startFileApp(t, anApp('old'));
    await run(40123, 'a', app);
    const first = await open(40123);
    t.same(first.shown, all('old'));
    app.asked.length = 0;
    const second = await open(40123);
    t.same(second.shown, all('old'));
    t.same(
      app.asked.toSorted(),
      ['/', '/dated.bin', '/large.js', '/small.js'],
      'no hashed name, nothing the app calls fresh',
    );
    t.ok(second.bytes < first.bytes * 0.02, `${first.bytes} -> ${second.bytes} bytes`);
    const changed = anApp('new');
    for (const path of ['/large.js', '/dated.bin']) Object.assign(app.files, { [path]: changed[path] });
    t.same((await open(40123)).shown, { ...all('old'), large: 'new', dated: 'new' });
  });

  t.test(`at ${host}: another app under the same number is shown, and the first one again`, async (t) => {
    const { run, open } = await start(t, host);
    const apps = { first: await startFileApp(t, anApp('first')), second: await startFileApp(t, anApp('second')) };
    for (const name of ['first', 'second', 'first', 'second'] as const) {
      await run(40123, name, apps[name]);
      t.same((await open(40123)).shown, all(name), 'also what has the same name, size and date, or was said to hold');
    }
  });

  t.test(`at ${host}: an app that was started again is shown as it is then`, async (t) => {
    const { run, open } = await start(t, host);
    await run(40123, 'a', await startFileApp(t, anApp('old')));
    t.same((await open(40123)).shown, all('old'));
    await run(40123, 'a', await startFileApp(t, anApp('new')), '2020-01-02T00:00:00.000Z');
    t.same((await open(40123)).shown, all('new'));
  });
}

t.test('a second instance beside the first one moves next to nothing', async (t) => {
  const { run, open } = await start(t, '127.0.0.1');
  await run(40123, 'a', await startFileApp(t, withoutOwnWord(anApp('same'))));
  await run(40124, 'b', await startFileApp(t, withoutOwnWord(anApp('same'))));
  const first = await open(40123);
  const second = await open(40124);
  t.match(second.shown, { large: 'same', hashed: 'same' });
  t.ok(second.bytes < first.bytes * 0.02, `${first.bytes} -> ${second.bytes} bytes`);
  await run(40125, 'c', await startFileApp(t, withoutOwnWord(anApp('other'))));
  t.match((await open(40125)).shown, { large: 'other', hashed: 'other' }, 'another one is not taken for the first');
});

// Large enough that the heads of answers count little.
const noise = Array.from({ length: 60_000 }, (_, index) => ((index * 2654435761) % 4294967296).toString(36)).join('');

/** Each of its files says in which version of the app it is. */
function anApp(version: string): AppFiles {
  const script = (name: string) => ({ type: 'text/javascript', body: `seen.${name} = "${version}"; // ${noise}` });
  const date = (year: number) => ({ 'Last-Modified': new Date(Date.UTC(year, 0, 1)).toUTCString() });
  return {
    '/': {
      type: 'text/html',
      body: `<title>${version}</title><link rel="icon" href="data:,"><script>var seen = {page: "${version}"}</script>
        <script src="large.js"></script><script src="small.js"></script><script src="index-BdX3k9aP.js"></script>
        <script src="held.js"></script><script>fetch("dated.bin").then((answer) => answer.text())
        .then((text) => { seen.dated = text; })</script>`,
    },
    '/large.js': { ...script('large'), headers: date(version === 'new' ? 2021 : 2020) },
    '/small.js': { type: 'text/javascript', body: `seen.small = "${version}"` },
    '/index-BdX3k9aP.js': script('hashed'),
    '/held.js': { ...script('held'), headers: { 'Cache-Control': 'max-age=3600' } },
    // Goes on as a stream. The file of the second app is the older one.
    '/dated.bin': {
      type: 'application/x-of-the-app',
      body: version,
      headers: date(version === 'second' ? 2014 : version === 'new' ? 2021 : 2020),
    },
  };
}

function withoutOwnWord(files: AppFiles): AppFiles {
  return { ...files, '/held.js': { type: 'text/javascript', body: '' } };
}

function all(version: string): Record<string, string> {
  return Object.fromEntries(['page', 'large', 'small', 'hashed', 'held', 'dated'].map((name) => [name, version]));
}

async function start(t: Test, host: string) {
  const { port, instances, add, letIn } = await startProxy(t);
  const browser = await chromium.newContext();
  t.teardown(() => browser.close());
  return {
    /** Lets the app have this number, as an instance that the browser was let in to. */
    async run(
      number: number,
      id: string,
      app: Awaited<ReturnType<typeof startFileApp>>,
      startedAt = '2020-01-01T00:00:00.000Z',
    ) {
      const others = instances.listed.filter(({ record }) => record.number !== number);
      instances.listed.splice(0, Infinity, ...others);
      await add(anInstance(number, app.upstream, { record: { id, started_at: startedAt } }));
      const [name = '', value = ''] = (await letIn(id)).split('=');
      const known = (await browser.cookies()).some((cookie) => cookie.name === name);
      if (!known) await browser.addCookies([{ name, value, domain: host, path: `/proxy/${number}/` }]);
    },
    /** Opens it in a new tab: what it shows, and the bytes of all its answers. */
    async open(number: number): Promise<{ shown: unknown; bytes: number }> {
      const page = await browser.newPage();
      const bytes = countBytes(await browser.newCDPSession(page));
      await page.goto(`http://${host}:${port}/proxy/${number}/`);
      await page.waitForFunction('seen.dated !== undefined');
      const shown = await page.evaluate('seen');
      await page.close();
      return { shown, bytes: bytes() };
    },
  };
}

function countBytes(session: CDPSession): () => number {
  let bytes = 0;
  void session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => bytes;
}
