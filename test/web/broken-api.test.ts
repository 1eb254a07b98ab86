import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { FakeAnswer, FakeApi } from '../support/fake-api.ts';
import { failedInstance, isosurfaceApp, sampleApp, sampleInstance } from '../support/fake-samples.ts';
import { jobFields, sampleConnection, sampleJob, sampleServer } from '../support/fake-server-samples.ts';
import { pageBed, until } from '../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

/** Ways in which the API fails, and what is to be read of each. */
const failures: [FakeAnswer | 'gone', RegExp][] = [
  [
    { status: 500, body: '<h1>Internal server error</h1>' },
    /does not answer at the moment \(HTTP 500\)\. Wait a moment/,
  ],
  [{ status: 200, body: '<h1>Login</h1>' }, /An unexpected answer came back \(HTTP 200\)\. Reload this page/],
  [{ status: 503, body: { code: 'busy', detail: 'It is busy.', hint: 'Try later.' } }, /It is busy\. Try later\./],
  ['gone', /Trame Manager cannot be reached\. Wait a moment/],
];

/** What the buttons of the page do, and what is said when it cannot be done. */
const actions: Record<string, (page: Page) => Promise<unknown>> = {
  'run 1 could not be opened': (page) => page.getByRole('button', { name: 'Open run 1' }).click(),
  'No link to run 1': (page) => page.getByRole('button', { name: 'Copy link run 1' }).click(),
  'run 1 could not be restarted': (page) => confirmed(page, 'Restart run 1'),
  'run 1 could not be stopped': (page) => confirmed(page, 'Stop run 1'),
  'run 1 could not be renamed': async (page) => {
    await page.getByRole('button', { name: 'Rename run 1' }).click();
    await page.getByTestId('rename-field').getByRole('textbox').fill('wing');
    await page.keyboard.press('Enter');
  },
  'The favourite Cone could not be changed': (page) =>
    page.getByRole('button', { name: 'Add Cone to favourites' }).click(),
  'run 1 could not be connected to wing, two nodes': async (page) => {
    await page.getByRole('button', { name: 'Connect to …, run 1' }).click();
    await page.locator('[data-testid=menu-item][data-id=pv1]').click();
  },
  'linked could not be disconnected': (page) => page.getByRole('button', { name: 'Disconnect linked' }).click(),
  'wing, two nodes could not be stopped': (page) => page.getByRole('button', { name: 'Stop wing, two nodes' }).click(),
  'wing, two nodes could not be started again': (page) => page.getByTestId('start-after').click(),
  'wing (200) could not be held': (page) => page.getByRole('button', { name: 'Hold wing (200)' }).click(),
  'wing (200) could not be cancelled': (page) => confirmed(page, 'Cancel wing (200)'),
};

t.test('every action that fails says so, why, and what to do, and leaves the page as it was', async (t) => {
  const { fake, page } = await openFilled(t);
  for (const [index, [title, act]] of Object.entries(actions).entries()) {
    const [answer, why] = failures[index % failures.length] as (typeof failures)[number];
    fake.broken = answer;
    await act(page);
    const message = page.getByTestId('toast').filter({ hasText: title });
    await message.getByText(why).waitFor();
    await message.getByRole('button', { name: 'Dismiss' }).click();
  }
  t.equal(page.context().pages().length, 1, 'no empty tab is left');
  t.equal(await page.getByTestId('rename-field').getByRole('textbox').inputValue(), 'wing', 'what was typed stays');
  t.equal(await page.getByRole('button', { name: 'Add Cone to favourites' }).getAttribute('aria-pressed'), 'false');
  await page.getByRole('button', { name: 'Remove broken run' }).click();
  await page.getByTestId('toast').getByRole('button', { name: 'Dismiss' }).click();
  await page.getByText('broken run could not be removed').waitFor();
  await page.locator('[data-id=f1]').waitFor();
});

t.test('a form that cannot be sent keeps what was typed, and is sent once when it can', async (t) => {
  const { fake, page } = await openFilled(t);
  await page.getByRole('button', { name: 'Launch Isosurface explorer' }).click();
  await page.getByRole('combobox', { name: 'Data directory' }).fill('/data');
  await page.getByRole('textbox', { name: 'Levels' }).fill('3');
  for (const [answer, why] of failures.filter(([, why]) => !why.source.includes('busy'))) {
    fake.broken = answer;
    await page.getByTestId('submit').click();
    await page.getByTestId('refusal').getByText(why).waitFor();
  }
  await page.getByTestId('launch-form').getByTestId('preset-save').click();
  await page.getByTestId('launch-form').getByTestId('preset-name').getByRole('textbox').fill('fine');
  await page.keyboard.press('Enter');
  await page.getByTestId('preset-error').getByText('cannot be reached').waitFor();
  await page.getByTestId('field-data-directory').getByTestId('browse').click();
  await page.getByTestId('file-failure').getByText('cannot be reached').waitFor();
  await page.getByTestId('file-cancel').click();
  fake.broken = null;
  t.equal(await page.getByRole('combobox', { name: 'Data directory' }).inputValue(), '/data');
  t.equal(await page.getByRole('textbox', { name: 'Levels' }).inputValue(), '3');
  await page.getByTestId('submit').click();
  await page.locator('[data-testid=instance-card][data-state=starting]').waitFor();
  const keys = fake.requests
    .filter(({ path }) => path === 'apps/isosurface/instances')
    .map(({ headers }) => headers['idempotency-key']);
  // A browser itself tries once more where a connection just ended.
  t.ok(keys.length >= 4);
  t.equal(new Set(keys).size, 1, 'whether the first was done after all, nobody knows');
});

t.test(
  'what was meant to run as a job does not run here because the form of jobs is late, or does not come',
  async (t) => {
    const { fake, page } = await openFilled(t);
    fake.listing = { ...fake.listing, apps: [sampleApp({ run_on: 'job' })] };
    fake.send({ type: 'apps', ...fake.listing });
    await page.getByRole('button', { name: 'Launch Isosurface explorer' }).waitFor({ state: 'detached' });
    fake.broken = 'gone';
    await page.getByRole('button', { name: 'Launch Cone' }).click();
    await page.getByTestId('job-form-failed').getByText('cannot be reached').waitFor();
    await page.getByTestId('submit').click();
    await page.getByTestId('refusal').getByText('cannot be reached').waitFor();
    fake.broken = null;
    const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
    fake.hold = slow;
    await page.getByTestId('retry-job-form').click();
    await page.getByTestId('job-form-asked').waitFor();
    await page.getByTestId('submit').click();
    await page.getByRole('button', { name: 'Launching …' }).waitFor();
    t.same(fake.calls('POST'), [], 'it waits for the form');
    answer();
    await page.locator('[data-testid=instance-card][data-state=starting]').waitFor();
    t.match(fake.requests.find(({ method }) => method === 'POST')?.body, { resources: { run_on: 'job', nodes: 1 } });
  },
);

t.test('while an answer is waited for, every action shows that it is under way', async (t) => {
  const { fake, page } = await openFilled(t);
  const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
  fake.hold = slow;
  const busy = page.locator('[aria-busy=true]');
  const pressed = [
    'Copy link run 1',
    'Stop wing, two nodes',
    'Hold wing (200)',
    'Disconnect linked',
    'Restart broken run',
  ];
  for (const name of pressed) await page.getByRole('button', { name }).click();
  await confirmed(page, 'Stop linked');
  await page.getByRole('button', { name: 'Rename run 1' }).click();
  await page.getByTestId('rename-field').getByRole('textbox').fill('new name');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'new name' }).waitFor();
  await page.getByRole('button', { name: 'Add Cone to favourites' }).click();
  await page.getByRole('button', { name: 'Add Cone to favourites', pressed: true }).first().waitFor();
  await until(async () => (await busy.count()) >= pressed.length + 2, 'each is under way');
  answer();
  await until(async () => (await busy.count()) === 0, 'all are done');
  t.same(fake.favourites.apps, ['cone']);
  t.equal(fake.instances.get('k3')?.name, 'new name');
});

t.test('the last values of a form that come late do not replace what was typed', async (t) => {
  const { fake, page } = await openFilled(t);
  fake.presets = { presets: [], last: { server: { nodes: 2 } } };
  const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
  fake.hold = slow;
  await page.getByTestId('new-server').click();
  const nodes = page.getByTestId('server-dialog').getByRole('textbox', { name: 'Nodes' });
  await nodes.fill('3');
  await until(() => fake.calls('GET').includes('presets'), 'they are asked for');
  answer();
  await page.getByTestId('start-server').click();
  await page.locator('[data-testid=server-card][data-state=queued]').waitFor();
  t.match(fake.requests.find(({ path }) => path === 'servers')?.body, { nodes: 3 });
});

async function openFilled(t: Test): Promise<{ fake: FakeApi; page: Page }> {
  const { fake, page } = await bed.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  fake.listing = { apps: [sampleApp(), isosurfaceApp()], problems: [], searched: [] };
  fake.serversForm = { fields: jobFields(), can_start: true, title: 'Slurm' };
  fake.jobForm = { fields: jobFields(), available: true };
  fake.queue = { title: 'Slurm', contact: { state: 'ok', since: null, message: null }, jobs: [sampleJob()] };
  fake.servers.set('pv1', sampleServer());
  fake.put(sampleInstance({ connection: sampleConnection() }));
  const connection = sampleConnection({ state: 'connected', host: 'n1', port: 7 });
  fake.put(sampleInstance({ id: 'l1', name: 'linked', connection }));
  fake.put(failedInstance());
  await page.goto(fake.url);
  await page.locator('[data-testid=connection][data-connection=open]').waitFor();
  return { fake, page };
}

async function confirmed(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.getByTestId('confirm-ok').click();
}
