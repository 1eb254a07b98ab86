import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { makeHome, startJupyterLab } from '../support/jupyter-lab.ts';
import { commandLine, findProcesses } from '../support/jupyter-lab-processes.ts';
import {
  launchSampleApp,
  openInstance,
  openJupyterLab,
  openLauncherPage,
  stopInstance,
  waitForPicture,
} from './steps.ts';

t.setTimeout(180_000);

t.test('no token, key or cookie is written to a log, a command line or a readable file', async (t) => {
  const { home, remove } = makeHome();
  t.teardown(remove);
  // The daemon says as much as it can.
  const jupyter = await startJupyterLab({ home, env: { TRAME_MANAGER_LOG_LEVEL: 'trace' } });
  t.teardown(() => jupyter.stop());
  const chromium = await launchChromium();
  t.teardown(() => chromium.close());
  const browser = await chromium.newContext();
  const launchTokens: string[] = [];
  browser.on('request', (request) => {
    const token = new URL(request.url()).searchParams.get('launch_token');
    if (token !== null) launchTokens.push(token);
  });
  await openJupyterLab(browser, jupyter);
  const launcher = await openLauncherPage(browser, jupyter);
  const instance = await launchSampleApp(launcher);
  const app = await openInstance(launcher, instance.id);
  await waitForPicture(app);

  const key = readFileSync(join(home, 'state', 'sessions', instance.id, 'auth.key'), 'utf8').trim();
  const instanceCookies = (await browser.cookies()).filter(({ path }) => path.includes('/proxy/'));
  const cookies = (await browser.cookies()).filter(({ name }) => name.startsWith('username-'));
  t.ok(
    launchTokens.length > 0 && key.length >= 16 && instanceCookies.length > 0 && cookies.length > 0,
    'secrets are known',
  );
  const secrets = [
    ...launchTokens,
    key,
    ...instanceCookies.map(({ value }) => value),
    ...cookies.map(({ value }) => value),
  ];
  const commandLines = findProcesses(`HOME=${home}`).map((pid) => commandLine(pid).join(' '));
  await stopInstance(launcher, instance.id);

  const holds = (text: string, words = secrets) => words.some((word) => text.includes(word));
  t.notOk(holds(jupyter.log()), 'not in the output of Jupyter and the daemon');
  t.ok(jupyter.log().includes('"level"'), 'which holds the lines of the daemon');
  // Jupyter itself prints its token, in the URL to open.
  t.notOk(holds(daemonLines(jupyter.log()), [jupyter.token]), 'nor is Jupyter’s token in those of the daemon');
  t.notOk(holds(commandLines.join('\n'), [...secrets, jupyter.token]), 'nor in the command line of any process');

  const files = listFiles(join(home, 'state')).filter((file) =>
    holds(readFileSync(file, 'latin1'), [...secrets, jupyter.token]),
  );
  t.same(
    files.map((file) => file.split('/').at(-1)),
    files.map(() => 'auth.key'),
    'nor in a file of the state directory, other than the key that the app reads',
  );
  t.ok(
    files.every((file) => (statSync(file).mode & 0o077) === 0),
    'which only the user can read',
  );
});

function daemonLines(log: string): string {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .join('\n');
}

function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
