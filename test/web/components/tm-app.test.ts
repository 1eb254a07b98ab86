import t from 'tap';
import { sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

t.test('the head says whose and where this is', async (t) => {
  const { fake, page } = await bed.open(t);
  await page.goto(fake.url);
  await page.getByText('alice on node1').waitFor();
  t.equal(await page.getByTestId('configuration').textContent(), 'Desktop');
  t.equal(await page.title(), 'Trame Manager');
});

t.test('without apps it says where was looked and offers one to start with', async (t) => {
  const { fake, page } = await bed.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  fake.listing = {
    apps: [],
    problems: [],
    searched: ['/usr/share/jupyter/trame', '/home/alice/.local/share/jupyter/trame'],
  };
  await page.goto(fake.url);
  const empty = page.getByTestId('empty-state');
  await empty.waitFor();
  t.match(await empty.textContent(), /\/usr\/share\/jupyter\/trame/);
  t.match(await page.getByTestId('install').textContent(), /python -m trame_manager\.install_sample_app --user/);
  t.equal(await page.getByTestId('sample-target').textContent(), '/home/alice/.local/share/jupyter/trame/cone/app.yml');
  await page.getByTestId('copy-sample').click();
  await page.getByText('Copied').first().waitFor();
  t.match(await page.evaluate('navigator.clipboard.readText()'), /^name: Cone\n/);
  fake.send({ type: 'apps', apps: [sampleApp()], problems: [], searched: [] });
  await page.getByTestId('app-card').waitFor();
  t.equal(await empty.count(), 0);
});

t.test('what was just done is shown as a script, to be copied in one piece', async (t) => {
  const { fake, page } = await bed.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  await page.goto(fake.url);
  await page.getByTestId('rename').click();
  await page.getByTestId('rename-field').getByRole('textbox').fill('wing');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'wing' }).waitFor();
  await page.getByRole('button', { name: 'Script it' }).click();
  t.equal(await page.getByTestId('api-docs').getAttribute('href'), 'api/docs');
  const copyAll = page.getByRole('button', { name: 'Copy all' });
  const [left, right] = [await copyAll.boundingBox(), await page.getByTestId('calls-close').boundingBox()];
  t.same([left?.y, left?.height], [right?.y, right?.height], 'the buttons stand in one line');
  await copyAll.click();
  await page.getByText('Copied').first().waitFor();
  t.match(await page.evaluate('navigator.clipboard.readText()'), /wing/);
});

t.test('broken app files are listed with place, message and hint', async (t) => {
  const { fake, page } = await bed.open(t);
  const problem = {
    app: 'flow',
    file: '/d/flow/app.yml',
    line: 4,
    column: 3,
    message: '<b>comand</b> is not known.',
    hint: 'Did you mean "command"?',
  };
  fake.listing = {
    apps: [sampleApp()],
    problems: [problem, { ...problem, app: 'b', line: null, column: null }],
    searched: [],
  };
  await page.goto(fake.url);
  const entry = page.locator('[data-testid=problem][data-id=flow]');
  await entry.waitFor();
  t.match(
    await entry.textContent(),
    /\/d\/flow\/app.yml.*line 4, column 3.*<b>comand<\/b> is not known.*Did you mean/s,
  );
  await page.getByRole('heading', { name: '2 app files have errors' }).waitFor();
});

t.test('a lost connection is told, tried again, and what changed meanwhile is shown', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  await page.goto(fake.url);
  await page.locator('[data-testid=connection][data-connection=open]').waitFor();
  await page.getByTestId('launch').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('typed');
  fake.down = true;
  fake.dropSockets();
  await page.getByTestId('connection-lost').waitFor();
  fake.down = false;
  fake.instances.set('k3', sampleInstance({ state: 'stopped', ended_at: new Date().toISOString() }));
  await page.getByText('The connection is back.').waitFor();
  await page.locator('[data-id=k3][data-state=stopped]').waitFor();
  t.equal(await page.getByTestId('connection-lost').count(), 0);
  t.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'typed', 'forms keep what was typed');
});

t.test('a session that ended is told as such', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('app-card').waitFor();
  fake.answers.set('GET system', { status: 403, body: '<h1>Login</h1>' });
  fake.down = true;
  fake.dropSockets();
  await page.getByText(/not signed in any more.*Sign in to Jupyter again/).waitFor();
  t.pass('the banner names the way on');
});

t.test('a daemon that never answered is told with the reason, and the page comes by itself', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.down = true;
  await page.goto(fake.url);
  await page.getByTestId('down-state').getByText('HTTP 502').waitFor();
  fake.down = false;
  // It may have come by itself before that.
  await page
    .getByTestId('retry')
    .click({ timeout: 2_000 })
    .catch(() => undefined);
  await page.getByTestId('app-card').waitFor();
  t.equal(await page.getByTestId('down-state').count(), 0);
});

t.test('many ended instances are folded', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  for (let index = 0; index < 9; index += 1) {
    fake.put(
      sampleInstance({
        id: `e${index}`,
        state: 'stopped',
        ended_at: new Date(Date.now() - index * 1000).toISOString(),
      }),
    );
  }
  await page.goto(fake.url);
  await page.getByRole('button', { name: 'Show all 9' }).click();
  await until(async () => (await page.getByTestId('instance-card').count()) === 9, 'all are shown');
  t.equal(await page.getByTestId('instance-card').first().getAttribute('data-id'), 'e0');
});

t.test('names with markup, emoji, right-to-left text and 300 characters stay inside their cards', async (t) => {
  const { fake, page } = await bed.open(t, { viewport: { width: 360, height: 740 } });
  const names = ['<img src=x onerror=alert(1)>', '🌪️ محاكاة', 'x'.repeat(300)];
  fake.listing = {
    apps: names.map((name, index) => sampleApp({ id: `a${index}`, name, description: name })),
    problems: [],
    searched: [],
  };
  names.forEach((name, index) => {
    fake.put(sampleInstance({ id: `i${index}`, name, data_directory: `/${name}`, state_reason: name }));
  });
  await page.goto(fake.url);
  await page.getByTestId('instance-card').nth(2).waitFor();
  t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nothing sticks out sideways');
  t.equal(await page.locator('img[src=x]').count(), 0, 'markup is text');
});
