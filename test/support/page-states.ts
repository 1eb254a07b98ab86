import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { connectionStates } from '../../src/domain/connection.ts';
import { serverStates } from '../../src/domain/paraview-server.ts';
import { jobPhases } from '../../src/domain/scheduler.ts';
import { aCopyPlan, aPreview } from '../../src/schemas/examples/recipe.ts';
import type { FakeApi } from './fake-api.ts';
import { fakeEntry } from './fake-files.ts';
import { failedInstance, isosurfaceApp, sampleApp, sampleInstance } from './fake-samples.ts';
import { jobFields, sampleConnection, sampleJob, sampleServer, sampleUsage } from './fake-server-samples.ts';
import { until } from './page-test.ts';

/** A state that the page can be in, and the way to it. */
export interface PageState {
  name: string;
  /** Changes what the fake daemon has, which is everything (`fillWithEverything`), before the page is loaded. */
  prepare?: (fake: FakeApi) => void;
  options?: BrowserContextOptions;
  /** It has of nearly everything: what holds for colours here holds in the others. */
  isRich?: boolean;
  /** Begins before the page is loaded. */
  script?: string;
  /** Goes on from the loaded page. */
  reach?: (page: Page, fake: FakeApi) => Promise<unknown>;
}

/** Loads the page and brings it into a state. */
export async function goToState({ prepare, script, reach }: PageState, page: Page, fake: FakeApi): Promise<void> {
  fillWithEverything(fake);
  prepare?.(fake);
  if (script !== undefined) await page.addInitScript(script);
  await page.goto(fake.url);
  if (!fake.silent) await page.locator('[data-testid=connection]:not([data-connection=connecting])').waitFor();
  await reach?.(page, fake);
}

/** Every state of the page: what it shows, each dialog, each menu, each bar. */
export const pageStates: readonly PageState[] = [
  {
    name: 'loading',
    prepare: (fake) => Object.assign(fake, { silent: true }),
    reach: (page) => page.locator('tm-skeleton').waitFor(),
  },
  {
    name: 'a daemon that never answered',
    prepare: (fake) => Object.assign(fake, { down: true }),
    reach: (page) => page.getByTestId('down-state').getByText('HTTP 502').waitFor(),
  },
  {
    name: 'no apps',
    prepare: (fake) => Object.assign(fake, { listing: { apps: [], problems: [], searched: ['/d'] } }),
    reach: (page) => page.getByTestId('install').waitFor(),
  },
  {
    name: 'nothing runs',
    prepare: (fake) => fake.instances.clear(),
    reach: (page) => page.getByTestId('app-card').first().waitFor(),
  },
  {
    name: 'instances in all states, with details and an offer to be told',
    isRich: true,
    script: "Object.defineProperty(Notification, 'permission', { get: () => 'default' })",
    reach: async (page) => {
      await page.getByTestId('ended').waitFor();
      await page.getByTestId('notify-offer').waitFor();
      for (const name of ['ready', 'failed']) await part(page, name, 'details').click();
      await page.getByTestId('embed').waitFor();
    },
  },
  {
    name: 'no app that matches',
    reach: async (page) => {
      await page.getByTestId('ended').waitFor();
      await page.getByRole('searchbox', { name: 'Search apps' }).fill('none of them');
      await page.getByText('No app matches').waitFor();
    },
  },
  {
    name: 'links to ParaView in all states',
    prepare: fillWithConnections,
    reach: (page) => page.getByText('Connected to').first().waitFor(),
  },
  {
    name: 'ParaView servers, a menu and jobs',
    isRich: true,
    prepare: fillWithServers,
    reach: async (page) => {
      await part(page, 'ready', 'details').click();
      await part(page, 'k3', 'menu-button').click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'the menu of notifications',
    reach: async (page) => {
      await page.getByTestId('bell').click();
      await page.getByTestId('bell-panel').waitFor();
    },
  },
  {
    name: 'renaming, details, messages and a lost connection',
    reach: async (page, fake) => {
      await part(page, 'failed', 'remove').click();
      await part(page, 'ready', 'details').click();
      await part(page, 'ready', 'rename').click();
      fake.down = true;
      fake.dropSockets();
      await page.getByTestId('connection-lost').waitFor();
    },
  },
  {
    name: 'changes that cannot be kept',
    reach: async (page, fake) => {
      const body = { code: 'state_not_writable', detail: 'No space left in /home/alice.', hint: 'Free some space.' };
      fake.answers.set('POST instances/failed/restart', { status: 507, body });
      await part(page, 'failed', 'restart').click();
      await page.getByTestId('keeping-banner').waitFor();
      await page.getByTestId('toast').waitFor();
    },
  },
  {
    name: 'the launch dialog with errors and completions',
    isRich: true,
    reach: async (page) => {
      await part(page, 'isosurface', 'launch').click();
      await page.getByTestId('submit').click();
      await page.getByTestId('field-error').first().waitFor();
      await page.getByTestId('field-data-directory').getByRole('combobox').fill('~/d');
      await page.getByRole('option', { name: 'data/' }).waitFor();
    },
  },
  {
    name: 'a launch as a job with a server',
    prepare: fillWithServers,
    reach: async (page) => {
      await part(page, 'cone', 'launch').click();
      await page.getByTestId('field-run-on').getByRole('combobox').selectOption('job');
      await page.getByTestId('field-nodes').getByRole('textbox').fill('99');
      await page.getByTestId('field-error').waitFor();
    },
  },
  {
    name: 'choosing a directory',
    reach: async (page) => {
      await part(page, 'isosurface', 'launch').click();
      await page.getByTestId('browse').first().click();
      await page.getByTestId('entry').first().waitFor();
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
    name: 'the dialog for a script',
    prepare: fillWithServers,
    reach: async (page) => {
      await page.getByTestId('submit-script').click();
      await page.getByTestId('submit-job').click();
      await page.getByTestId('field-error').waitFor();
    },
  },
  {
    name: 'the dialog for an address',
    prepare: fillWithServers,
    reach: async (page) => {
      await part(page, 'k3', 'menu-button').click();
      await page.getByRole('menuitem', { name: 'Other address …' }).click();
      await page.getByRole('textbox', { name: 'Port' }).fill('70000');
      await page.getByTestId('address-connect').click();
      await page.getByTestId('field-error').first().waitFor();
    },
  },
  {
    name: 'a link to be copied by hand',
    script:
      "navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); document.execCommand = () => false",
    reach: async (page) => {
      await part(page, 'ready', 'copy-link').click();
      await page.getByRole('dialog', { name: 'Copy this link' }).waitFor();
    },
  },
  {
    name: 'what was done, as a script',
    reach: async (page, fake) => {
      await part(page, 'failed', 'restart').click();
      await until(() => fake.calls('POST').length > 0, 'it is restarted');
      await page.getByTestId('show-calls').click();
      await page.getByRole('dialog', { name: 'Script it' }).locator('pre').nth(1).waitFor();
    },
  },
  {
    name: 'the log, searched and paused',
    prepare: (fake) =>
      Object.assign(fake, { logStart: `\x1b[31mred\x1b[0m and a line of the log\n${'more\n'.repeat(99)}` }),
    reach: async (page) => {
      await part(page, 'ready', 'log').click();
      await page.getByText('a line of the log').waitFor();
      await page.getByTestId('log-search').getByRole('searchbox').fill('red');
      await page.getByTestId('log-hits').getByText('1 of 1').waitFor();
      await page.getByTestId('log-pause').click();
      await page.getByRole('button', { name: 'Jump to the end' }).waitFor();
    },
  },
  {
    name: 'a table with selected rows',
    isRich: true,
    reach: async (page) => {
      await page.getByTestId('view-table').click();
      await page.getByTestId('tick').first().click();
      await page.getByTestId('stop-selected').waitFor();
    },
  },
  {
    name: 'a table in which nothing matches',
    reach: async (page) => {
      await page.getByTestId('view-table').click();
      await page.getByRole('searchbox', { name: 'Search instances' }).fill('none of them');
      await page.getByTestId('no-match').waitFor();
    },
  },
  {
    name: 'a recipe, with what is different',
    prepare: (fake) => {
      fillWithRecipe(fake);
      fake.directories.set('/home/alice', [fakeEntry('run.trame-recipe.yml')]);
    },
    reach: async (page) => {
      await page.getByTestId('open-recipe').click();
      await page.getByTestId('entry').first().click();
      await page.getByTestId('choose').click();
      await page.getByTestId('recipe-problem').first().waitFor();
    },
  },
  {
    name: 'an app to be copied',
    prepare: (fake) => {
      fillWithRecipe(fake);
      fake.directories.set('/home/alice', [fakeEntry('app.yml')]);
    },
    reach: async (page) => {
      await page.getByTestId('copy-app').click();
      await page.getByTestId('entry').first().click();
      await page.getByTestId('choose').click();
      await page.getByTestId('copy-fault').waitFor();
    },
  },
  {
    name: 'a recipe to be saved',
    prepare: fillWithRecipe,
    reach: async (page) => {
      await part(page, 'ready', 'details').click();
      await page.getByTestId('save-as-recipe').click();
      await page.getByTestId('save-recipe').click();
      await page.getByTestId('field-error').waitFor();
      await page.getByTestId('field-path').getByRole('combobox').fill('/data');
      await page.getByTestId('save-recipe').click();
      await page.getByTestId('refusal').waitFor();
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
];

/** A part of the card or row of something, by their ids. */
function part(page: Page, id: string, name: string): Locator {
  return page.locator(`[data-id=${id}]`).getByTestId(name);
}

/** Apps, one of them broken, and an instance in each state. */
export function fillWithEverything(fake: FakeApi): void {
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
  const unusual = { ends_at: endsAt, ends_with: 'Ends with Jupyter.', port_open_to_node: true, kind: 'web' } as const;
  for (const state of ['queued', 'starting', 'ready', 'ending', 'lost'] as const)
    fake.put(sampleInstance({ id: state, name: state, state, ...unusual }));
  fake.put(failedInstance({ id: 'failed', name: 'failed' }));
  fake.put(sampleInstance({ id: 'stopped', name: 'stopped', state: 'stopped', ended_at: endsAt, usage: null }));
}

function fillWithRecipe(fake: FakeApi): void {
  const note = { ...aPreview.problems[0], severity: 'note', line: 3, message: 'Another line.' };
  const preview = { ...aPreview, problems: [...aPreview.problems, note], app_to_copy: '/data/shared/apps/cone' };
  fake.answers.set('POST recipes/preview', { status: 200, body: preview });
  const plan = { ...aCopyPlan, faults: ['It is too large.'], notes: ['It names a place.'] };
  fake.answers.set('POST apps/copy?dry_run=true', { status: 200, body: plan });
  const refusal = { code: 'file_exists', detail: 'It is there already.', hint: null };
  fake.answers.set('POST instances/ready/recipe', { status: 409, body: refusal });
}

function fillWithConnections(fake: FakeApi): void {
  fake.instances.clear();
  fake.putServer(sampleServer());
  for (const state of connectionStates) {
    const connection = sampleConnection({ state, server_id: 'pv1', reason: 'Something to know.', hint: 'Do this.' });
    fake.put(sampleInstance({ id: state, name: state, connection }));
  }
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
  const queuePlace = { place: 3, waiting: 12, partition: 'batch' };
  fake.queue = {
    title: 'Slurm',
    contact: { state: 'lost', since: new Date().toISOString(), message: 'No answer.' },
    jobs: jobPhases
      .slice(0, 8)
      .map((phase) => sampleJob({ id: phase, phase, stuck: phase === 'held', queue_place: queuePlace })),
  };
}
