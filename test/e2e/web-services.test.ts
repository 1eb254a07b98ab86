import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { listeningSockets } from '../../src/adapters/listening-sockets.ts';
import type { Instance } from '../../src/domain/instance.ts';
import { launchChromium } from '../support/chromium.ts';
import { type JupyterLab, makeHome, startJupyterLab } from '../support/jupyter-lab.ts';
import { endProcesses } from '../support/jupyter-lab-processes.ts';
import { pythonEnvironment } from '../support/python-environment.ts';
import { exampleFile, installExamples, webServicesBin } from '../support/web-services.ts';
import { clickTile, openJupyterLab, processesOf, readInstance } from './steps.ts';
import {
  daemonsOf,
  enterLauncherPage,
  launchExample,
  openByCard,
  readyInstance,
  stopByRest,
  waitForColour,
} from './web-service-steps.ts';

t.setTimeout(360_000);

const { home, remove } = makeHome();
let jupyter: JupyterLab;
let chromium: Browser;
let browser: BrowserContext;
let launcher: Page;

/** What each example is launched with, by the labels of the form. */
const examples = {
  xpra: { Program: `xterm -e bash ${join(home, 'colours.sh')}` },
  'nest-desktop': {},
  voila: { Notebook: exampleFile(home, 'voila', 'example.ipynb') },
  matlab: {},
  datasette: { Database: join(home, 'two rows.db') },
};

t.before(async () => {
  await installExamples(home, Object.keys(examples));
  writeFileSync(join(home, 'colours.sh'), colours);
  execFileSync('python3', ['-c', makeTable, examples.datasette.Database]);
  const { python } = await pythonEnvironment();
  const path = [await webServicesBin(), standInForMatlab(), dirname(python), process.env.PATH];
  jupyter = await startJupyterLab({
    home,
    env: { PATH: path.join(delimiter) },
    // As JupyterHub gives them: the programs write it into their pages.
    args: ['--ServerApp.base_url=/hubs/User/alice%20b/'],
  });
  chromium = await launchChromium();
  browser = await newBrowser();
  launcher = await clickTile(await openJupyterLab(browser, jupyter));
  // All start while the first one is looked at.
  for (const [name, values] of Object.entries(examples)) await launchExample(launcher, name, values);
});
t.teardown(async () => {
  await chromium?.close();
  await jupyter?.stop();
  await remove();
});

t.test("Xpra shows a program's window to two browsers at once, and again after they were cut off", async (t) => {
  const { id } = await ready(t, 'xpra');
  const first = await openByCard(launcher, id);
  await waitForColour(first, red);
  const elsewhere = await enterLauncherPage(await newBrowser(), jupyter);
  const second = await openByCard(elsewhere, id);
  await waitForColour(second, red);

  await press(first, 'g');
  await waitForColour(first, green);
  await waitForColour(second, green);

  await first.close();
  const again = await openByCard(launcher, id);
  await waitForColour(again, green);
  await second.close();

  // As when the network goes: its websocket ends, and the page comes back by itself.
  const loadedAnew = again.waitForEvent('load');
  await endProcesses(daemonsOf(home));
  await loadedAnew;
  await waitForColour(again, green);
  await press(again, 'b');
  await waitForColour(again, blue);
});

t.test('NEST Desktop simulates by the NEST Server beside it', async (t) => {
  const { id } = await ready(t, 'nest-desktop');
  const page = await openByCard(launcher, id);
  // A project that is opened before all models are there stays broken.
  await page.waitForLoadState('networkidle');
  await page.getByRole('link', { name: 'NEST', exact: true }).click();
  await page.getByText('spike response').click();
  const answered = page.waitForResponse((response) => response.url().endsWith('/nest-server/exec'));
  await page.getByRole('button', { name: 'Simulate' }).click();
  const { data } = await (await answered).json();
  t.ok(data.events[0].V_m.length > 9000, 'a voltage for each tenth of a millisecond');
  await page.getByText('Membrane potential [mV]').waitFor();
  t.equal((await page.context().serviceWorkers()).length, 0, 'nothing stays in the browser');
});

t.test('a widget of a notebook reacts in Voila', async (t) => {
  const { id } = await ready(t, 'voila');
  const page = await openByCard(launcher, id);
  await page.getByText('6 squared is 36').waitFor();
  await page.getByRole('slider').press('ArrowRight');
  await page.getByText('7 squared is 49').waitFor();
  t.equal(await page.title(), 'example');
});

t.test('Datasette shows a table, and gives it as JSON', async (t) => {
  const { id } = await ready(t, 'datasette');
  const page = await openByCard(launcher, id);
  await page.getByRole('link', { name: 'run', exact: true }).click();
  await page.getByRole('cell', { name: 'fine & slow' }).waitFor();
  const link = await page.getByRole('link', { name: 'json', exact: true }).getAttribute('href');
  const answer = await page.request.get(new URL(link ?? '', page.url()).href);
  t.match(await answer.json(), {
    rows: [
      [1, 'coarse'],
      [2, 'fine & slow'],
    ],
  });
});

t.test(
  "matlab-proxy asks for MATLAB's licence, but not for its own token (a stand-in for MATLAB is on the PATH)",
  async (t) => {
    const { id } = await ready(t, 'matlab');
    const page = await openByCard(launcher, id);
    await page.getByText('Network License Manager').click();
    await page.getByText('License Server Address').first().waitFor();
    t.equal(await page.title(), 'MATLAB R2025b');

    const ports = readdirSync(join(home, '.matlab', 'MWI', 'hosts', hostname(), 'ports'));
    const port = Number(ports[0]);
    const listeners = (await listeningSockets())?.filter((listener) => listener.port === port);
    t.match(listeners, [{ address: '127.0.0.1' }], 'its own port is one of 127.0.0.1');
    const { pathname } = new URL('get_auth_token', page.url());
    const status = await fetch(`http://127.0.0.1:${port}${pathname}`);
    t.equal(status.status, 403, 'which does ask for the token');
  },
);

t.test('nothing is left of an example that was stopped', async (t) => {
  const running = await Promise.all(Object.keys(examples).map((name) => readyInstance(launcher, name)));
  await Promise.all(running.map(({ id }) => stopByRest(launcher, id)));
  for (const { id, app } of running) {
    t.equal((await readInstance(launcher, id)).state, 'stopped', app);
    t.same(processesOf(id), [], app);
  }
});

/** An example that listens where only the user can reach it. */
async function ready(t: Test, name: string): Promise<Instance> {
  const instance = await readyInstance(launcher, name);
  const socket = join(home, 'state', 'sessions', instance.id, 'app.sock');
  t.ok(statSync(socket).isSocket());
  t.equal(statSync(dirname(socket)).mode & 0o777, 0o700);
  t.equal(instance.port_open_to_node, false);
  return instance;
}

/** The user's keys go to the window that was clicked at last. */
async function press(page: Page, key: string): Promise<void> {
  await page.locator('canvas').first().click();
  await page.keyboard.press(key);
}

async function newBrowser(): Promise<BrowserContext> {
  const context = await chromium.newContext({ viewport: { width: 1000, height: 700 } });
  // Fonts, icons and MathWorks' login: the pages have to work without.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  return context;
}

const red = [200, 0, 0] as const;
const green = [0, 160, 0] as const;
const blue = [0, 0, 200] as const;
const colours = `
show() { printf '\\033]11;%s\\007' "$1"; }
show '#c80000'
while read -rsn 1 key; do
  case "$key" in g) show '#00a000' ;; b) show '#0000c8' ;; esac
done
`;

const makeTable = `import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    database.execute("create table run (number integer primary key, note text)")
    database.executemany("insert into run values (?, ?)", [(1, "coarse"), (2, "fine & slow")])
`;

/** What matlab-proxy looks for on the PATH, without which its page asks for no licence. Gives its directory of programs. */
function standInForMatlab(): string {
  const bin = join(home, 'matlab', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'matlab'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const version = '<MathWorks_version_info><version>25.2.0</version><release>R2025b</release></MathWorks_version_info>';
  writeFileSync(join(home, 'matlab', 'VersionInfo.xml'), version);
  return bin;
}
