// A day on a cluster: waiting in the queue, ParaView servers and apps as jobs, their link, what they used.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t from 'tap';
import type { ParaViewServer } from '../../../src/domain/paraview-server.ts';
import { waitFor } from '../../support/jupyter-lab-processes.ts';
import { manyOrange, orangeShare } from '../../support/orange-picture.ts';
import { clickTile } from '../steps.ts';
import { cardNamed } from './bed.ts';
import { keepNotifications, notifications, startClusterBed } from './cluster-bed.ts';
import { picture } from './picture.ts';

t.setTimeout(300_000);

/** The scheduler and ParaView take their time. */
const longMs = 90_000;

// One cluster and one page; the tests come in this order.
const { api, browser, cluster, home, jupyter, lab } = await startClusterBed(t);
await keepNotifications(browser, new URL(jupyter.url).origin);
browser.setDefaultTimeout(longMs);
const page = await clickTile(lab);
const servers = page.getByTestId('servers');
const cone = cardNamed(page, 'cone');
const link = cone.getByTestId('connection-state');
const dialog = page.getByRole('dialog');

t.test(
  'an app that waits says its place, why and until when; one that starts for how long, and what it writes',
  async (t) => {
    const blocker = (
      await cluster.run('sbatch', ['--parsable', '-N2', '--exclusive', '-t5', '--wrap', 'sleep 300'])
    ).trim();
    await waitFor('the nodes are taken', async () => /^R/.test(await cluster.run('squeue', ['-h', '-o', '%t'])));
    await page.getByRole('button', { name: 'Launch Mesh explorer' }).first().click();
    t.equal(await dialog.getByRole('combobox', { name: 'Run on' }).inputValue(), 'job');
    await dialog.getByRole('button', { name: 'Launch', exact: true }).click();
    const card = cardNamed(page, 'Mesh explorer 1', 'queued');
    await card.getByText('1st of 1 waiting in partition batch').waitFor();
    await card.getByText(/^Expected to start /).waitFor();
    t.match(await card.getByTestId('reason').textContent(), /^Waits for free nodes/);
    await page.getByTestId('jobs').getByText('wrap').first().waitFor();
    await card.getByRole('button', { name: 'Tell me when it is ready: Mesh explorer 1' }).click();
    await page.getByText(/^You will be told when something is ready/).waitFor();
    t.equal(await page.getByRole('button', { name: /^Tell me when it is ready/ }).count(), 0, 'asked once');
    await picture(page, 'waiting', { width: 480 });

    await cluster.run('scancel', [blocker]);
    const starting = cardNamed(page, 'Mesh explorer 1', 'starting');
    await starting.getByText(/^for \d+ s$/).waitFor();
    await starting.getByText('Reading block 1 of 32').waitFor();
  },
);

t.test('what becomes ready or fails is told, in the page and by the browser', async () => {
  writeFileSync(join(home, 'go'), '');
  await cardNamed(page, 'Mesh explorer 1', 'ready').waitFor();
  await told('Mesh explorer 1 is ready.', 'Open').waitFor();
  await untilNotified('Mesh explorer 1 is ready');
  await page.getByRole('button', { name: 'Launch Broken reader' }).first().click();
  await dialog.getByRole('button', { name: 'Launch', exact: true }).click();
  await told('Broken reader 1 failed.', 'Show log').waitFor();
  await untilNotified('Broken reader 1 failed');
});

let first: ParaViewServer;

t.test(
  'a server of two nodes, from a form that shows its script, and an app that is connected when both are ready',
  async (t) => {
    await servers.getByRole('button', { name: 'Start a server' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('render');
    await dialog.getByRole('textbox', { name: 'Nodes' }).fill('2');
    await dialog.getByRole('textbox', { name: 'Walltime' }).fill('30m');
    await dialog.getByRole('button', { name: 'Show script' }).click();
    await dialog.getByRole('region', { name: 'Script' }).getByText('#SBATCH --nodes=2').waitFor();
    await picture(page, 'start-server', { height: 900 });
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await serverCard('render').waitFor();

    await page.getByRole('button', { name: 'Launch ParaView cone' }).first().click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('cone');
    await dialog.getByRole('combobox', { name: 'Run on' }).selectOption('job');
    await dialog.getByRole('combobox', { name: 'Connect to' }).selectOption({ label: 'render (when it is ready)' });
    await picture(page, 'launch-as-job', { height: 900 });
    await dialog.getByRole('button', { name: 'Launch', exact: true }).click();

    await link.getByText(/^Connected to render since/).waitFor();
    const card = serverCard('render', 'ready');
    await card.getByText('Connected: cone').waitFor();
    for (const fact of ['2 nodes', /\d+ min left$/]) await card.getByText(fact).waitFor();
    [first] = (await api('GET', 'servers')).servers;
    t.match(first, { values: { nodes: 2, tasks: 1 }, job: { node_list: 'n[1-2]' } });
    const app = await openApp();
    await app.getByText(/Drawn by a ParaView server, process \d+/).waitFor();
    await waitFor('the orange cone', async () => (await orangeShare(app)) > manyOrange, longMs);
    await app.close();
  },
);

t.test('disconnected, the server ends, and its card says what it used of what it asked for', async (t) => {
  await cone.getByRole('button', { name: 'Disconnect cone' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
  const ended = serverCard('render', 'stopped');
  const used = ended.getByRole('list', { name: 'Used of what was asked for' });
  await used.getByText(/^Time \d+ (s|min) of 30 min$/).waitFor();
  await used.getByText(/^Memory \d+ .B/).waitFor();
  t.match(await used.textContent(), /Processors [\d.,]+ % used/);
  await ended.scrollIntoViewIfNeeded();
  await picture(page, 'used');
});

t.test('a link that fails says what is wrong and what to do', async () => {
  await cone.getByRole('button', { name: /^Connect to/ }).click();
  await page.getByRole('menuitem', { name: 'Other address …' }).click();
  await dialog.getByRole('textbox', { name: 'Host' }).fill('localhost');
  await dialog.getByRole('textbox', { name: 'Port' }).fill('9');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await link.getByText('Not connected to localhost:9').waitFor();
  await told('cone could not be connected to localhost:9', 'Dismiss').click();
  const why = cone.getByTestId('connection-reason').locator('div');
  await why
    .first()
    .getByText(/localhost:9/)
    .waitFor();
  await why
    .nth(1)
    .getByText(/\w+.*\.$/)
    .waitFor();
});

t.test(
  'another server, with the last values, is chosen from the menu; cancelled elsewhere, both ends say so',
  async (t) => {
    await servers.getByRole('button', { name: 'Start a server' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('second');
    await dialog.getByRole('textbox', { name: 'Nodes' }).fill('1');
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await serverCard('second').waitFor();
    const next = (await api('GET', 'servers')).servers.find(({ name }: ParaViewServer) => name === 'second');
    t.match(
      next,
      { values: { nodes: 1, tasks: 1, time_limit: 1800 } },
      'the last values come back but for what was changed',
    );
    await cone.getByRole('button', { name: /^Connect to/ }).click();
    await page.getByRole('menuitem', { name: 'second' }).click();
    await link.getByText(/^Connected to second since/).waitFor();
    const card = serverCard('second', 'ready');
    await card.getByText('Connected: cone').waitFor();
    await card.getByRole('button', { name: 'Log second' }).click();
    await dialog.getByText('Client connected.').waitFor();
    await page.keyboard.press('Escape');
    await untilDrawnAgain();

    await cluster.run('scancel', [(await api('GET', `servers/${next.id}`)).job.id]);
    await link.getByText('Not connected').waitFor();
    await cone
      .getByTestId('connection-reason')
      .getByText(/The ParaView server .* ended/)
      .waitFor();
    await serverCard('second', 'stopped').getByText('The job was cancelled, but not from here').waitFor();
    await cone.scrollIntoViewIfNeeded();
    await cone.getByRole('button', { name: /^Connect to/ }).click();
    await picture(page, 'connect-menu');
    await page.keyboard.press('Escape');
  },
);

t.test('that the time of an app nears its end is told ten minutes before', async () => {
  await untilNotified(/^Mesh explorer 1 ends in (9|10) min$/);
});

function serverCard(name: string, state?: string) {
  const cards = servers.locator(state === undefined ? 'tm-server-card' : `tm-server-card[data-state=${state}]`);
  return cards.filter({ has: page.getByRole('heading', { name, exact: true }) });
}

/** The message in the page, by its words and its button. */
function told(text: string, button: string) {
  return page.locator('tm-toast').filter({ hasText: text }).getByRole('button', { name: button });
}

function untilNotified(title: string | RegExp): Promise<unknown> {
  const isIt = (shown: string) => (typeof title === 'string' ? shown === title : title.test(shown));
  return waitFor(`a notification "${title}"`, async () => (await notifications(page)).some(isIt), longMs);
}

async function openApp(): Promise<Page> {
  const [app] = await Promise.all([
    page.waitForEvent('popup'),
    cone.getByRole('button', { name: 'Open cone' }).click(),
  ]);
  return app;
}

/** ParaView itself may abort where its server ends in the middle of a picture. */
function untilDrawnAgain(): Promise<unknown> {
  const isDrawn = async () => {
    const { instances } = await api('GET', 'instances');
    const { id } = instances.find(({ name }: { name: string }) => name === 'cone');
    return /Drawn by this app.*Drawn by a ParaView server/s.test(await api('GET', `instances/${id}/log`));
  };
  return waitFor('a picture by the second server', isDrawn, longMs);
}
