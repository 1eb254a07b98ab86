import t from 'tap';
import { isosurfaceApp, sampleApp } from '../../support/fake-samples.ts';
import { jobFields, sampleServer } from '../../support/fake-server-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);
const path = 'apps/isosurface/instances';

t.test('an app that needs nothing is launched by Launch and Enter', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByRole('button', { name: 'Launch Cone' }).click();
  await page.getByRole('dialog', { name: 'Launch Cone' }).waitFor();
  t.equal(await page.getByTestId('field-data-directory').count(), 0, 'no field for data that it does not take');
  t.equal(await page.getByRole('textbox', { name: 'Name' }).getAttribute('placeholder'), 'Cone 1');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=instance-card][data-state=starting]').waitFor();
  const [call] = fake.requests.filter(({ method }) => method === 'POST');
  t.match(call, { path: 'apps/cone/instances', body: { parameters: {} } });
  t.match(call?.headers['idempotency-key'], /^[0-9a-f]{32}$/);
  t.equal(call?.headers['content-type'], 'application/json');
  await page.getByTestId('launch-dialog').waitFor({ state: 'hidden' });
  t.equal(await focusedLabel(page), 'Launch Cone', 'the focus is back where it came from');
});

t.test('errors show at their fields, and nothing is sent before they are mended', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [isosurfaceApp()], problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  const iso = page.getByRole('textbox', { name: 'Iso value' });
  await iso.fill('7');
  await page.getByTestId('field-iso').getByTestId('field-error').waitFor();
  t.equal(await page.getByTestId('field-error').count(), 1, 'fields that were not touched are left in peace');
  t.equal(await iso.getAttribute('aria-invalid'), 'true');
  await page.keyboard.press('Enter');
  await until(async () => (await page.getByTestId('field-error').count()) === 3, 'all errors are shown');
  t.same(fake.calls('POST'), []);
  t.match(
    await page.getByTestId('field-data-directory').getByTestId('field-error').textContent(),
    /needs a data directory/,
  );
  await page.keyboard.type('/data');
  await iso.fill('');
  const afterKeys = await iso.evaluate(pressUpAndDown);
  t.equal(afterKeys, '0.49', 'the keys step from the default, and show before the next key');
  await page.getByRole('textbox', { name: 'Levels' }).fill('3');
  await page.getByRole('combobox', { name: 'Solver' }).selectOption('exact');
  await page.getByRole('checkbox', { name: 'Draw shadows' }).click();
  t.equal(await page.getByTestId('field-error').count(), 0);
  await page.getByText('What will run').click();
  t.match(await page.getByTestId('what-runs').textContent(), /PARAM_ISO=0.49\nPARAM_/);
  await page.getByTestId('preset-save').click();
  await page.getByTestId('preset-name').getByRole('textbox').fill('fine');
  await page.keyboard.press('Enter');
  await until(() => fake.calls('PUT').length === 1, 'the values are kept under a name');
  t.match(
    fake.requests.find(({ method }) => method === 'PUT'),
    {
      path: 'presets/app%3Aisosurface/fine',
      body: { values: { 'parameters.iso': '0.49', data_directory: '/data' } },
    },
  );
  await page.getByTestId('submit').click();
  await page.getByTestId('instance-card').waitFor();
  t.match(fake.requests.find(({ method }) => method === 'POST')?.body, {
    data_directory: '/data',
    parameters: { iso: 0.49, levels: 3, solver: 'exact', shadows: false, title: '', mesh: '/data/mesh.vtu' },
  });
});

t.test('what the daemon refuses shows at its field, and what was typed stays', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [isosurfaceApp()], problems: [], searched: [] };
  fake.answers.set(`POST ${path}`, {
    status: 422,
    body: {
      code: 'invalid_parameters',
      title: 'Some values cannot be used',
      detail: 'Two values cannot be used.',
      hint: 'Each error names its field.',
      errors: [
        { path: '/data_directory', message: '/data cannot be read.' },
        { path: '/elsewhere', message: 'Something without a field.' },
      ],
    },
  });
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  await page.getByRole('combobox', { name: 'Data directory' }).fill('/data');
  await page.getByRole('textbox', { name: 'Levels' }).fill('3');
  await page.keyboard.press('Enter');
  await page.getByTestId('refusal').waitFor();
  t.match(await page.getByTestId('refusal').textContent(), /Two values.*Each error.*Something without a field/);
  t.match(await page.getByTestId('field-data-directory').getByTestId('field-error').textContent(), /cannot be read/);
  t.equal(await page.getByRole('combobox', { name: 'Data directory' }).inputValue(), '/data');
  fake.answers.clear();
  await page.getByRole('combobox', { name: 'Data directory' }).fill('/other');
  t.equal(await page.getByTestId('field-error').count(), 0, 'a new value takes the error away');
  await page.keyboard.press('Enter');
  await page.getByTestId('instance-card').waitFor();
});

t.test('a second try after a lost answer carries the same key, a second launch another', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.answers.set('POST apps/cone/instances', { status: 502, body: '<h1>Bad gateway</h1>' });
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  await page.keyboard.press('Enter');
  await page.getByTestId('refusal').waitFor();
  t.match(await page.getByTestId('refusal').textContent(), /does not answer at the moment/);
  fake.answers.clear();
  await page.getByTestId('submit').click();
  await page.getByTestId('instance-card').waitFor();
  await page.getByTestId('launch').click();
  await page.getByTestId('submit').click();
  await until(async () => (await page.getByTestId('instance-card').count()) === 2, 'two cards');
  const keys = fake.requests.filter(({ method }) => method === 'POST').map(({ headers }) => headers['idempotency-key']);
  t.equal(keys[0], keys[1]);
  t.not(keys[1], keys[2]);
});

t.test('the values of the last launch are there again after a reload', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [isosurfaceApp()], problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  await page.getByRole('combobox', { name: 'Data directory' }).fill('/data');
  await page.getByRole('textbox', { name: 'Levels' }).fill('3');
  await page.keyboard.press('Enter');
  await page.getByTestId('instance-card').waitFor();
  await page.reload();
  await page.getByTestId('launch').click();
  t.equal(await page.getByRole('combobox', { name: 'Data directory' }).inputValue(), '/data');
  t.equal(await page.getByRole('textbox', { name: 'Levels' }).inputValue(), '3');
});

t.test('what was typed and not sent is there again after a reload, until it is cancelled', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [isosurfaceApp()], problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  await page.getByRole('combobox', { name: 'Data directory' }).fill('/half/a/pa');
  await page.getByRole('textbox', { name: 'Name' }).fill('night run');
  await page.reload();
  await page.getByTestId('launch').click();
  t.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'night run');
  t.equal(await page.getByRole('combobox', { name: 'Data directory' }).inputValue(), '/half/a/pa');
  await page.getByTestId('cancel').click();
  await page.reload();
  await page.getByTestId('launch').click();
  t.equal(await page.getByRole('combobox', { name: 'Data directory' }).inputValue(), '');
});

t.test('while it launches, the button says so, and neither Escape nor a second Enter does anything', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  const answer = Promise.withResolvers<void>();
  fake.hold = answer.promise;
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Launching …' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  t.ok(await page.getByTestId('launch-form').isVisible());
  answer.resolve();
  await page.getByTestId('launch-form').waitFor({ state: 'hidden' });
  t.same(fake.calls('POST'), ['apps/cone/instances']);
});

t.test('Escape cancels', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  await page.keyboard.press('Escape');
  await page.getByTestId('launch-form').waitFor({ state: 'hidden' });
  t.same(fake.calls('POST'), []);
  t.equal(await focusedLabel(page), 'Launch Cone');
});

t.test('where jobs can be had, an app is launched as one with the site’s form', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.queue = { ...fake.queue, title: 'Slurm' };
  fake.jobForm = { fields: jobFields(), available: true };
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  const runOn = page.getByRole('combobox', { name: 'Run on' });
  t.equal(await runOn.inputValue(), 'local');
  t.equal(await page.getByTestId('job-fields').count(), 0);
  await runOn.selectOption('job');
  await page.getByRole('textbox', { name: 'Walltime' }).fill('2h');
  await page.getByTestId('field-time_limit').getByText('This has to be 1 h or less.').waitFor();
  await page.getByTestId('submit').click();
  t.same(fake.calls('POST'), []);
  await page.getByRole('textbox', { name: 'Walltime' }).fill('10 min');
  const errors = [{ path: '/resources/nodes', message: 'No node is free for you.' }];
  fake.answers.set('POST apps/cone/instances', {
    status: 422,
    body: { code: 'invalid_parameters', detail: 'Not like this.', errors },
  });
  await page.getByTestId('submit').click();
  await page.getByTestId('field-nodes').getByText('No node is free for you.').waitFor();
  fake.answers.clear();
  await page.getByTestId('submit').click();
  await page.getByTestId('instance-card').waitFor();
  t.match(fake.requests.findLast(({ method }) => method === 'POST')?.body, {
    resources: { run_on: 'job', partition: 'batch', nodes: 1, time_limit: 600 },
  });
  await page.reload();
  await page.getByTestId('launch').click();
  await page.getByTestId('job-fields').waitFor();
  t.equal(await page.getByRole('textbox', { name: 'Walltime' }).inputValue(), '10 min', 'the last values come back');
});

t.test('the script of a job is shown on demand, until the form says something else', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.queue = { ...fake.queue, title: 'Slurm' };
  fake.jobForm = { fields: jobFields(), available: true };
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  const show = page.getByRole('button', { name: 'Show the job script' });
  await page.getByText('What will run').click();
  await page.getByText('App file').waitFor();
  t.equal(await show.count(), 0, 'there is none of what runs here');
  await page.getByRole('combobox', { name: 'Run on' }).selectOption('job');
  const walltime = page.getByRole('textbox', { name: 'Walltime' });
  await walltime.fill('2h');
  await show.click();
  await page.getByTestId('field-time_limit').getByText('This has to be 1 h or less.').waitFor();
  t.same(fake.calls('POST'), []);
  await walltime.fill('10 min');
  await show.click();
  await page.getByTestId('script').getByText('#!/bin/bash').waitFor();
  t.same(fake.calls('POST'), ['apps/cone/instances?dry_run=true']);
  await walltime.fill('11 min');
  t.equal(await page.getByTestId('script').count(), 0);
  fake.answers.set('POST apps/cone/instances?dry_run=true', {
    status: 503,
    body: { code: 'scheduler_unavailable', detail: 'Slurm does not answer.', hint: 'Try later.' },
  });
  await show.click();
  await page.getByText('Slurm does not answer. Try later.').waitFor();
});

t.test('while the form of jobs cannot be had, no script is made up', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp({ run_on: 'job' })], problems: [], searched: [] };
  fake.queue = { ...fake.queue, title: 'Slurm' };
  const away = { code: 'scheduler_unavailable', detail: 'Slurm does not answer.' };
  fake.answers.set('GET job-form', { status: 503, body: away });
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  await page.getByText('What will run').click();
  await page.getByRole('button', { name: 'Show the job script' }).click();
  await page.getByTestId('refusal').getByText('Slurm does not answer.').waitFor();
  t.same(fake.calls('POST'), []);
});

t.test('an app is connected to a server that runs or starts', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp({ paraview: true })], problems: [], searched: [] };
  fake.servers.set('pv1', sampleServer({ state: 'starting' }));
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  await page.getByRole('combobox', { name: 'Connect to' }).selectOption('wing, two nodes (when it is ready)');
  await page.getByTestId('submit').click();
  await page.getByTestId('instance-card').waitFor();
  t.match(fake.requests.find(({ method }) => method === 'POST')?.body, { connect_to: 'pv1' });
});

t.test('a server is started with the app; one that runs already is not started twice', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp({ paraview: true })], problems: [], searched: [] };
  fake.serversForm = { fields: jobFields(), can_start: true, title: 'Slurm' };
  const refused = { code: 'invalid_parameters', detail: 'No.', errors: [{ path: '/nodes', message: 'Too many.' }] };
  fake.answers.set('POST servers', { status: 422, body: refused });
  await page.goto(fake.url);
  await page.getByTestId('launch').click();
  await page.getByRole('combobox', { name: 'Connect to' }).selectOption('A new server, started with it');
  await page.getByRole('textbox', { name: 'Nodes' }).fill('2');
  await page.getByTestId('submit').click();
  await page.getByTestId('field-nodes').getByText('Too many.').waitFor();
  t.match(await page.getByTestId('refusal').textContent(), /The ParaView server could not be started: No\./);
  fake.answers.clear();
  fake.answers.set('POST apps/cone/instances', {
    status: 409,
    body: { code: 'too_many_instances', detail: 'Too many run.' },
  });
  await page.getByTestId('submit').click();
  await page.getByTestId('refusal').getByText('Too many run.').waitFor();
  fake.answers.clear();
  await page.getByTestId('submit').click();
  await page.getByTestId('instance-card').waitFor();
  t.equal(fake.servers.size, 1);
  t.match(fake.servers.get('newpv1'), { name: 'Cone (ParaView)', values: { nodes: 2, partition: 'batch' } });
  t.match(fake.requests.findLast(({ method }) => method === 'POST')?.body, { connect_to: 'newpv1' });
});

/** The label of the element that has the focus, through all shadow trees. */
function focusedLabel(page: { evaluate: (script: string) => Promise<unknown> }): Promise<unknown> {
  return page.evaluate(`(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused?.getAttribute('aria-label');
  })()`);
}

/** Runs in the page: keys as fast as they can come, with no frame drawn between them. */
const pressUpAndDown = new Function(
  'input',
  `return (async () => {
    for (const key of ['ArrowUp', 'ArrowDown']) {
      input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
      await new Promise((resolve) => setTimeout(resolve));
    }
    return input.value;
  })()`,
) as (input: unknown) => Promise<string>;
