import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import t from 'tap';
import type { FakeApi } from '../support/fake-api.ts';
import { failedInstance, isosurfaceApp, sampleApp, sampleInstance } from '../support/fake-samples.ts';
import { pageBed } from '../support/page-test.ts';

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
    },
  },
  {
    name: 'a question',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Stop ready' }).click();
      await page.getByTestId('confirm-ok').waitFor();
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

/** What axe-core finds: the rule, what it is about, and the elements. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ target, failureSummary }) => [String(target), failureSummary]) })))`);
}
