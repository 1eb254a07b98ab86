import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import t from 'tap';
import { serverStates } from '../../src/domain/paraview-server.ts';
import { jobPhases } from '../../src/domain/scheduler.ts';
import type { FakeApi } from '../support/fake-api.ts';
import { fakeEntry } from '../support/fake-files.ts';
import { failedInstance, isosurfaceApp, sampleApp, sampleInstance } from '../support/fake-samples.ts';
import { jobFields, sampleConnection, sampleJob, sampleServer, sampleUsage } from '../support/fake-server-samples.ts';
import { pageBed, until } from '../support/page-test.ts';

t.setTimeout(240_000);
const bed = await pageBed(t);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface State {
  name: string;
  prepare?: (fake: FakeApi) => void;
  reach?: (page: Page, fake: FakeApi) => Promise<void>;
}

const states: State[] = [
  { name: 'instances in all states' },
  {
    name: 'no apps',
    prepare: (fake) => Object.assign(fake, { listing: { apps: [], problems: [], searched: ['/d'] } }),
  },
  {
    name: 'the launch dialog with errors',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Launch Isosurface explorer' }).click();
      await page.getByTestId('submit').click();
      await page.getByTestId('field-error').first().waitFor();
      await page.getByRole('combobox', { name: 'Data directory' }).fill('~/d');
      await page.getByRole('option', { name: 'data/' }).waitFor();
    },
  },
  {
    name: 'choosing a directory',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Launch Isosurface explorer' }).click();
      await page.getByRole('button', { name: 'Browse for Data directory' }).click();
      await page.getByTestId('entry').first().waitFor();
    },
  },
  {
    name: 'a question',
    reach: async (page) => {
      await page.getByTestId('view-table').click();
      await page.getByTestId('tick-all').click();
      await page.getByTestId('stop-selected').click();
      await page.getByTestId('confirm-items').waitFor();
    },
  },
  {
    name: 'what was done, as a script',
    reach: async (page, fake) => {
      await page.getByRole('button', { name: 'Restart failed' }).click();
      await until(() => fake.calls('POST').length > 0, 'it is restarted');
      await page.getByTestId('show-calls').click();
      await page.getByText('session.post').first().waitFor();
    },
  },
  {
    name: 'the log',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Log ready' }).click();
      await page.getByText('a line of the log').waitFor();
    },
  },
  {
    name: 'renaming, details, messages and a lost connection',
    reach: async (page, fake) => {
      await page.getByRole('button', { name: 'Details ready' }).click();
      await page.getByRole('button', { name: 'Remove failed' }).click();
      await page.getByRole('button', { name: 'Rename ready' }).click();
      fake.down = true;
      fake.dropSockets();
      await page.getByTestId('connection-lost').waitFor();
    },
  },
  {
    name: 'ParaView servers, a menu and jobs',
    prepare: fillWithServers,
    reach: async (page) => {
      await page.getByRole('button', { name: 'Details ready server' }).click();
      await page.getByRole('button', { name: 'Connect to another …, linked' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'the dialog for a ParaView server, with a script and errors',
    prepare: fillWithServers,
    reach: async (page) => {
      await page.getByTestId('new-server').click();
      await page.getByTestId('show-script').click();
      await page.getByTestId('script').waitFor();
      await page.getByTestId('preset-save').click();
      await page.getByTestId('preset-save-now').click();
      await page.getByTestId('preset-error').waitFor();
    },
  },
  {
    name: 'a launch as a job with a server',
    prepare: fillWithServers,
    reach: async (page) => {
      await page.getByRole('button', { name: 'Launch Remote' }).click();
      await page.getByRole('combobox', { name: 'Run on' }).selectOption('job');
      await page.getByTestId('field-nodes').getByRole('textbox').fill('99');
      await page.getByTestId('field-error').waitFor();
    },
  },
  {
    name: 'the dialog for a script',
    prepare: fillWithServers,
    reach: async (page) => {
      await page.getByTestId('submit-script').click();
      await page.getByTestId('submit-job').click();
      await page.getByTestId('field-error').waitFor();
    },
  },
  {
    name: 'a table with selected rows',
    reach: async (page) => {
      await page.getByTestId('view-table').click();
      await page.getByTestId('tick').first().click();
      await page.getByTestId('stop-selected').waitFor();
    },
  },
  {
    name: 'a daemon that never answered',
    prepare: (fake) => Object.assign(fake, { down: true }),
    reach: (page) => page.getByTestId('down-state').getByText('HTTP 502').waitFor(),
  },
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { name, prepare, reach } of states) {
    t.test(`${name}, ${colorScheme}`, async (t) => {
      const { fake, page } = await bed.open(t, { colorScheme, reducedMotion: 'reduce' });
      fillWithEverything(fake);
      prepare?.(fake);
      await page.goto(fake.url);
      await page.locator('[data-testid=connection]:not([data-connection=connecting])').waitFor();
      await reach?.(page, fake);
      t.same(await violations(page), []);
    });
  }
}

function fillWithEverything(fake: FakeApi): void {
  const problem = { app: 'flow', file: '/d/flow/app.yml', line: 4, column: 3, message: 'Wrong.', hint: 'Mend it.' };
  const web = sampleApp({ id: 'web', name: 'Dashboard', kind: 'web', category: 'Other things' });
  fake.listing = { apps: [isosurfaceApp(), sampleApp(), web], problems: [problem], searched: ['/d'] };
  fake.logStart = 'a line of the log\n';
  fake.favourites = { apps: ['web'], paths: ['/home/alice/data'], recent_apps: [], recent_paths: ['/home/alice'] };
  fake.directories.set('/home/alice', [
    fakeEntry('data/'),
    fakeEntry('closed/', { readable: false }),
    fakeEntry('a.txt'),
  ]);
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  for (const state of ['queued', 'starting', 'ready', 'ending', 'lost'] as const) {
    fake.put(
      sampleInstance({
        id: state,
        name: state,
        state,
        ends_at: endsAt,
        ends_with: 'Ends with Jupyter.',
        port_open_to_node: true,
      }),
    );
  }
  fake.put(failedInstance({ id: 'failed', name: 'failed' }));
  fake.put(sampleInstance({ id: 'stopped', name: 'stopped', state: 'stopped', ended_at: endsAt, usage: null }));
}

function fillWithServers(fake: FakeApi): void {
  fake.instances.clear();
  fake.serversForm = { fields: jobFields(), can_start: true, title: 'Slurm' };
  fake.jobForm = { fields: jobFields(), available: true };
  fake.presets = { presets: [{ target: 'server', name: 'large', values: { nodes: 2 } }], last: {} };
  fake.listing = { apps: [sampleApp({ name: 'Remote', paraview: true })], problems: [], searched: [] };
  const connection = sampleConnection({ state: 'connected', server_id: 'ready', reason: 'Something to know.' });
  fake.put(sampleInstance({ name: 'linked', connection }));
  for (const state of serverStates) {
    const ended = state === 'failed' || state === 'stopped';
    const change = ended ? { ended_at: new Date().toISOString(), usage: sampleUsage, log_tail: ['last'] } : {};
    fake.putServer(sampleServer({ id: state, name: `${state} server`, state, state_reason: 'Why.', ...change }));
  }
  fake.queue = {
    title: 'Slurm',
    contact: { state: 'lost', since: new Date().toISOString(), message: 'No answer.' },
    jobs: jobPhases.slice(0, 8).map((phase) => sampleJob({ id: phase, phase, stuck: phase === 'queued' })),
  };
}

/** What axe-core finds: the rule, what it is about, and the elements. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ target, failureSummary }) => [String(target), failureSummary]) })))`);
}
