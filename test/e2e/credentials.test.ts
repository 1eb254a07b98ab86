import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type APIRequestContext, type Browser, type BrowserContext, type Page, request } from 'playwright-core';
import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import type { Instance } from '../../src/domain/instance.ts';
import { launchChromium } from '../support/chromium.ts';
import { type JupyterHub, startJupyterHub } from '../support/jupyter-hub.ts';
import { makeHome } from '../support/jupyter-lab.ts';
import { findProcesses, waitFor } from '../support/jupyter-lab-processes.ts';
import { type Recording, readRecording, writeRecordingApp } from '../support/recording-app.ts';
import { KnownSecrets } from './known-secrets.ts';
import { followFrom, postFrom, startForeignSite, talkFrom } from './page-requests.ts';
import { enterHub, logIn, readInstance } from './steps.ts';

t.setTimeout(240_000);

const { home, remove } = makeHome();
const user = 'Alice B';
const daemonToken = 'the-token-of-a-daemon-on-tcp';

const secrets = new KnownSecrets();
secrets.add(daemonToken);

/** Names of what brings credentials. */
const names = /jupyterhub-|_xsrf|username-|trame_manager|xsrftoken|authorization|launch_token|\btoken=/i;

let hub: JupyterHub;
let chromium: Browser;
let browser: BrowserContext;
let launcher: Page;
let apiToken: string;

t.before(async () => {
  writeRecordingApp(home);
  hub = await startJupyterHub({ home, env: { JUPYTER_PATH: join(home, 'jupyter'), TRAME_MANAGER_TOKEN: daemonToken } });
  secrets.add(hub.password);
  chromium = await launchChromium();
  browser = await newBrowser();
  launcher = await logIn(browser, hub, user);
  await launcher.goto(new URL('trame-manager/', launcher.url()).href);
  apiToken = await makeApiToken();
  await launcher.locator('[data-connection=open]').waitFor();
});
t.teardown(async () => {
  await chromium?.close();
  await hub?.stop();
  await remove();
});

t.test('an app that keeps all it receives gets no credential from a browser', async (t) => {
  const { instance, recording } = await launchRecorder(t);
  const page = await openByLink(browser, instance);
  // What a page of JupyterLab sends along with its own requests.
  const xsrf = (await browser.cookies(page.url())).find(({ name }) => name === '_xsrf')?.value ?? '';
  t.equal(await postFrom(page, 'post', { 'X-XSRFToken': xsrf, 'X-Harmless': 'passes' }), 200);
  t.equal(await talkFrom(page, 'socket'), 'kept', 'a websocket is answered');
  await page.reload();

  const received = recording.received();
  for (const own of ['POST /post', 'a body', 'GET /socket', 'a message', 'X-Harmless: passes', 'recorders_own=kept'])
    t.ok(received.includes(own), `it does get "${own}"`);
  await showsNoCredential(t, recording);
});

t.test('nor by the Referer of a page whose address holds a token', async (t) => {
  const { instance, recording } = await launchRecorder(t);
  const page = await openByLink(browser, instance);
  const url = page.url();
  await page.goto(`${hub.url}hub/home?token=${apiToken}`);
  await followFrom(page, url);
  t.match(recording.received(), /^Referer: /im);
  await showsNoCredential(t, recording);
});

t.test('nor when a link is opened before the login', async (t) => {
  const { instance, recording } = await launchRecorder(t);
  const stranger = await newBrowser();
  const page = await stranger.newPage();
  await page.goto(await makeLink(instance));
  t.match(page.url(), /\/hub\/login\?next=/);
  await enterHub(page, hub, user);
  await page.waitForURL(publicUrl(instance));
  t.equal(await page.title(), 'Recorder');
  await secrets.addCookies(stranger);
  await stranger.clearCookies({ name: /^(jupyterhub|_xsrf)/ });
  await page.reload();
  await enterHub(page, hub, user);
  await page.waitForURL(publicUrl(instance));
  t.equal(await page.title(), 'Recorder', 'nor when the login had to be repeated');
  await secrets.addCookies(stranger);
  await showsNoCredential(t, recording);
});

t.test('nor from a program that has a token of the hub', async (t) => {
  const { instance, recording } = await launchRecorder(t);
  await openByLink(browser, instance);
  const program = await startProgram(t, instance);
  const address = publicUrl(instance);
  for (const scheme of ['token', 'Bearer']) {
    const headers = { ...program.headers, Authorization: `${scheme} ${apiToken}` };
    const answer = await program.requests.post(`${address}by-${scheme}`, { headers, data: 'a body' });
    t.equal(answer.status(), 200);
    const socket = new WebSocket(`${address.replace('http', 'ws')}socket-${scheme}`, { headers });
    t.teardown(() => socket.terminate());
    await once(socket, 'open');
    socket.send('a message');
    await once(socket, 'message');
    for (const own of [`POST /by-${scheme}`, `GET /socket-${scheme}`]) t.ok(recording.received().includes(own), own);
  }
  await showsNoCredential(t, recording);
});

t.test('nor from its environment', async (t) => {
  const { instance, recording } = await launchRecorder(t);
  const given = findProcesses(`HOME=${home}`).flatMap(environmentOf);
  const tokens = given.filter(([name]) => /TOKEN/.test(name));
  for (const [, value] of tokens) secrets.add(value);
  const names = new Set(tokens.map(([name]) => name));
  for (const name of ['JUPYTERHUB_API_TOKEN', 'JPY_API_TOKEN', 'TRAME_MANAGER_TOKEN'])
    t.ok(names.has(name), `Jupyter itself has ${name}`);
  const { environment, command_line: words } = JSON.parse(recording.environment());
  const withheld = /^(JUPYTERHUB_|JPY_|TRAME_MANAGER_)|TOKEN|PASSWORD/;
  t.same(
    Object.keys(environment).filter((name) => withheld.test(name)),
    [],
  );
  t.equal(environment.INSTANCE_ID, instance.id, 'what is meant for it is there');
  t.same(words, [join(home, 'jupyter/trame/recorder/record.py')]);
  await showsNoCredential(t, recording);
});

t.test("one app's cookie does not open another app", async (t) => {
  const [first, second] = [await launchRecorder(t), await launchRecorder(t)];
  const page = await openByLink(browser, first.instance);
  const before = second.recording.received();
  t.equal(await postFrom(page, publicUrl(second.instance)), 403, 'from a page of the first');
  const { requests, headers } = await startProgram(t, first.instance);
  const answer = await requests.get(publicUrl(second.instance), { headers });
  t.match([answer.status(), await answer.json()], [403, { code: 'link_required' }], 'from a program that sends it');
  t.equal(second.recording.received(), before, 'the other app got nothing');
});

t.test('pages of other origins change nothing and open no websocket', async (t) => {
  const { instance, recording } = await launchRecorder(t);
  await openByLink(browser, instance);
  const address = publicUrl(instance);
  const api = `${launcher.url()}api/v1/`;
  const changes = {
    'the app': { url: `${address}foreign`, seen: 403 },
    'the daemon': { url: `${api}instances/${instance.id}/stop`, seen: 'kept back' },
  };
  const sockets = { 'the app': `${address}foreign`, 'the daemon': `${api}events` };

  // Another port of the same machine is another origin of the same site: the browser sends the cookies.
  const page = await browser.newPage();
  await page.goto(await startForeignSite(t));
  const { requests, headers } = await startProgram(t, instance);
  for (const [whose, { url, seen }] of Object.entries(changes)) {
    t.equal(await postFrom(page, url), seen, `a request to ${whose}`);
    const answer = await requests.post(url, { headers: { ...headers, Origin: 'http://evil.example' } });
    t.match([answer.status(), await answer.json()], [403, { code: 'foreign_origin' }], 'which the daemon refuses');
  }
  for (const [whose, url] of Object.entries(sockets))
    t.equal(await talkFrom(page, url), 'refused', `a websocket to ${whose}`);
  t.equal((await readInstance(launcher, instance.id)).state, 'ready');
  t.notMatch(recording.received(), /foreign/);
});

/** Launches the recorder as the launcher page does, and waits until it is ready. */
async function launchRecorder(t: Test): Promise<{ instance: Instance; recording: Recording }> {
  const { id } = await post('apps/recorder/instances');
  t.teardown(() => post(`instances/${id}/stop`));
  const instance = await waitFor('the recorder is ready', async () => {
    const found = await readInstance(launcher, id);
    return found.state === 'ready' && found;
  });
  return { instance, recording: readRecording(join(home, 'state', 'sessions', id)) };
}

/** A call of the REST API by the logged-in browser. */
async function post(path: string) {
  const answer = await launcher.request.post(`${launcher.url()}api/v1/${path}`);
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

async function makeLink(instance: Instance): Promise<string> {
  const url = new URL((await post(`instances/${instance.id}/links`)).url, launcher.url());
  secrets.add(url.searchParams.get('launch_token') ?? '');
  return url.href;
}

async function openByLink(context: BrowserContext, instance: Instance): Promise<Page> {
  const page = await context.newPage();
  await page.goto(await makeLink(instance));
  return page;
}

function publicUrl(instance: Instance): string {
  return new URL(`.${instance.path}`, launcher.url()).href;
}

async function newBrowser(): Promise<BrowserContext> {
  const context = await chromium.newContext();
  secrets.watch(context);
  return context;
}

/** The hub's page for tokens, used as a user does. */
async function makeApiToken(): Promise<string> {
  const page = await browser.newPage();
  await page.goto(`${hub.url}hub/token`);
  await page.getByRole('button', { name: 'Request new API token' }).click();
  const shown = page.locator('#token-result');
  await shown.filter({ hasText: /\w/ }).waitFor();
  const token = (await shown.textContent()) ?? '';
  secrets.add(token);
  return token;
}

/** A client that is no browser: it has the hub's token and what the browser holds for this instance alone. */
async function startProgram(
  t: Test,
  instance: Instance,
): Promise<{ requests: APIRequestContext; headers: { Cookie: string; Authorization: string } }> {
  const requests = await request.newContext();
  t.teardown(() => requests.dispose());
  const cookies = (await browser.cookies(publicUrl(instance))).filter(({ path }) => path.includes('/proxy/'));
  const Cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return { requests, headers: { Cookie, Authorization: `token ${apiToken}` } };
}

function environmentOf(pid: number): [name: string, value: string][] {
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return variables.map((variable) => [variable.split('=', 1)[0] ?? '', variable.slice(variable.indexOf('=') + 1)]);
}

async function showsNoCredential(t: Test, recording: Recording): Promise<void> {
  const cookies = await secrets.addCookies(browser);
  for (const name of [/^jupyterhub-user-/, /^jupyterhub-session-id$/, /^_xsrf$/, /^trame_manager_open_/])
    t.ok(
      cookies.some((cookie) => name.test(cookie)),
      `the browser has a cookie ${name}`,
    );
  t.same(secrets.in(recording.received() + recording.environment()), [], 'no secret came');
  t.notMatch(recording.received(), names, 'nor the name of one');
}
