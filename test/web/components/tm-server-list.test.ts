import type { Page } from 'playwright-core';
import t from 'tap';
import { sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { jobFields, sampleJob, sampleServer, sampleServerJob, sampleUsage } from '../../support/fake-server-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);
const apps = { apps: [sampleApp()], problems: [], searched: [] };
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const cardOf = (page: Page, id: string) => page.locator(`[data-testid=server-card][data-id="${id}"]`);

t.test('without servers it says how to get one', async (t) => {
  const { fake, page } = await bed.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  fake.listing = apps;
  await page.goto(fake.url);
  const none = page.getByTestId('no-server');
  t.match(await none.textContent(), /Run one by hand/);
  t.equal(await page.getByTestId('new-server').count(), 0, 'nothing is offered that cannot be had');
  await page.getByRole('button', { name: 'Copy the command' }).click();
  await page.getByText('Copied').first().waitFor();
  t.equal(await page.evaluate('navigator.clipboard.readText()'), 'pvserver --server-port=11111');
  fake.send({ type: 'servers_form', servers_form: { fields: [], can_start: true, title: null } });
  await page.getByTestId('new-server').waitFor();
  t.match(await none.textContent(), /Start one here.*Or run one by hand/);
});

t.test('a server is followed from the queue to its end', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  const queued = sampleServer({
    state: 'queued',
    state_reason: 'Other jobs are ahead.',
    host: null,
    port: null,
    version: null,
    ready_at: null,
    ends_at: null,
    expected_start_at: inSeconds(600),
    after_server_id: 'pv0',
  });
  fake.serversForm = { fields: jobFields().slice(2, 4), can_start: false, title: 'Slurm' };
  fake.servers.set('pv0', sampleServer({ id: 'pv0', name: 'the first' }));
  fake.servers.set('pv1', queued);
  fake.queue = {
    title: 'Slurm',
    contact: { state: 'ok', since: null, message: null },
    jobs: [sampleJob({ id: '123', queue_place: { place: 22, waiting: 40, partition: 'batch' } })],
  };
  await page.goto(fake.url);
  const card = cardOf(page, 'pv1');
  await card.getByText('Other jobs are ahead.').waitFor();
  t.match(
    await card.locator('article').textContent(),
    /Job 123.*batch.*2 nodes.*22nd of 40 waiting in partition batch.*Expected to start/s,
  );
  t.equal(await card.getByTestId('waits-for').textContent(), 'Starts when the first has ended');
  t.equal(await card.getByTestId('log').count(), 0, 'what waits has no log');
  fake.putServer(sampleServer({ ends_at: inSeconds(2_999) }));
  await page.locator('[data-id=pv1][data-state=ready]').waitFor();
  t.match(
    await card.locator('article').textContent(),
    /n1:40500.*ParaView 5\.11\.0.*49 min left.*Nobody is connected/s,
  );
  t.equal(await card.getByTestId('pvsc').getAttribute('href'), 'api/v1/servers/pv1/pvsc');
  t.equal(await card.getByTestId('report').count(), 0, 'nothing has happened to it that needs help');
  await until(
    async () => /ParaView server wing, two nodes is ready/.test((await page.getByTestId('spoken').textContent()) ?? ''),
    'it is spoken',
  );
  fake.putServer(sampleServer({ state: 'ending', ends_at: inSeconds(299) }));
  t.match(await card.getByTestId('ends-soon').textContent(), /over in 4 min\. Save your work/);
  fake.putServer(
    sampleServer({
      state: 'failed',
      state_reason: 'Its walltime was over.',
      hint: 'Ask for more time.',
      exit_code: 1,
      ended_at: inSeconds(0),
      log_tail: ['slurmstepd: CANCELLED DUE TO TIME LIMIT'],
      usage: sampleUsage,
    }),
  );
  t.match(
    await card.getByTestId('failure').textContent(),
    /Its walltime was over\..*Ended with exit code 1.*Ask for more time\..*DUE TO TIME LIMIT/s,
  );
  const report = card.getByRole('link', { name: 'Download report, wing, two nodes' });
  t.equal(await report.getAttribute('href'), 'api/v1/servers/pv1/report');
  t.equal(await report.getAttribute('download'), '', 'it is saved under the name that the daemon gives');
  t.match(await card.getByTestId('usage').textContent(), /Time 22 min of 1 h.*Processors 80 % used.*3\.2 GB of 16 GB/s);
  await card.getByTestId('details').click();
  t.match(await card.locator('dl').textContent(), /proj1.*n\[1-2\].*1 h.*partition.*batch.*Walltime1 h/s);
});

t.test('time left counts down', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  await page.clock.install();
  fake.servers.set('pv1', sampleServer({ ends_at: inSeconds(125) }));
  await page.goto(fake.url);
  await cardOf(page, 'pv1').getByText('2 min left').waitFor();
  await page.clock.runFor(80_000);
  await cardOf(page, 'pv1')
    .getByText(/4\d s left/)
    .waitFor();
});

t.test('a server that cannot be asked keeps what was last known', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.servers.set('pv1', sampleServer({ state: 'lost', state_reason: 'Lost contact since 14:05.' }));
  await page.goto(fake.url);
  t.match(
    await cardOf(page, 'pv1').locator('article').textContent(),
    /Lost contact since 14:05\..*nothing is lost.*2 nodes/s,
  );
  t.equal(await cardOf(page, 'pv1').getByTestId('pvsc').count(), 0);
});

t.test('one that runs by hand is shown as that, without Stop', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  const found = sampleServer({
    id: 'localhost:11111',
    kind: 'found',
    is_managed: false,
    host: 'localhost',
    port: 11_111,
    job: null,
  });
  fake.servers.set(found.id, found);
  await page.goto(fake.url);
  const card = cardOf(page, found.id);
  t.equal(await card.getByTestId('origin').textContent(), 'Started by hand');
  t.equal(await card.getByTestId('stop').count(), 0);
  t.match(await card.getByTestId('pvsc').getAttribute('href'), /servers\/localhost%3A11111\/pvsc/);
  fake.send({ type: 'server_removed', id: found.id });
  await card.waitFor({ state: 'detached' });
});

t.test('Stop asks when apps lose it, and names them', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(sampleInstance({ name: 'remote 1' }));
  fake.servers.set('pv1', sampleServer({ connected_instances: ['k3'] }));
  fake.servers.set('pv2', sampleServer({ id: 'pv2', name: 'idle' }));
  await page.goto(fake.url);
  t.match(await cardOf(page, 'pv1').getByTestId('connected').textContent(), /remote 1/);
  await cardOf(page, 'pv2').getByTestId('stop').click();
  await until(() => fake.calls('POST').includes('servers/pv2/stop'), 'an idle one stops at once');
  await cardOf(page, 'pv1').getByTestId('stop').click();
  t.match(await page.getByRole('alertdialog', { name: 'Stop wing, two nodes?' }).textContent(), /remote 1/);
  await page.getByTestId('confirm-cancel').click();
  t.notOk(fake.calls('POST').includes('servers/pv1/stop'));
  await cardOf(page, 'pv1').getByTestId('stop').click();
  await page.getByTestId('confirm-ok').click();
  await page.locator('[data-id=pv1][data-state=ending]').waitFor();
});

t.test('a server is started again, at once or after this one', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.servers.set('pv1', sampleServer());
  fake.servers.set('old', sampleServer({ id: 'old', name: 'old', state: 'stopped', ended_at: inSeconds(-60) }));
  await page.goto(fake.url);
  await cardOf(page, 'pv1').getByTestId('start-after').click();
  await page.getByTestId('waits-for').waitFor();
  await cardOf(page, 'old').getByTestId('start-again').click();
  await until(() => fake.servers.size === 4, 'two more');
  const bodies = fake.requests.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);
  t.same(bodies, [
    ['servers/pv1/restart', { after: true }],
    ['servers/old/restart', { after: false }],
  ]);
  fake.answers.set('POST servers/pv1/restart', { status: 409, body: { code: 'job_refused', detail: 'No more jobs.' } });
  await cardOf(page, 'pv1').getByTestId('start-after').click();
  await page.getByText('No more jobs.').waitFor();
});

t.test('Remove can be undone; otherwise it is sent when the time is over', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.servers.set('old', sampleServer({ id: 'old', state: 'stopped', ended_at: inSeconds(-60) }));
  await page.clock.install();
  await page.goto(fake.url);
  const card = cardOf(page, 'old');
  await card.getByTestId('report').waitFor();
  await card.getByTestId('remove').click();
  await card.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await card.getByTestId('remove').click();
  await page.mouse.move(0, 0);
  await page.clock.fastForward(4_000);
  t.same(fake.calls('DELETE'), [], 'not before');
  await page.clock.fastForward(2_000);
  await until(() => fake.calls('DELETE').includes('servers/old'), 'then it is sent');
});

t.test('its log opens in the viewer', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.logStart = 'Accepting connection(s): n1:40500\n';
  fake.servers.set('pv1', sampleServer());
  await page.goto(fake.url);
  await cardOf(page, 'pv1').getByTestId('log').click();
  await page.getByRole('dialog', { name: 'Log of wing, two nodes' }).getByText('Accepting connection').waitFor();
  t.equal(await page.getByTestId('log-download').getAttribute('href'), 'api/v1/servers/pv1/log');
});

t.test('many ended servers are folded, and nothing sticks out sideways', async (t) => {
  const { fake, page } = await bed.open(t, { viewport: { width: 360, height: 740 } });
  fake.listing = apps;
  fake.serversForm = { fields: jobFields(), can_start: true, title: 'Slurm' };
  for (let index = 0; index < 5; index += 1) {
    const name = index === 0 ? 'x'.repeat(300) : `<b>${index}</b>`;
    const job = sampleServerJob({ partition: 'p'.repeat(80) });
    fake.servers.set(
      `e${index}`,
      sampleServer({ id: `e${index}`, name, job, state: 'stopped', ended_at: inSeconds(-index) }),
    );
  }
  await page.goto(fake.url);
  await page.getByRole('button', { name: 'Show all 5' }).click();
  await until(async () => (await page.getByTestId('server-card').count()) === 5, 'all are shown');
  t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
});
