import type { Page } from 'playwright-core';
import t from 'tap';
import type { FakeApi } from '../../support/fake-api.ts';
import { sampleApp } from '../../support/fake-samples.ts';
import { jobFields } from '../../support/fake-server-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

async function openDialog(fake: FakeApi, page: Page): Promise<void> {
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.serversForm = { fields: jobFields(), can_start: true, title: 'Slurm' };
  await page.goto(fake.url);
  await page.getByTestId('new-server').click();
  await page.getByRole('dialog', { name: 'Start a ParaView server' }).waitFor();
}
const posted = (fake: FakeApi) => fake.requests.filter(({ method }) => method === 'POST');

t.test('Enter starts a server with the values that are shown', async (t) => {
  const { fake, page } = await bed.open(t);
  await openDialog(fake, page);
  await page.getByText('It runs as a Slurm job.').waitFor();
  await page.getByRole('textbox', { name: 'Walltime' }).fill('45 min');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=server-card][data-state=queued]').waitFor();
  const [call] = posted(fake);
  t.equal(call?.path, 'servers');
  t.same(call?.body, {
    name: 'ParaView 1',
    account: 'proj1',
    partition: 'batch',
    nodes: 1,
    time_limit: 2_700,
    offscreen: true,
  });
  t.match(call?.headers['idempotency-key'], /^[0-9a-f]{32}$/);
  await page.getByTestId('server-dialog').waitFor({ state: 'hidden' });
});

t.test('what was typed and not sent is there again after a reload, until it is cancelled', async (t) => {
  const { fake, page } = await bed.open(t);
  await openDialog(fake, page);
  const walltime = page.getByRole('textbox', { name: 'Walltime' });
  const name = page.getByTestId('field-name').getByRole('textbox');
  await walltime.fill('45 min');
  await name.fill('night run');
  await openDialog(fake, page);
  t.equal(await walltime.inputValue(), '45 min');
  t.equal(await name.inputValue(), 'night run');
  await page.getByTestId('server-dialog').getByTestId('cancel').click();
  await openDialog(fake, page);
  t.equal(await name.inputValue(), '');
  t.not(await walltime.inputValue(), '45 min');
});

t.test('bounds follow the partition at once, and nothing is sent before errors are mended', async (t) => {
  const { fake, page } = await bed.open(t);
  await openDialog(fake, page);
  await page.getByRole('textbox', { name: 'Nodes' }).fill('3');
  t.equal(await page.getByTestId('field-error').count(), 0);
  await page.getByRole('combobox', { name: 'Account' }).selectOption('proj2');
  await page.getByRole('combobox', { name: 'Partition' }).selectOption('short');
  await page.getByTestId('field-nodes').getByText('This has to be 1 or less.').waitFor();
  t.match(await page.getByTestId('field-account').getByTestId('field-error').textContent(), /Choose one of: proj1/);
  t.equal(await page.getByRole('textbox', { name: 'Walltime' }).inputValue(), '2 min', 'the default that holds there');
  await page.getByTestId('start-server').click();
  t.same(posted(fake), []);
  await page.getByRole('combobox', { name: 'Account' }).selectOption('proj1');
  await page.getByRole('textbox', { name: 'Nodes' }).fill('1');
  t.equal(await page.getByTestId('field-error').count(), 0);
  await page.getByTestId('start-server').click();
  await page.getByTestId('server-card').waitFor();
  t.match(posted(fake)[0]?.body, { account: 'proj1', partition: 'short', nodes: 1, time_limit: 120 });
});

t.test('Show script shows what would be handed in, and what speaks against it', async (t) => {
  const { fake, page } = await bed.open(t);
  await openDialog(fake, page);
  await page.getByTestId('show-script').click();
  await page.getByTestId('script').getByText('# nodes: 1').waitFor();
  await page.getByText(/Nothing speaks against it\. Expected to start/).waitFor();
  t.equal(posted(fake)[0]?.path, 'servers?dry_run=true');
  t.equal(fake.servers.size, 0, 'nothing is started');
  await page.getByRole('textbox', { name: 'Nodes' }).fill('2');
  t.equal(await page.getByTestId('dry-run').count(), 0, 'a script of other values is not shown');
  const problems = ['Partition batch is down.'];
  fake.answers.set('POST servers?dry_run=true', {
    status: 200,
    body: { script: '#!/bin/bash', problems, estimated_start: null },
  });
  await page.getByTestId('show-script').click();
  await page.getByTestId('dry-run-problems').getByText('Partition batch is down.').waitFor();
});

t.test('what the daemon refuses shows at its field, and what was typed stays', async (t) => {
  const { fake, page } = await bed.open(t);
  await openDialog(fake, page);
  const errors = [
    { path: '/nodes', message: 'Only 2 nodes are up.' },
    { path: '/other', message: 'Something without a field.' },
  ];
  const body = { code: 'invalid_parameters', detail: 'It cannot be handed in.', hint: 'Change the form.', errors };
  fake.answers.set('POST servers', { status: 422, body });
  await page.getByRole('textbox', { name: 'Nodes' }).fill('3');
  await page.keyboard.press('Enter');
  t.match(await page.getByTestId('refusal').textContent(), /cannot be handed in.*Change the form.*without a field/);
  await page.getByTestId('field-nodes').getByText('Only 2 nodes are up.').waitFor();
  fake.answers.clear();
  await page.getByRole('textbox', { name: 'Nodes' }).fill('2');
  t.equal(await page.getByTestId('field-error').count(), 0, 'a new value takes the error away');
  await page.keyboard.press('Enter');
  await page.getByTestId('server-card').waitFor();
});

t.test('the last values come back, and presets are chosen, saved and deleted', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.presets = {
    presets: [
      { target: 'server', name: 'large', values: { nodes: 4, time_limit: 3_600 } },
      { target: 'app:cone', name: 'elsewhere', values: {} },
    ],
    last: { server: { nodes: 2 } },
  };
  await openDialog(fake, page);
  const nodes = page.getByRole('textbox', { name: 'Nodes' });
  const preset = page.getByRole('combobox', { name: 'Preset' });
  await until(async () => (await nodes.inputValue()) === '2', 'the last values are there');
  t.same(await preset.locator('option').allTextContents(), ['Last values', 'large']);
  await preset.selectOption('large');
  t.same([await nodes.inputValue(), await page.getByRole('textbox', { name: 'Walltime' }).inputValue()], ['4', '1 h']);
  await nodes.fill('3');
  await page.getByTestId('preset-save').click();
  await page.getByRole('textbox', { name: 'Name of the preset' }).fill('three nodes');
  await page.keyboard.press('Enter');
  await until(() => fake.calls('PUT').includes('presets/server/three%20nodes'), 'it is saved');
  t.match(fake.requests.find(({ method }) => method === 'PUT')?.body, { values: { nodes: 3, time_limit: 3_600 } });
  t.same(posted(fake), [], 'Enter saved the preset and started nothing');
  await until(async () => (await preset.inputValue()) === 'three nodes', 'it is the one that is chosen');
  await page.getByTestId('preset-remove').click();
  await until(() => fake.calls('DELETE').includes('presets/server/three%20nodes'), 'it is deleted');
  fake.answers.set('PUT presets/server/x', {
    status: 500,
    body: { code: 'state_not_writable', detail: 'The disk is full.' },
  });
  await page.getByTestId('preset-save').click();
  await page.getByRole('textbox', { name: 'Name of the preset' }).fill('x');
  await page.getByTestId('preset-save-now').click();
  await page.getByTestId('preset-error').getByText('The disk is full.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('server-dialog').getByTestId('preset-name').waitFor({ state: 'detached' });
  t.ok(await page.getByTestId('server-dialog').isVisible(), 'Escape in the name leaves the dialog open');
});

t.test('Escape cancels', async (t) => {
  const { fake, page } = await bed.open(t);
  await openDialog(fake, page);
  await page.keyboard.press('Escape');
  await page.getByTestId('server-dialog').waitFor({ state: 'hidden' });
  t.same(posted(fake), []);
});
