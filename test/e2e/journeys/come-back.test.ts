import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { writeApp } from '../../support/app-files.ts';
import { launchChromium } from '../../support/chromium.ts';
import { startDaemon } from '../../support/daemon.ts';
import { type DaemonBed, startDaemonBed } from '../../support/daemon-bed.ts';
import { waitFor } from '../../support/jupyter-lab-processes.ts';
import { stepTimeoutMs } from '../steps.ts';
import { picture } from './picture.ts';

t.setTimeout(240_000);

/**
 * Two seconds are promised. By the clock on the wall that would be a test of how busy this machine is, so what is tested are the
 * page's own times, on a clock that the test turns: that it tries again within two seconds, however long it was cut off. What
 * is true then comes as the first message of the new connection.
 */
const promisedMs = 2_000;
/** For what takes none of the page's time. */
const soon = { timeout: stepTimeoutMs };
const token = 'the-same-token-for-both-daemons';
const chromium = await launchChromium();
t.teardown(() => chromium.close());
const bed = await startDaemonBed(t, { TRAME_MANAGER_TOKEN: token });
writeApp(
  bed.home,
  'measure',
  'name: Measure\ncommand: sleep 60\nparameters: [{name: steps, type: integer, default: 3}]\n',
);

t.test('two browsers show the same, and what changes in one soon shows in the other', async (t) => {
  const [a, b] = [await enter(t, chromium, bed), await enter(t, chromium, bed)];
  const instance = await bed.launch();
  for (const page of [a, b]) await cardOf(page, instance.id, 'ready').waitFor();

  await cardOf(a, instance.id).getByTestId('rename').click();
  await a.getByTestId('rename-field').getByRole('textbox').fill('wing');
  await a.keyboard.press('Enter');
  await b.getByRole('heading', { name: 'wing', exact: true }).waitFor(soon);

  await b.getByRole('button', { name: 'Add Measure to favourites' }).click();
  await a.getByRole('button', { name: 'Add Measure to favourites', pressed: true }).first().waitFor(soon);

  for (const page of [a, b]) await page.getByRole('button', { name: 'Launch Measure' }).first().click();
  await b.getByRole('textbox', { name: 'steps' }).fill('8');
  await a.getByTestId('launch-form').getByTestId('preset-save').click();
  await a.getByTestId('launch-form').getByTestId('preset-name').getByRole('textbox').fill('coarse');
  await a.keyboard.press('Enter');
  await b
    .getByTestId('launch-form')
    .getByTestId('preset')
    .locator('option', { hasText: 'coarse' })
    .waitFor({ state: 'attached', ...soon });
  t.equal(await b.getByRole('textbox', { name: 'steps' }).inputValue(), '8', 'what is typed there stays');
  for (const page of [a, b]) await page.getByTestId('launch-form').getByTestId('cancel').click();

  await cardOf(a, instance.id).getByTestId('stop').click();
  await a.getByTestId('confirm-ok').click();
  await cardOf(b, instance.id, 'stopped').waitFor(soon);
  await cardOf(b, instance.id).getByTestId('remove').click();
  // Without the message that could bring it back, it is sent at once.
  await b.getByTestId('toast').filter({ hasText: 'wing removed' }).getByRole('button', { name: 'Dismiss' }).click();
  await cardOf(a, instance.id).waitFor({ state: 'detached', ...soon });
});

t.test('of a connection that died without a word the page finds out when it wakes', async (t) => {
  const [page, other] = [await enter(t, chromium, bed), await enter(t, chromium, bed)];
  const cdp = await page.context().newCDPSession(page);
  const wakings: Record<string, () => Promise<unknown>> = {
    'the machine slept': () => page.clock.fastForward(60_000),
    // A page without a screen is never hidden, so that the browser does not do these two.
    'the page was frozen': () => page.evaluate("document.dispatchEvent(new Event('resume'))"),
    'it was hidden': async () => {
      await page.clock.runFor(15_000);
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    },
    'the network is there again': async () => {
      await page.context().setOffline(true);
      await page.context().setOffline(false);
    },
    'somebody looks at it again': async () => {
      // Long enough for doubt, by a clock that did not stop.
      await page.clock.runFor(15_000);
      const elsewhere = await page.context().newPage();
      await elsewhere.bringToFront();
      await page.bringToFront();
    },
  };
  await page.clock.install();
  await page.reload();
  // Otherwise every page counts as the one in front.
  await cdp.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  for (const [waking, wake] of Object.entries(wakings)) {
    await page.locator('[data-testid=connection][data-connection=open]').waitFor();
    bed.relay.muteWebSockets();
    await bed.daemon.call('PATCH', `api/v1/instances/${bed.instance.id}`, { name: waking });
    await other.reload();
    await other.getByRole('heading', { name: waking, exact: true }).waitFor();
    t.equal(await page.getByRole('heading', { name: waking, exact: true }).count(), 0, 'it was not told');
    await wake();
    await page.getByRole('heading', { name: waking, exact: true }).waitFor(soon);
  }
});

t.test('a killed daemon is told, and its successor; what was typed stays, and what is shown is true', async (t) => {
  const page = await enter(t, chromium, bed);
  const { id, pid } = (await bed.daemon.call('GET', `api/v1/instances/${bed.instance.id}`)).json;
  await cardOf(page, id, 'ready').waitFor();
  await page.getByRole('button', { name: 'Launch Measure' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('typed before');
  await page.getByRole('textbox', { name: 'steps' }).fill('9');
  await page.clock.install();
  await page.clock.pauseAt((await page.evaluate<number>('Date.now()')) + 1_000);

  bed.daemon.child.kill('SIGKILL');
  await page.getByTestId('connection-lost').getByText('Connection lost').waitFor();
  await page.setViewportSize({ width: 480, height: 720 });
  await picture(page, 'connection-lost');
  // Time enough for the page to try as seldom as it ever does.
  for (let tries = 0; tries < 6; tries += 1) await passUntilItTries(page, 60_000);
  process.kill(pid, 'SIGKILL');
  await startDaemon(t, {
    home: bed.home,
    args: ['--port', new URL(bed.daemon.url).port],
    env: { TRAME_MANAGER_STATE_DIR: join(bed.home, 'state'), TRAME_MANAGER_TOKEN: token },
  });

  t.ok((await passUntilItTries(page, 60_000)) <= promisedMs, 'it tries again within two seconds');
  await page.getByText('The connection is back.').waitFor();
  await cardOf(page, id, 'failed').waitFor();
  t.equal(await page.getByTestId('connection-lost').count(), 0);
  const typed = () =>
    Promise.all(['Name', 'steps'].map((name) => page.getByRole('textbox', { name, exact: true }).inputValue()));
  t.same(await typed(), ['typed before', '9']);
  await page.clock.resume();
  await page.reload();
  await page.getByRole('button', { name: 'Launch Measure' }).first().click();
  await waitFor('the values are there again', async () => String(await typed()) === 'typed before,9');
});

/** Lets the page's time pass until it makes a new connection, which then fails or stands; gives how much had to pass. */
async function passUntilItTries(page: Page, atMostMs: number): Promise<number> {
  const stepMs = 250;
  let isTried = false;
  const settled = new Promise<void>((resolve) => {
    page.once('websocket', (socket) => {
      isTried = true;
      socket.once('framereceived', () => resolve());
      socket.once('close', () => resolve());
    });
  });
  let passedMs = 0;
  for (; !isTried && passedMs < atMostMs; passedMs += stepMs) await page.clock.runFor(stepMs);
  await settled;
  return passedMs;
}

/** The launcher page in a browser of its own. */
async function enter(t: Test, browser: Browser, bed: DaemonBed): Promise<Page> {
  const context = await browser.newContext();
  context.setDefaultTimeout(stepTimeoutMs);
  t.teardown(() => context.close());
  const page = await bed.enter(context);
  await page.locator('[data-testid=connection][data-connection=open]').waitFor();
  return page;
}

function cardOf(page: Page, id: string, state?: string) {
  const attribute = state === undefined ? '' : `[data-state=${state}]`;
  return page.locator(`[data-testid=instance-card][data-id="${id}"]${attribute}`);
}
