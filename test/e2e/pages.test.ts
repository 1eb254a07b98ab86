import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page, Response } from 'playwright-core';
import t from 'tap';
import type { Instance } from '../../src/domain/instance.ts';
import { launchChromium } from '../support/chromium.ts';
import { type JupyterLab, makeHome, startJupyterLab } from '../support/jupyter-lab.ts';
import { waitFor } from '../support/jupyter-lab-processes.ts';
import { stepTimeoutMs } from './steps.ts';

t.setTimeout(120_000);

const server = `python -c '
import http.server, os
class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>The app itself</h1>")
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), App).serve_forever()
'`;

const { home, remove } = makeHome();
t.teardown(remove);
// One that fails with 3 until it is mended, and one that is ready only when it is told to.
writeApp('fragile', `test -e "$HOME/mended" || { echo "cannot read turbine.cgns" >&2; exit 3; }\nexec ${server}`);
writeApp('slow', `echo "reading step 1 of 2"\nuntil test -e "$HOME/go"; do sleep 0.05; done\nexec ${server}`);
const jupyter = await startJupyterLab({ home, args: ['--ServerApp.base_url=/hubs/User/alice%20b/'] });
t.teardown(() => jupyter.stop());
const chromium = await launchChromium();
t.teardown(() => chromium.close());

t.test('a failed app says why, and its button leads to the running app; then it is killed', async (t) => {
  const browser = await logIn(jupyter);
  const instance = await launch(browser, 'fragile', 'failed');
  const page = await browser.newPage();
  const failed = await page.goto(await freshLink(browser, instance));
  t.equal(failed?.status(), 503);
  t.equal(await page.title(), `Failed: ${instance.name}`);
  t.match(
    await page.locator('main').textContent(),
    /Ended with exit code 3 \(.*\)\. That was .* after its start, before it answered/,
  );
  t.match(await page.getByRole('region', { name: 'log' }).textContent(), 'cannot read turbine.cgns');
  t.equal(await follow(page, 'Show the whole log'), 200);
  t.match(await page.locator('body').textContent(), 'cannot read turbine.cgns');
  await page.goBack();

  writeFileSync(join(home, 'mended'), '');
  await page.getByRole('button', { name: 'Restart' }).click();
  await page.getByRole('heading', { name: 'The app itself' }).waitFor();
  t.equal(page.url(), addressOf(instance), 'no token is left in the address');

  process.kill((await read(browser, instance)).pid ?? 0, 'SIGKILL');
  await untilState(browser, instance, 'failed');
  t.equal((await page.reload())?.status(), 503);
  t.match(
    await page.locator('main').textContent(),
    /Ended by SIGKILL \(it was killed from outside\)\. It had been running/,
  );
  await page.getByRole('button', { name: 'Restart' }).click();
  await page.getByRole('heading', { name: 'The app itself' }).waitFor();

  await browser.request.post(api(`instances/${instance.id}/stop`));
  await untilState(browser, instance, 'stopped');
  await page.reload();
  await page.getByText('Stopped by you.').waitFor();
});

t.test('an app that starts slowly shows how far it is, and then by itself', async (t) => {
  const browser = await logIn(jupyter);
  const instance = await launch(browser, 'slow', 'starting');
  const page = await browser.newPage();
  const starting = await page.goto(await freshLink(browser, instance));
  t.equal(starting?.status(), 503);
  t.equal(await page.title(), `Starting: ${instance.name}`);
  await page.getByRole('progressbar', { name: 'so far' }).waitFor();
  await page.getByRole('region', { name: 'log' }).getByText('reading step 1 of 2').waitFor();
  writeFileSync(join(home, 'go'), '');
  await page.getByRole('heading', { name: 'The app itself' }).waitFor();
  t.equal(page.url(), addressOf(instance));
});

t.test('a link that was used is told from others, and a fresh one is a click away', async (t) => {
  const first = await logIn(jupyter);
  const instance = await launch(first, 'fragile', 'ready');
  const link = await freshLink(first, instance);
  t.equal((await (await first.newPage()).goto(link))?.status(), 200);

  const second = await logIn(jupyter);
  const page = await second.newPage();
  t.equal((await page.goto(link))?.status(), 403);
  await page.getByRole('heading', { name: 'This link was used before' }).waitFor();
  await page.getByRole('button', { name: 'Get a fresh link and open it' }).click();
  await page.getByRole('heading', { name: 'The app itself' }).waitFor();
  t.equal(page.url(), addressOf(instance));

  t.equal((await page.goto(`${jupyter.url}trame-manager/proxy/1/`))?.status(), 404);
  t.equal(await follow(page, 'Go to the launcher page'), 200);
  t.equal(page.url(), `${jupyter.url}trame-manager/`);
});

t.test('an app that cannot be started again says why', async (t) => {
  const browser = await logIn(jupyter);
  const instance = await launch(browser, 'slow', 'ready');
  await browser.request.post(api(`instances/${instance.id}/stop`));
  await untilState(browser, instance, 'stopped');
  const page = await browser.newPage();
  await page.goto(await freshLink(browser, instance));
  const file = join(home, 'data', 'trame', 'slow', 'app.yml');
  writeFileSync(file, 'name: Slow\n');
  await waitFor('the file is seen', async () => (await browser.request.get(api('apps/slow'))).status() === 409);
  await page.getByRole('button', { name: 'Restart' }).click();
  await page.getByRole('heading', { name: 'It could not be opened' }).waitFor();
  await page.getByText('Mend the app file').waitFor();
  t.equal(await follow(page, 'Go to the launcher page'), 200);
});

/** A browser that Jupyter has let in, and that runs no scripts. */
async function logIn(jupyter: JupyterLab): Promise<BrowserContext> {
  const browser = await chromium.newContext({ javaScriptEnabled: false });
  t.teardown(() => browser.close());
  browser.setDefaultTimeout(stepTimeoutMs);
  // The answer to the URL that Jupyter prints sets the cookie; the page itself is not needed.
  await browser.request.get(`${jupyter.url}lab?token=${jupyter.token}`);
  return browser;
}

function writeApp(name: string, command: string): void {
  const directory = join(home, 'data', 'trame', name);
  mkdirSync(directory, { recursive: true });
  const indented = command.replaceAll(/^/gm, '  ');
  writeFileSync(join(directory, 'app.yml'), `name: ${name}\nkind: web\ncommand: |\n${indented}\n`);
}

function api(path: string): string {
  return `${jupyter.url}trame-manager/api/v1/${path}`;
}

function addressOf(instance: Instance): string {
  return `${jupyter.url}trame-manager${instance.path}`;
}

async function launch(browser: BrowserContext, app: string, state: Instance['state']): Promise<Instance> {
  const answer = await browser.request.post(api(`apps/${app}/instances`), { data: {} });
  return untilState(browser, (await answer.json()) as Instance, state);
}

async function read(browser: BrowserContext, { id }: Instance): Promise<Instance> {
  return (await (await browser.request.get(api(`instances/${id}`))).json()) as Instance;
}

function untilState(browser: BrowserContext, instance: Instance, state: Instance['state']): Promise<Instance> {
  return waitFor(`the instance is ${state}`, async () => {
    const found = await read(browser, instance);
    return found.state === state && found;
  });
}

async function freshLink(browser: BrowserContext, { id }: Instance): Promise<string> {
  const answer = await browser.request.post(api(`instances/${id}/links`), { data: {} });
  return new URL(((await answer.json()) as { url: string }).url, jupyter.url).href;
}

/** Follows a link of a page and gives the status of what it leads to. */
async function follow(page: Page, label: string): Promise<number | undefined> {
  const arrived = page.waitForResponse((response: Response) => response.request().isNavigationRequest());
  await page.getByRole('link', { name: label }).click();
  const response = await arrived;
  await page.waitForLoadState();
  return response.status();
}
