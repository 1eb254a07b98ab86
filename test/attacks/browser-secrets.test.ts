import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BrowserContext } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchChromiumProfile } from '../support/chromium.ts';
import { type DaemonBed, startDaemonBed } from '../support/daemon-bed.ts';
import { commandLine, findProcesses } from '../support/jupyter-lab-processes.ts';
import { ask } from '../support/proxy-client.ts';
import { shortDirectory } from '../support/short-directory.ts';

t.setTimeout(120_000);

const filter = '/proc/self/coredump_filter';

t.test('tokens and cookies are in no log, command line, environment, referrer or error page', async (t) => {
  const bed = await startDaemonBed(t, { TRAME_MANAGER_LOG_LEVEL: 'trace' });
  const { daemon, instance } = bed;
  const profile = shortDirectory(t);
  const browser = await launchChromiumProfile(profile);
  t.teardown(() => browser.close());
  const elsewhere = await startOtherSite(t);
  const link = await bed.link(instance);
  await bed.enter(browser);
  const page = await browser.newPage();
  await page.goto(link);
  // An app that tells as much as it can to wherever its links lead.
  await page.goto(`${instance.url}?header=${encodeURIComponent(JSON.stringify({ 'Referrer-Policy': 'unsafe-url' }))}`);
  await page.evaluate(
    `fetch(${JSON.stringify(elsewhere.url)}, { mode: 'no-cors', credentials: 'include' }).then(() => true)`,
  );
  const spent = new URL(link).searchParams.get('launch_token') ?? '';
  const cookies = await cookieValues(browser, bed);
  const secrets = [daemon.token, spent, ...cookies];
  t.ok(secrets.length >= 4 && secrets.every((secret) => secret.length >= 20), 'secrets are known');
  const found = (text: string, words = secrets) => words.filter((word) => text.includes(word)).length;

  const errorPages = [];
  for (const path of [
    '/proxy/1/',
    `${new URL(link).pathname}?launch_token=${spent}`,
    '/nothing?token=',
    '/%zz',
    '/api/v1/instances/x',
  ]) {
    for (const accept of ['text/html', '*/*']) {
      const headers = { Accept: accept, Authorization: `Bearer ${daemon.token}`, Referer: link };
      const answer = await ask(bed.relay.port, path, { headers });
      errorPages.push(answer.rawHeaders.join('\n') + answer.text);
    }
  }
  t.equal(found(errorPages.join()), 0, 'pages and problems say none again');
  t.equal(found(daemon.log()), 0, 'nor does the log of the daemon, which says as much as it can');
  t.match(daemon.log(), '"level"');
  const processes = findProcesses(`HOME=${bed.home}`);
  t.ok(processes.length >= 2, 'daemon and app are found');
  t.equal(found(processes.flatMap(commandLine).join('\n')), 0, 'nor a command line');
  const others = processes.filter((pid) => pid !== daemon.child.pid);
  t.equal(
    found(others.map((pid) => readFileSync(`/proc/${pid}/environ`, 'latin1')).join()),
    0,
    "nor an app's environment",
  );
  t.equal(found(instance.requests()), 0, 'the app has not been told');
  t.match(elsewhere.heard(), /^referer: http/im);
  t.equal(found(elsewhere.heard()), 0, 'nor a third party, by a Referer or a cookie');
  const files = listFiles(join(bed.home, 'state')).filter((file) => found(readFileSync(file, 'latin1')) > 0);
  const [told = '', ...rest] = files;
  t.match(told, /\/daemons\/[^/]+\.json$/, 'of the state directory only the file for clients of the user holds one');
  t.equal(JSON.parse(readFileSync(told, 'utf8')).token, daemon.token, "which is the daemon's own");
  t.equal(found(readFileSync(told, 'latin1').replace(daemon.token, '')), 0, 'and no other');
  t.strictSame(rest, [], 'nor does any other file');
  // But what the app itself writes there, inside a directory that nobody else enters.
  const open = listFiles(join(bed.home, 'state')).filter(
    (file) => (statSync(file).mode & 0o077) !== 0 && !file.endsWith('/requests'),
  );
  t.strictSame(open, [], 'and others may read none');

  await browser.close();
  const history = readHistory(profile);
  t.ok(
    history.some((url) => url.startsWith(instance.url)),
    'the browser keeps a history',
  );
  for (const url of history.filter((each) => each.includes('launch_token='))) {
    const headers = { Authorization: `Bearer ${daemon.token}` };
    t.equal(
      (await ask(bed.relay.port, url.slice(bed.url.length - 1), { headers })).status,
      403,
      'a link in it opens nothing',
    );
  }
  t.equal(found(history.join('\n'), cookies), 0);
});

t.test(
  "the daemon's memory is left out of core dumps, an app's is not",
  { skip: !existsSync(filter) && 'this kernel has no core dump filter' },
  async (t) => {
    const bed = await startDaemonBed(t);
    const filterOf = (pid: number | undefined) =>
      Number.parseInt(readFileSync(`/proc/${pid}/coredump_filter`, 'utf8'), 16);
    const { pid } = (await bed.daemon.call('GET', `api/v1/instances/${bed.instance.id}`)).json;
    t.equal(filterOf(bed.daemon.child.pid), 0);
    t.equal(filterOf(pid), filterOf(process.pid), 'as it would be without the daemon');
    t.not(filterOf(pid), 0);
  },
);

async function cookieValues(browser: BrowserContext, bed: DaemonBed): Promise<string[]> {
  const cookies = await browser.cookies([bed.url, bed.instance.url]);
  return [...new Set(cookies.filter(({ name }) => /^trame_manager_(door|open)/.test(name)).map(({ value }) => value))];
}

/** Every address that the profile's history holds, redirects included. */
function readHistory(profile: string): string[] {
  const database = new DatabaseSync(join(profile, 'Default', 'History'), { readOnly: true });
  const rows = database.prepare('SELECT url FROM urls').all();
  database.close();
  return rows.map(({ url }) => String(url));
}

/** A site of somebody else, which keeps the headers that it is asked with. */
async function startOtherSite(t: Test): Promise<{ url: string; heard: () => string }> {
  let heard = '';
  const server = createServer(({ rawHeaders }, response) => {
    heard += rawHeaders.map((text, index) => (index % 2 ? `${text}\n` : `${text}: `)).join('');
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, heard: () => heard };
}

function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
