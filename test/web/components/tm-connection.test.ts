import type { Page } from 'playwright-core';
import t from 'tap';
import type { InstanceConnection } from '../../../src/domain/connection.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { sampleConnection, sampleServer } from '../../support/fake-server-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

async function openPage(fake: FakeApi, page: Page, connection: Partial<InstanceConnection> = {}): Promise<void> {
  fake.listing = { apps: [sampleApp({ paraview: true })], problems: [], searched: [] };
  fake.put(sampleInstance({ connection: sampleConnection(connection) }));
  await page.goto(fake.url);
  await page.getByTestId('connection-state').waitFor();
}
const show = (fake: FakeApi, connection: Partial<InstanceConnection>) =>
  fake.put(sampleInstance({ connection: sampleConnection(connection) }));
const put = (fake: FakeApi) => fake.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);
const linked = { state: 'connected', server_id: 'pv1', since: new Date().toISOString() } as const;

t.test('the card says how the link stands, and follows it', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.servers.set('pv1', sampleServer());
  await openPage(fake, page);
  const state = page.getByTestId('connection-state');
  t.match(await state.textContent(), /Not connected to a ParaView server/);
  const sentences: [Partial<InstanceConnection>, RegExp][] = [
    [{ state: 'waiting', server_id: 'pv1' }, /Connects to wing, two nodes when both are ready/],
    [{ state: 'waiting', server_id: 'pv1', reason: 'Connects as soon as the app is ready.' }, /as soon as the app is/],
    [{ state: 'connecting', server_id: 'pv1' }, /Connecting to wing, two nodes … the app stands still/],
    [linked, /Connected to wing, two nodes since \d/],
    [{ state: 'connected', host: 'n7', port: 11_111 }, /Connected to n7:11111/],
    [{ state: 'unknown', reason: 'The app runs on another machine.' }, /cannot be told/],
  ];
  for (const [connection, sentence] of sentences) {
    show(fake, connection);
    await until(async () => sentence.test((await state.textContent()) ?? ''), String(sentence));
  }
  show(fake, {
    state: 'failed',
    server_id: 'pv1',
    reason: 'It has another client.',
    hint: 'Disconnect that one first.',
  });
  await page.getByTestId('connection-reason').getByText('Disconnect that one first.').waitFor();
  t.match(await page.getByTestId('connection-reason').textContent(), /It has another client\./);
  fake.put(sampleInstance({ id: 'plain', name: 'plain' }));
  await page.locator('[data-testid=instance-card][data-id=plain]').waitFor();
  t.equal(await state.count(), 1, 'apps without ParaView say nothing of it');
});

t.test('the menu connects by keyboard to a server that is ready', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.servers.set('pv1', sampleServer());
  fake.servers.set('pv2', sampleServer({ id: 'pv2', name: 'later', state: 'starting' }));
  await openPage(fake, page);
  const button = page.getByRole('button', { name: 'Connect to …, run 1' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu', { name: 'Connect to …, run 1' }).waitFor();
  await page.keyboard.press('ArrowDown');
  t.match(await page.locator('[role=menuitem]:focus').textContent(), /later.*When it is ready/s);
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  t.same(put(fake), []);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.getByText(/Connected to wing, two nodes/).waitFor();
  t.same(put(fake), [{ server_id: 'pv1' }]);
  await until(
    async () => /run 1 is connected to wing/.test((await page.getByTestId('spoken').textContent()) ?? ''),
    'it is spoken',
  );
});

t.test('a server that starts is waited for', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.servers.set('pv2', sampleServer({ id: 'pv2', name: 'later', state: 'queued' }));
  await openPage(fake, page);
  await page.getByRole('button', { name: 'Connect to …, run 1' }).click();
  await page.getByRole('menuitem', { name: /later/ }).click();
  await page.getByText('Connects to later when both are ready').waitFor();
  t.same(put(fake), [{ server_id: 'pv2', when_ready: true }]);
});

t.test('another address is asked for, and checked', async (t) => {
  const { fake, page } = await bed.open(t);
  await openPage(fake, page);
  await page.getByRole('button', { name: 'Connect to …, run 1' }).click();
  await page.getByRole('menuitem', { name: 'Other address …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect run 1 to an address' });
  await dialog.getByRole('textbox', { name: 'Host' }).fill('n 7');
  await dialog.getByRole('textbox', { name: 'Port' }).fill('70000');
  await page.keyboard.press('Enter');
  await until(async () => (await dialog.getByTestId('field-error').count()) === 2, 'both are refused');
  await dialog.getByRole('textbox', { name: 'Host' }).fill('n7');
  await dialog.getByRole('textbox', { name: 'Port' }).fill('11112');
  await dialog.getByTestId('address-connect').click();
  await page.getByText(/Connected to n7:11112/).waitFor();
  t.same(put(fake), [{ host: 'n7', port: 11_112 }]);
});

t.test('a server can be started from the menu, and is connected to', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.serversForm = { fields: [], can_start: true, title: null };
  await openPage(fake, page);
  await page.getByRole('button', { name: 'Connect to …, run 1' }).click();
  await page.getByRole('menuitem', { name: /Start a server/ }).click();
  await page.getByTestId('start-server').click();
  await page.getByText('Connects to ParaView 1 when both are ready').waitFor();
  t.same(put(fake), [{ server_id: 'newpv1', when_ready: true }]);
});

t.test('what was refused is told with the way out', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.servers.set('pv1', sampleServer());
  const body = { code: 'server_busy', detail: 'It has another client.', hint: 'Start another server.' };
  fake.answers.set('PUT instances/k3/connection', { status: 409, body });
  await openPage(fake, page);
  await page.getByRole('button', { name: 'Connect to …, run 1' }).click();
  await page.getByRole('menuitem', { name: /wing/ }).click();
  await page.getByText('run 1 could not be connected to wing, two nodes').waitFor();
  await page.getByText('It has another client. Start another server.').waitFor();
});

t.test('Disconnect asks where the server ends with its last client', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.servers.set('pv1', sampleServer({ connected_instances: ['k3'] }));
  await openPage(fake, page, linked);
  await page.getByTestId('disconnect').click();
  const question = page.getByRole('alertdialog', { name: 'Disconnect from wing, two nodes?' });
  t.match(await question.textContent(), /ends when its last client leaves/);
  await page.getByTestId('confirm-cancel').click();
  t.same(fake.calls('DELETE'), []);
  await page.getByTestId('disconnect').click();
  await page.getByTestId('confirm-ok').click();
  await page.getByTestId('connection-state').getByText('Not connected').waitFor();
  t.same(fake.calls('DELETE'), ['instances/k3/connection']);
});

t.test('it does not ask where the server stays', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.servers.set('pv1', sampleServer({ connected_instances: ['k3'], ends_with_last_client: false }));
  await openPage(fake, page, linked);
  await page.getByTestId('disconnect').click();
  await page.getByTestId('connection-state').getByText('Not connected').waitFor();
  t.same(fake.calls('DELETE'), ['instances/k3/connection']);
});

t.test('a server that ended shows at once, with an offer to connect to another', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.servers.set('pv1', sampleServer());
  fake.servers.set('pv2', sampleServer({ id: 'pv2', name: 'another' }));
  await openPage(fake, page, linked);
  fake.putServer(sampleServer({ state: 'stopped', ended_at: new Date().toISOString() }));
  show(fake, { reason: 'The ParaView server wing, two nodes has ended.', hint: 'Connect to another one.' });
  await page.getByTestId('connection-reason').getByText('has ended').waitFor();
  await page.getByRole('button', { name: 'Connect to …, run 1' }).click();
  t.same(await page.getByRole('menuitem').allInnerTexts(), ['another\nn1:40500', 'Other address …']);
});
