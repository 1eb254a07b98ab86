import t from 'tap';
import { failedInstance, sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { sampleJob, sampleServerJob, sampleUsage } from '../../support/fake-server-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);
const apps = { apps: [sampleApp()], problems: [], searched: [] };

t.test('a card shows what the instance does, and follows it', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  await page.goto(fake.url);
  await page.getByText('Nothing runs yet').waitFor();
  fake.logStart = 'before\nreading mesh 3 of 7\n';
  fake.put(
    sampleInstance({
      state: 'starting',
      ready_at: null,
      usage: null,
      state_reason: 'Loading modules',
      port_open_to_node: true,
    }),
  );
  const card = page.getByTestId('instance-card');
  await card.getByText('Loading modules').waitFor();
  t.match(await card.getByTestId('elapsed').textContent(), /for 1 min/);
  t.equal(await card.getByTestId('open').getAttribute('disabled'), '', 'what is not ready cannot be opened');
  t.equal(await card.getByTestId('port-open').count(), 0, 'trame asks for a key on its port');
  await card.getByText('reading mesh 3 of 7').waitFor();
  fake.writeLog('reading mesh 4 of 7\n\n');
  await card.getByText('reading mesh 4 of 7').waitFor();
  fake.put(
    sampleInstance({ kind: 'web', viewers: 2, ends_with: 'Ends with this Jupyter session.', port_open_to_node: true }),
  );
  await page.locator('[data-testid=instance-card][data-id=k3][data-state=ready]').waitFor();
  await until(() => fake.logReaders === 0, 'its log is read no more');
  t.match(await card.getByTestId('facts').textContent(), /2 viewers.*CPU 3.1 %.*Memory 210 MB/s);
  t.match(await card.getByTestId('ends-with').textContent(), /Ends with this Jupyter session/);
  t.match(await card.getByTestId('port-open').textContent(), /Other users/);
  t.match(await card.getByTestId('data-directory').textContent(), /\/data\/cfd\/run-1/);
  await until(
    async () => /run 1 is ready/.test((await page.getByTestId('spoken').textContent()) ?? ''),
    'it is spoken',
  );
  await card.getByTestId('details').click();
  t.match(await card.locator('dl').textContent(), /node1.*40123.*812.*iso.*0.5/s);
  const report = card.getByRole('link', { name: 'Download report, run 1' });
  t.equal(await report.getAttribute('href'), 'api/v1/instances/k3/report');
  fake.send({ type: 'instance_removed', id: 'k3' });
  await card.waitFor({ state: 'detached' });
});

t.test('Open opens a tab of its own, without a hold on this page', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(sampleInstance());
  await page.goto(fake.url);
  const [tab] = await Promise.all([page.waitForEvent('popup'), page.getByTestId('open').click()]);
  await tab.waitForURL('**/proxy/40123/?launch_token=t0k');
  t.equal(await tab.evaluate('window.opener'), null);
  t.same(fake.calls('POST'), ['instances/k3/links']);
});

t.test('Open finds the tab of an instance again, without loading it anew, unless it was restarted', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(sampleInstance());
  await page.goto(fake.url);
  const [tab] = await Promise.all([page.waitForEvent('popup'), page.getByTestId('open').click()]);
  await tab.waitForURL('**/proxy/40123/?launch_token=t0k');
  await tab.evaluate("document.title = 'with work in it'");
  await page.getByTestId('open').click();
  await page.getByText('run 1 was open already').waitFor();
  t.equal(await tab.title(), 'with work in it');
  t.same(fake.calls('POST'), ['instances/k3/links']);
  fake.put(sampleInstance({ ready_at: new Date(Date.now() + 1_000).toISOString() }));
  await page.getByTestId('open').click();
  await until(async () => (await tab.title()) === 'The app', 'a restarted one is loaded');
  t.equal(page.context().pages().length, 2);
});

t.test('a card plots what is used, says what does not answer, how to embed it, and what cannot be kept', async (t) => {
  const { fake, page } = await bed.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  fake.listing = apps;
  fake.put(sampleInstance({ usage: { cpu_percent: 50, memory_bytes: 1e8 } }));
  await page.goto(fake.url);
  const plots = page.locator('tm-usage-plot path');
  await page.locator('[data-testid=connection][data-connection=open]').waitFor();
  fake.put(sampleInstance({ usage: { cpu_percent: 230, memory_bytes: 2e8 }, state_reason: 'It does not answer.' }));
  await until(async () => /L[\d.]+ 4\.7H100$/.test((await plots.first().getAttribute('d')) ?? ''), 'CPU goes up');
  t.match(await plots.nth(1).getAttribute('d'), /^M[\d.]+ 10H[\d.]+L[\d.]+ 0H100$/, 'memory up to its maximum');
  t.match(await page.locator('.notice[data-testid=reason]').textContent(), 'It does not answer.');
  await page.getByTestId('details').click();
  await page.getByTestId('embed-notebook').getByRole('button').click();
  await until(
    async () => /instances\["k3"\]\.show/.test(await page.evaluate('navigator.clipboard.readText()')),
    'what a notebook runs is copied',
  );
  const full = { code: 'state_not_writable', detail: 'No space left in /home/alice.', hint: 'Free some space.' };
  fake.answers.set('POST instances/k3/restart', { status: 507, body: full });
  await page.getByTestId('restart').click();
  await page.getByTestId('confirm-ok').click();
  await page
    .getByTestId('keeping-banner')
    .getByText('cannot be kept at the moment. No space left in /home/alice.')
    .waitFor();
  fake.answers.clear();
  await page.getByTestId('restart').click();
  await page.getByTestId('confirm-ok').click();
  await page.getByTestId('keeping-banner').waitFor({ state: 'detached' });
});

t.test('a link that is refused closes the tab again and says why', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(sampleInstance());
  const problem = { code: 'instance_not_ready', detail: 'It does not answer yet.', hint: 'Try again in a moment.' };
  fake.answers.set('POST instances/k3/links', { status: 503, body: problem });
  await page.goto(fake.url);
  const [tab] = await Promise.all([page.waitForEvent('popup'), page.getByTestId('open').click()]);
  await page.getByText('It does not answer yet. Try again in a moment.').waitFor();
  t.ok(tab.isClosed());
});

t.test('a link to another site is not followed', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(sampleInstance());
  fake.answers.set('POST instances/k3/links', {
    status: 200,
    body: { url: '//example.org/', expires_at: '2026-01-01T00:00:00Z' },
  });
  await page.goto(fake.url);
  const [tab] = await Promise.all([page.waitForEvent('popup'), page.getByTestId('open').click()]);
  await page.getByText('does not belong to this page').waitFor();
  t.ok(tab.isClosed());
});

t.test('Copy link copies a link that lasts longer, and says how long', async (t) => {
  const { fake, page } = await bed.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  fake.listing = apps;
  fake.put(sampleInstance());
  await page.goto(fake.url);
  await page.getByTestId('copy-link').click();
  await page.getByText(/Link to run 1 copied.*10 min/).waitFor();
  t.match(await page.evaluate('navigator.clipboard.readText()'), /^http:\/\/127.*\/proxy\/40123\/\?launch_token=t0k$/);
  t.match(fake.requests.find(({ method }) => method === 'POST')?.body, { expires_in_seconds: 600 });
});

t.test('Stop asks before unsaved work is lost, and not while starting', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(sampleInstance({ viewers: 2 }));
  fake.put(sampleInstance({ id: 's1', name: 'slow', state: 'starting' }));
  await page.goto(fake.url);
  await page.getByRole('button', { name: 'Stop slow' }).click();
  await until(() => fake.calls('POST').includes('instances/s1/stop'), 'a starting one stops at once');
  await page.getByRole('button', { name: 'Stop run 1' }).click();
  const question = page.getByRole('alertdialog', { name: 'Stop run 1?' });
  t.match(await question.textContent(), /2 browser windows.*Unsaved work in the app is lost/);
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  t.notOk(fake.calls('POST').includes('instances/k3/stop'));
  await page.getByRole('button', { name: 'Stop run 1' }).click();
  await page.getByTestId('confirm-ok').click();
  await page.locator('[data-id=k3][data-state=ending]').waitFor();
});

t.test('a failed card says why, and Restart starts it again', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(failedInstance());
  fake.put(failedInstance({ id: 'f2', signal: 'SIGSEGV', exit_code: null, log_tail: [] }));
  fake.put(failedInstance({ id: 'f3', state_reason: 'Its job ended with exit code 1', hint: null }));
  await page.goto(fake.url);
  const card = page.locator('[data-testid=instance-card][data-id=f1]');
  t.match(
    await card.getByTestId('failure').textContent(),
    /Ended with exit code 1.*install it in the environment.*ModuleNotFoundError: No/s,
  );
  t.notMatch(await card.getByTestId('log-tail').textContent(), /\[31m/);
  t.match(await page.locator('[data-id=f2]').getByTestId('failure').textContent(), /Ended by SIGSEGV/);
  const third = page.locator('[data-testid=instance-card][data-id=f3]');
  t.match(await third.locator('strong').textContent(), 'Its job ended with exit code 1');
  t.equal(await third.getByText(/exit code 1/i).count(), 1, 'a cause is said once');
  const [report] = await Promise.all([page.waitForEvent('download'), card.getByTestId('report').click()]);
  t.match(report.url(), /\/api\/v1\/instances\/f1\/report$/);
  await card.getByTestId('details').click();
  t.equal(await card.getByTestId('report').count(), 1, 'once is enough');
  await card.getByTestId('restart').click();
  await page.locator('[data-id=f1][data-state=starting]').waitFor();
});

t.test('a card of a job says where it stands in the queue, how long it has, and what it used', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const job = { ...sampleServerJob({ phase: 'queued', reason: 'Waits for free nodes.' }), usage: null };
  const waiting = { ready_at: null, usage: null, job: { ...job, expected_start_at: inSeconds(900) } };
  fake.put(sampleInstance({ state: 'queued', ...waiting }));
  fake.queue = {
    title: 'Slurm',
    contact: { state: 'ok', since: null, message: null },
    jobs: [sampleJob({ id: '123', queue_place: { place: 1, waiting: 2, partition: 'batch' } })],
  };
  await page.goto(fake.url);
  const card = page.getByTestId('instance-card').locator('article');
  t.match(
    await card.textContent(),
    /Waits for free nodes\..*Job 123.*batch.*2 nodes.*1st of 2 waiting in partition batch.*Expected to start/s,
  );
  const running = { ...job, phase: 'running' as const, expected_start_at: null };
  fake.put(sampleInstance({ state: 'ending', ends_at: inSeconds(239), job: running }));
  await card.getByText('Its time is over in 3 min. Save your work.').waitFor();
  const ended = { state: 'stopped', ended_at: inSeconds(0), usage: null } as const;
  fake.put(sampleInstance({ ...ended, job: { ...running, usage: sampleUsage } }));
  t.match(await card.getByTestId('usage').textContent(), /Time 22 min of 1 h/);
});

t.test('a name is changed in place; a refused one stays in the field', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(sampleInstance());
  await page.goto(fake.url);
  await page.getByRole('button', { name: 'Rename run 1' }).click();
  await page.getByRole('textbox', { name: 'New name of run 1' }).fill('wing <b>7</b>');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'wing <b>7</b>' }).waitFor();
  fake.answers.set('PATCH instances/k3', {
    status: 422,
    body: { code: 'invalid_parameters', detail: 'That name is too long.' },
  });
  await page.getByTestId('details').focus();
  await page.keyboard.press('F2');
  const field = page.getByRole('textbox', { name: /New name/ });
  const hasFocus: (element: unknown) => boolean = new Function(
    'element',
    'return element === element.getRootNode().activeElement',
  ) as (element: unknown) => boolean;
  // Typed before, it would be sent as soon as the focus comes.
  await until(() => field.evaluate(hasFocus), 'the field has the focus');
  await field.fill('x');
  await page.keyboard.press('Enter');
  await page.getByText('That name is too long.').waitFor();
  t.equal(await field.inputValue(), 'x');
  await field.press('Escape');
  t.equal(fake.calls('PATCH').length, 2, 'Escape sends nothing');
});

t.test('Remove can be undone; otherwise it is sent when the time is over', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(failedInstance());
  await page.clock.install();
  await page.goto(fake.url);
  const card = page.locator('[data-id=f1]');
  await card.getByTestId('remove').click();
  await card.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await card.waitFor();
  await page.clock.fastForward(10_000);
  t.same(fake.calls('DELETE'), []);
  await card.getByTestId('remove').click();
  await page.mouse.move(0, 0);
  await page.clock.fastForward(4_000);
  t.same(fake.calls('DELETE'), [], 'not before');
  await page.clock.fastForward(2_000);
  await until(() => fake.calls('DELETE').includes('instances/f1'), 'then it is sent');
});

t.test('a page that is left sends its removals at once', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(failedInstance());
  await page.goto(fake.url);
  await page.getByTestId('remove').click();
  await page.locator('[data-id=f1]').waitFor({ state: 'detached' });
  await page.goto('about:blank');
  await until(() => fake.calls('DELETE').includes('instances/f1'), 'it is sent');
});

t.test('one that was restarted elsewhere meanwhile is kept', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = apps;
  fake.put(failedInstance());
  await page.clock.install();
  await page.goto(fake.url);
  await page.getByTestId('remove').click();
  await page.locator('[data-id=f1]').waitFor({ state: 'detached' });
  fake.put(sampleInstance({ id: 'f1', name: 'broken run' }));
  await page.locator('[data-id=f1][data-state=ready]').waitFor();
  await page.getByText('it was not removed').waitFor();
  await page.clock.fastForward(10_000);
  t.same(fake.calls('DELETE'), []);
});
