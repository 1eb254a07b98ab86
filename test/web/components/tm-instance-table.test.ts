import type { Page } from 'playwright-core';
import t from 'tap';
import type { FakeApi } from '../../support/fake-api.ts';
import { failedInstance, sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

t.test(
  '200 instances are sorted, searched, filtered and turned over; several are stopped with one question',
  async (t) => {
    const { fake, page } = await bed.open(t, { viewport: { width: 1600, height: 900 } });
    fill(fake, 200);
    await page.goto(fake.url);
    await page.getByTestId('view-table').click();
    await page.getByTestId('range').getByText('1–25 of 200').waitFor();
    t.same((await names(page)).slice(0, 2), ['run 0', 'run 1'], 'what was started last comes first');
    await page.getByRole('button', { name: 'Name' }).click();
    await page.getByRole('button', { name: 'Name' }).click();
    t.same((await names(page)).slice(0, 2), ['run 199', 'run 198']);
    t.equal(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort'), 'descending');
    await page.getByTestId('page-size').selectOption('50');
    await page.getByTestId('next-page').click();
    await page.getByTestId('range').getByText('51–100 of 200').waitFor();

    await page.getByTestId('instance-search').locator('input').fill('run 19 node1');
    await until(async () => (await page.getByTestId('row').count()) === 7, 'those of node1 are left');
    await page.getByTestId('state-filter').selectOption({ label: 'Failed (5)' });
    await until(async () => (await page.getByTestId('row').count()) === 5, 'the failed ones of them are left');
    t.same(await names(page), ['run 199', 'run 195', 'run 191', 'run 119', 'run 19']);
    await page.getByTestId('instance-search').locator('input').fill('nothing like it');
    await page.getByTestId('clear-filters').click();
    await page.getByTestId('range').getByText('of 200').waitFor();

    await page.reload();
    await page.getByTestId('range').getByText('1–50 of 200').waitFor();
    await tick(page, 'run 0');
    await page.getByRole('checkbox', { name: 'Select run 3', exact: true }).click({ modifiers: ['Shift'] });
    await page.getByTestId('selection').getByText('4 selected').waitFor();
    fake.put(sampleInstance({ ...fake.instances.get('i0'), viewers: 3 }));
    fake.send({ type: 'instance_removed', id: 'i1' });
    await page.getByTestId('selection').getByText('3 selected').waitFor();
    await tick(page, 'run 4');
    fake.answers.set('POST instances/i4/stop', { status: 503, body: { code: 'busy', detail: 'It is busy.' } });
    await page.getByTestId('stop-selected').click();
    const question = page.getByRole('alertdialog', { name: 'Stop 3 instances?' });
    t.match(await question.textContent(), /Unsaved work.*run 0 \(3 browser windows are connected\).*run 2.*run 4/s);
    t.notMatch(await question.textContent(), /run 3/, 'what failed has nothing to lose');
    await page.getByTestId('confirm-ok').click();
    await page.getByText('1 instance could not be stopped').waitFor();
    await page.getByText('run 4: It is busy.').waitFor();
    t.same(
      fake
        .calls('POST')
        .filter((path) => path.endsWith('/stop'))
        .sort(),
      ['instances/i0/stop', 'instances/i2/stop', 'instances/i4/stop'],
    );
    await page.getByTestId('selection').getByText('2 selected').waitFor();
    t.ok(
      await page.getByRole('checkbox', { name: 'Select run 4', exact: true }).isChecked(),
      'what failed stays ticked',
    );
  },
);

t.test('several are removed with one message that brings all of them back; what runs stays', async (t) => {
  const { fake, page } = await bed.open(t);
  fill(fake, 12);
  await page.clock.install();
  await page.goto(fake.url);
  await page.getByTestId('view-table').click();
  await page.getByTestId('tick-all').click();
  await page.getByTestId('remove-selected').getByText('Remove 3').click();
  await until(async () => (await page.getByTestId('row').count()) === 9, 'the ended ones are gone');
  await page.getByText('3 cards removed.').waitFor();
  await page.getByTestId('toast-action').click();
  await until(async () => (await page.getByTestId('row').count()) === 12, 'all are back');
  await page.clock.fastForward(10_000);
  t.same(fake.calls('DELETE'), []);
  await page.getByTestId('tick-all').click();
  await page.getByTestId('remove-selected').click();
  await page.getByText('3 cards removed.').waitFor();
  fake.put(sampleInstance({ id: 'i7', name: 'run 7' }));
  await page.getByText('run 7 runs again').waitFor();
  await page.mouse.move(0, 0);
  await page.clock.fastForward(6_000);
  await until(() => fake.calls('DELETE').length === 2, 'they are sent');
  t.same(fake.calls('DELETE').sort(), ['instances/i11', 'instances/i3']);
});

t.test(
  'by keyboard rows are ticked, and Escape clears; cards have the same search; a narrow page does not overflow',
  async (t) => {
    const { fake, page } = await bed.open(t, { viewport: { width: 480, height: 800 } });
    fill(fake, 12);
    await page.goto(fake.url);
    await page.getByTestId('instance-search').locator('input').fill('run 3');
    await until(async () => (await page.getByTestId('instance-card').count()) === 1, 'one card is left');
    t.equal(await page.getByTestId('running').count(), 0, 'an empty half does not claim that nothing runs');
    await page.keyboard.press('Escape');
    await page.getByTestId('running').waitFor();
    await page.getByTestId('view-table').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Select run 0' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByTestId('selection').getByText('3 selected').waitFor();
    t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nothing sticks out sideways');
    await page.keyboard.press('Escape');
    await page.getByTestId('selection').getByText('Select rows').waitFor();
  },
);

t.test('a row is renamed by F2 or its menu, which also has what else can be done with one', async (t) => {
  const { fake, page } = await bed.open(t);
  fill(fake, 8);
  await page.goto(fake.url);
  await page.getByTestId('view-table').click();
  const tickBox = page.getByRole('checkbox', { name: 'Select run 0' });
  await tickBox.focus();
  await page.keyboard.press('F2');
  const field = page.getByTestId('rename-field').getByRole('textbox');
  t.equal(await field.getAttribute('aria-label'), 'New name of run 0');
  await field.fill('wing');
  const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
  fake.hold = slow;
  await page.keyboard.press('Enter');
  await page.locator('[data-id=i0] .name').getByText('wing').waitFor();
  t.ok(await tickBox.evaluate(hasFocus), 'the focus is back, before the answer');
  answer();
  await page.getByRole('checkbox', { name: 'Select wing' }).waitFor();
  t.equal(await page.getByTestId('rename-field').count(), 0);

  fake.answers.set('PATCH instances/i1', { status: 422, body: { code: 'invalid_parameters', detail: 'Too long.' } });
  const menu = page.getByRole('button', { name: 'More actions, run 1' });
  await menu.focus();
  await page.keyboard.press('Enter');
  t.ok(await hasItems(page, 'rename', 'copyLink', 'restart', 'report'));
  await page.keyboard.press('Enter');
  await field.fill('x');
  await page.keyboard.press('Enter');
  await page.getByText('Too long.').waitFor();
  t.equal(await field.inputValue(), 'x', 'what was typed stays');
  await field.press('Escape');
  t.ok(await menu.evaluate(hasFocus));
  await page.locator('[data-id=i1] .name').getByText('run 1').waitFor();

  await page.getByRole('button', { name: 'More actions, run 3' }).click();
  t.ok(await hasItems(page, 'rename', 'report'));
  t.notOk(await hasItems(page, 'copyLink'), 'one that failed cannot be opened');
  const chosen = page.getByRole('menuitem', { name: 'Download report' });
  const [report] = await Promise.all([page.waitForEvent('download'), chosen.press('Enter')]);
  t.match(report.url(), /\/api\/v1\/instances\/i3\/report$/);
  await menu.click();
  await page.getByRole('menuitem', { name: 'Restart' }).click();
  await page.getByRole('alertdialog', { name: 'Restart run 1?' }).getByTestId('confirm-ok').click();
  await until(() => fake.calls('POST').includes('instances/i1/restart'), 'it is restarted');
});

/** Every fourth failed; "run 0" was started last. */
function fill(fake: FakeApi, count: number): void {
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  for (let index = 0; index < count; index += 1) {
    const startedAt = new Date(Date.now() - index * 60_000).toISOString();
    const change = {
      id: `i${index}`,
      name: `run ${index}`,
      host: `node${index % 2}`,
      created_at: startedAt,
      started_at: startedAt,
    };
    fake.put(index % 4 === 3 ? failedInstance({ ...change, ended_at: startedAt }) : sampleInstance(change));
  }
}

function names(page: Page): Promise<string[]> {
  return page.locator('tbody .name').allTextContents();
}

function tick(page: Page, name: string): Promise<void> {
  return page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
}

async function hasItems(page: Page, ...ids: string[]): Promise<boolean> {
  const counts = await Promise.all(ids.map((id) => page.locator(`[data-testid=menu-item][data-id=${id}]`).count()));
  return counts.every((count) => count === 1);
}

// Runs in the page, whose types the tests do not have.
const hasFocus = new Function('element', 'return element.matches(":focus")') as (element: unknown) => boolean;
