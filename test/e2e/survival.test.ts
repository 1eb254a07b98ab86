import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { makeHome, startJupyterLab } from '../support/jupyter-lab.ts';
import { commandLine, endProcesses, findProcesses, waitFor } from '../support/jupyter-lab-processes.ts';
import {
  launchSampleApp,
  moveSlider,
  openInstance,
  openJupyterLab,
  openLauncherPage,
  processesOf,
  readInstance,
  stopInstance,
  waitForPicture,
  waitForSampleApp,
} from './steps.ts';

t.setTimeout(480_000);

t.test('a killed daemon is started anew, and the page and the app go on', async (t) => {
  const { home, browser } = await prepare(t);
  const jupyter = await startJupyterLab({ home });
  t.teardown(() => jupyter.stop());
  await openJupyterLab(browser, jupyter);
  const launcher = await openLauncherPage(browser, jupyter);
  const instance = await launchSampleApp(launcher);
  const app = await openInstance(launcher, instance.id);
  await waitForPicture(app);

  const killed = daemonsOf(home);
  t.equal(killed.length, 1, 'one daemon runs');
  await launcher.getByRole('button', { name: 'Launch Isosurfaces' }).first().click();
  const name = launcher.getByRole('textbox', { name: 'Name' });
  await name.fill('typed before');
  const told = [launcher.getByTestId('connection-lost'), launcher.getByText('The connection is back.')];
  const isTold = Promise.all(told.map((message) => message.waitFor()));
  await endProcesses(killed);
  await isTold;
  t.equal(await name.inputValue(), 'typed before', 'the form is as it was');
  await launcher.getByTestId('launch-form').getByTestId('cancel').click();

  await waitFor('another daemon runs', () => daemonsOf(home).some((pid) => !killed.includes(pid)));
  await launcher.locator('[data-connection=open]').waitFor();
  t.equal((await readInstance(launcher, instance.id)).pid, instance.pid, 'the app is the same process');
  await app.reload();
  await waitForSampleApp(app);
  const picture = await waitForPicture(app);
  await moveSlider(app, 30);
  t.not(await waitForPicture(app, picture), picture, 'the app follows its slider again');
  await stopInstance(launcher, instance.id);
  t.same(processesOf(instance.id), []);
});

t.test('an app outlives Jupyter and is found again by the next one', async (t) => {
  const { home, browser } = await prepare(t);
  // The same address and secrets as before, as a user has who starts Jupyter again.
  const port = freePort();
  const env = { JUPYTER_TOKEN: 'the-same-token-as-before' };
  const before = await startJupyterLab({ home, port, env });
  t.teardown(() => before.kill());
  await openJupyterLab(browser, before);
  const launcher = await openLauncherPage(browser, before);
  const instance = await launchSampleApp(launcher);
  const app = await openInstance(launcher, instance.id);
  await waitForPicture(app);
  const daemons = daemonsOf(home);

  await before.kill();
  await endProcesses(daemons);
  t.ok(processesOf(instance.id).includes(instance.pid ?? 0), 'the app still runs');

  const after = await startJupyterLab({ home, port, env });
  t.teardown(() => after.stop());
  await app.reload();
  await waitForSampleApp(app);
  const picture = await waitForPicture(app);
  await moveSlider(app, 30);
  t.not(await waitForPicture(app, picture), picture, 'its tab goes on after a reload');

  const page = await openLauncherPage(browser, after);
  await page.locator(`[data-testid=instance-card][data-id="${instance.id}"][data-state=ready]`).waitFor();
  const adopted = await readInstance(page, instance.id);
  t.equal(adopted.pid, instance.pid, 'it is adopted with the same process');
  t.equal(adopted.path, instance.path, 'at the same address');
  await stopInstance(page, instance.id);
  t.same(processesOf(instance.id), []);
});

t.test('the daemon ends with Jupyter, and not by a Ctrl-C that Jupyter asks about', async (t) => {
  const { home, browser } = await prepare(t);
  const jupyter = await startJupyterLab({ home });
  t.teardown(() => jupyter.stop());
  await openJupyterLab(browser, jupyter);
  const launcher = await openLauncherPage(browser, jupyter);
  await launcher.locator('[data-connection=open]').waitFor();
  const [daemon = 0] = daemonsOf(home);

  // A terminal sends Ctrl-C to its whole process group.
  t.not(processGroup(daemon), processGroup(jupyter.pid));
  await jupyter.stop();
  await waitFor('the daemon ends', () => daemonsOf(home).length === 0);
});

/** Field 5 of proc_pid_stat(5); the command's name, field 2, may hold spaces. */
function processGroup(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2];
}

async function prepare(t: Test) {
  const { home, remove } = makeHome();
  t.teardown(remove);
  const chromium = await launchChromium();
  t.teardown(() => chromium.close());
  return { home, browser: await chromium.newContext() };
}

/** The daemons that a JupyterLab with this home started. */
function daemonsOf(home: string): number[] {
  return findProcesses(`HOME=${home}`).filter((pid) => commandLine(pid).includes('serve'));
}

/** A port for two servers that follow each other; above those that the kernel gives to connections. */
function freePort(): number {
  const taken = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^\s*\d+: \w+:(\w{4})/gm)].map(([, port]) =>
        Number.parseInt(port ?? '', 16),
      ),
    ),
  );
  const offset = process.pid % 400;
  for (let port = 61_100 + offset; port < 65_535; port += 1) if (!taken.has(port)) return port;
  throw new Error('Every port is taken.');
}
