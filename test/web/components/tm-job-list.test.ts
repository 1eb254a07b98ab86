import type { Page } from 'playwright-core';
import t from 'tap';
import type { QueueView } from '../../../src/web/api-types.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { fakeEntry } from '../../support/fake-files.ts';
import { sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { sampleJob, sampleServer, sampleServerJob, sampleUsage } from '../../support/fake-server-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const queue = (...jobs: QueueView['jobs']): QueueView => ({
  title: 'Slurm',
  contact: { state: 'ok', since: inSeconds(0), message: null },
  jobs,
});
const rowOf = (page: Page, id: string) => page.locator(`[data-testid=job][data-id="${id}"]`);

async function openPage(fake: FakeApi, page: Page, ...jobs: QueueView['jobs']): Promise<void> {
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.queue = queue(...jobs);
  await page.goto(fake.url);
  await page.getByTestId('fold-jobs').waitFor();
}

t.test('without a scheduler there is no such list', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('app-card').waitFor();
  t.equal(await page.getByTestId('jobs').count(), 0);
});

t.test('jobs show where they stand and why, whoever submitted them', async (t) => {
  const { fake, page } = await bed.open(t);
  const stuck = { stuck: true, reason: 'It asks for more time than the partition allows.', expected_start_at: null };
  const ended = sampleJob({
    id: '150',
    phase: 'timed_out',
    reason: 'Its walltime was over.',
    ended_at: inSeconds(-60),
    usage: sampleUsage,
  });
  const place = { place: 3, waiting: 1_012, partition: 'batch' };
  await openPage(fake, page, sampleJob({ queue_place: place }), sampleJob({ id: '201', ...stuck }), ended);
  const text = (id: string) => rowOf(page, id).locator('article').textContent();
  await rowOf(page, '200').waitFor();
  t.match(
    await text('200'),
    /wing.*Queued.*Other jobs are ahead\..*Job 200.*batch.*2 nodes.*3rd of 1,012 waiting in partition batch.*Expected to start/s,
  );
  t.match(await text('201'), /It will not start as it is/);
  t.match(await text('150'), /Out of time.*Its walltime was over.*Ended.*Memory 3\.2 GB of 16 GB/s);
  fake.putQueue(
    queue(
      sampleJob({
        phase: 'running',
        reason: null,
        expected_start_at: null,
        ends_at: inSeconds(1_799),
        node_list: 'n[1-2]',
      }),
    ),
  );
  await rowOf(page, '200').getByText('29 min left').waitFor();
  await until(
    async () => /Job wing \(200\): Running/.test((await page.getByTestId('spoken').textContent()) ?? ''),
    'it is spoken',
  );
  t.equal(await rowOf(page, '201').count(), 0);
  fake.putQueue(queue());
  await page.getByText('You have no job in Slurm’s queue.').waitFor();
});

t.test('a job of an instance or a ParaView server bears its name', async (t) => {
  const { fake, page } = await bed.open(t);
  const job = { ...sampleServerJob({ id: '200' }), expected_start_at: null, usage: null };
  fake.putServer(sampleServer({ name: 'render', job: sampleServerJob({ id: '201' }) }));
  fake.put(sampleInstance({ name: 'night run', job }));
  await openPage(
    fake,
    page,
    sampleJob({ id: '200', name: 'cone-k3-m1' }),
    sampleJob({ id: '201' }),
    sampleJob({ id: '202' }),
  );
  const nameOf = (id: string) => rowOf(page, id).getByTestId('name');
  await nameOf('200').getByText('night run').waitFor();
  t.equal(await nameOf('200').getAttribute('title'), 'cone-k3-m1');
  t.equal(await nameOf('201').textContent(), 'render');
  t.equal(await nameOf('202').textContent(), 'wing');
  fake.put(sampleInstance({ name: 'day run', job }));
  await nameOf('200').getByText('day run').waitFor();
});

t.test('jobs are held, released and, after a question, cancelled', async (t) => {
  const { fake, page } = await bed.open(t);
  await openPage(fake, page, sampleJob());
  await page.getByRole('button', { name: 'Hold wing (200)' }).click();
  await page.getByRole('button', { name: 'Release wing (200)' }).click();
  await page.getByRole('button', { name: 'Hold wing (200)' }).waitFor();
  t.same(fake.calls('POST'), ['jobs/200/hold', 'jobs/200/release']);
  await page.getByRole('button', { name: 'Cancel wing (200)' }).click();
  t.match(await page.getByRole('alertdialog', { name: 'Cancel wing (200)?' }).textContent(), /loses its place/);
  await page.getByTestId('confirm-cancel').click();
  t.same(fake.calls('DELETE'), []);
  await page.getByRole('button', { name: 'Cancel wing (200)' }).click();
  await page.getByTestId('confirm-ok').click();
  await page.locator('[data-id="200"][data-phase=cancelled]').waitFor();
  t.same(fake.calls('DELETE'), ['jobs/200']);
});

t.test('its log is shown and read anew', async (t) => {
  const { fake, page } = await bed.open(t);
  await page.clock.install();
  fake.answers.set('GET jobs/200/log?tail=5000', { status: 200, body: 'step 1\n' });
  await openPage(fake, page, sampleJob({ phase: 'running', expected_start_at: null }));
  await page.getByRole('button', { name: 'Log wing (200)' }).click();
  const lines = page.getByTestId('log-lines');
  await page.clock.runFor(500);
  await until(async () => (await lines.textContent()) === 'step 1\n', 'the log is there');
  fake.answers.set('GET jobs/200/log?tail=5000', { status: 200, body: 'step 1\nstep 2\n' });
  await page.clock.runFor(4_000);
  await until(async () => (await lines.textContent()) === 'step 1\nstep 2\n', 'what is new comes');
  fake.answers.set('GET jobs/200/log?tail=5000', { status: 404, body: { code: 'not_found', detail: 'Gone.' } });
  await page.clock.runFor(4_000);
  await page.getByText('This job has no log').waitFor();
});

t.test('a lost scheduler is told, since when, and that nothing is lost; the jobs stay', async (t) => {
  const { fake, page } = await bed.open(t);
  await openPage(fake, page, sampleJob());
  const contact = { state: 'lost', since: inSeconds(-300), message: 'squeue did not answer within 15 s.' } as const;
  fake.putQueue({ ...queue(sampleJob()), contact });
  t.match(
    await page.getByTestId('queue-lost').textContent(),
    /Lost contact with Slurm since \d.*Nothing is lost.*squeue did not answer/s,
  );
  t.equal(await rowOf(page, '200').count(), 1);
  fake.putQueue(queue(sampleJob()));
  await page.getByTestId('queue-lost').waitFor({ state: 'detached' });
});

t.test('the list is folded, and stays so after a reload; many jobs are cut', async (t) => {
  const { fake, page } = await bed.open(t);
  const jobs = Array.from({ length: 20 }, (_, index) => sampleJob({ id: String(300 + index) }));
  await openPage(fake, page, ...jobs);
  t.equal(await page.getByTestId('job').count(), 8);
  await page.getByRole('button', { name: 'Show all 20' }).click();
  await until(async () => (await page.getByTestId('job').count()) === 20, 'all are shown');
  await page.getByTestId('fold-jobs').click();
  await until(async () => (await page.getByTestId('job').count()) === 0, 'none is shown');
  t.equal(await page.getByTestId('fold-jobs').getAttribute('aria-expanded'), 'false');
  await page.reload();
  await page.getByTestId('fold-jobs').waitFor();
  t.equal(await page.getByTestId('job').count(), 0);
});

t.test('a script is checked, then submitted, also after a reload', async (t) => {
  const { fake, page } = await bed.open(t);
  await openPage(fake, page);
  await page.getByTestId('submit-script').click();
  const dialog = page.getByRole('dialog', { name: 'Submit a script' });
  await dialog.getByTestId('submit-job').click();
  await dialog.getByTestId('field-script_file').getByText('A value is needed.').waitFor();
  await dialog.getByRole('combobox', { name: 'Script' }).fill('run.sh');
  await dialog.getByText('Give the full path').waitFor();
  await dialog.getByRole('combobox', { name: 'Script' }).fill('~/run.sh');
  await dialog.getByTestId('check-script').click();
  await dialog.getByTestId('dry-run').getByText('Nothing speaks against it.').waitFor();
  fake.answers.set('POST jobs', {
    status: 422,
    body: { code: 'job_refused', detail: 'Invalid account.', hint: 'Use another.' },
  });
  await dialog.getByTestId('submit-job').click();
  await dialog.getByTestId('refusal').getByText('Invalid account. Use another.').waitFor();
  fake.answers.clear();
  await page.reload();
  await page.getByTestId('submit-script').click();
  t.equal(await dialog.getByRole('combobox', { name: 'Script' }).inputValue(), '~/run.sh', 'a reload loses nothing');
  await dialog.getByRole('textbox', { name: 'Job name' }).fill('flow');
  await page.keyboard.press('Enter');
  await page.getByText('Submitted as job 900.').waitFor();
  await rowOf(page, '900').waitFor();
  t.same(
    fake.requests.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]),
    [
      ['jobs?dry_run=true', { script_file: '~/run.sh' }],
      ['jobs', { script_file: '~/run.sh' }],
      ['jobs', { script_file: '~/run.sh', name: 'flow' }],
    ],
  );
});

t.test('the script and its directory are found by browsing, too', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.directories.set('/home/alice', [fakeEntry('jobs/')]);
  fake.directories.set('/home/alice/jobs', [fakeEntry('out/'), fakeEntry('run.sh')]);
  fake.directories.set('/home/alice/jobs/out', []);
  await openPage(fake, page);
  await page.getByTestId('submit-script').click();
  const dialog = page.getByRole('dialog', { name: 'Submit a script' });
  await dialog.getByRole('combobox', { name: 'Script' }).fill('~/jobs/');
  await dialog.getByRole('button', { name: 'Browse for Script' }).click();
  await page.getByRole('dialog', { name: 'Choose: Script' }).locator('[data-name="run.sh"]').dblclick();
  await dialog.getByRole('button', { name: 'Browse for Working directory' }).click();
  const chooser = page.getByRole('dialog', { name: 'Choose: Working directory' });
  await chooser.locator('[data-name=jobs]').click();
  await page.getByRole('listbox', { name: 'Entries of /home/alice/jobs', exact: true }).waitFor();
  await chooser.locator('[data-name=out]').click();
  await page.getByRole('listbox', { name: 'Entries of /home/alice/jobs/out', exact: true }).waitFor();
  await page.getByTestId('choose').click();
  await dialog.getByTestId('submit-job').click();
  await page.getByText('Submitted as job 900.').waitFor();
  const body = { script_file: '/home/alice/jobs/run.sh', working_directory: '/home/alice/jobs/out' };
  t.same(fake.requests.find(({ method }) => method === 'POST')?.body, body);
});
