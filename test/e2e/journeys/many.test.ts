// A user with 500 apps and 200 instances: finds, sorts, selects, stops, removes, and takes it back.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { blankInstanceRecord } from '../../../src/domain/instance-stand-in.ts';
import { waitFor } from '../../support/jupyter-lab-processes.ts';
import { clickTile } from '../steps.ts';
import { chooseDarkTheme, startJourneyBed, writeWebApp } from './bed.ts';
import { picture } from './picture.ts';

t.setTimeout(240_000);

/** The other four run. */
const endedCount = 196;
const sessions: string[] = [];
const categories = ['Climate', 'Combustion', 'Materials', 'Medicine', 'Turbines'];

const { api, lab } = await startJourneyBed(t, async (home) => {
  for (let index = 0; index < 500; index += 1) writeApp(home, index);
  for (let index = 0; index < endedCount; index += 1) writeEnded(home, index);
  chooseDarkTheme(home);
  return {};
});
const page = await clickTile(lab);
const table = page.getByRole('table');
const rows = table.getByTestId('row');
const search = page.getByRole('searchbox', { name: 'Search instances' });
const states = page.getByRole('combobox', { name: 'State' });
const running = ['live 1', 'live 2', 'live 3', 'live 4'];

t.test('one of 500 apps is two words away', async () => {
  await page.getByRole('heading', { name: 'Climate' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('turbines 499');
  await page.getByText('1 app found').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Launch Case 499' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search apps' }).fill('');
});

t.test('200 instances as a table are sorted, turned over, searched, and filtered by state', async (t) => {
  for (const name of running) await api('POST', 'apps/case-1/instances', { name });
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByText('1–25 of 200').waitFor();
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await table.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort=ascending]')).waitFor();
  t.match(await rows.first().textContent(), /live 1/);
  await picture(page, 'many', { height: 900 });
  await page.getByRole('combobox', { name: 'Rows per page' }).selectOption('50');
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('51–100 of 200').waitFor();
  t.equal(await rows.count(), 50);
  t.match(await rows.first().textContent(), /run 47/, 'in the order of their numbers');

  await search.fill('live');
  await states.selectOption({ label: 'Ready (4)' });
  await waitFor('those four are left', async () => (await rows.count()) === running.length);
});

t.test('several are stopped with one question, which says what is lost', async (t) => {
  await page.getByRole('checkbox', { name: 'Select live 1' }).check();
  await page.getByRole('checkbox', { name: 'Select live 4' }).click({ modifiers: ['Shift'] });
  await page.getByRole('group', { name: 'Selected instances' }).getByText('4 selected').waitFor();
  await page.getByRole('button', { name: 'Stop 4' }).click();
  const question = page.getByRole('alertdialog', { name: 'Stop 4 instances?' });
  await question.getByText('Unsaved work in the apps is lost.').waitFor();
  t.same(await question.getByRole('listitem').allTextContents(), running);
  await question.getByRole('button', { name: 'Stop 4' }).click();
  await page.getByText('4 instances were told to stop.').waitFor();
  await waitFor('none is ready', async () => {
    const { instances } = await api('GET', 'instances');
    return instances.every(({ state }: { state: string }) => state === 'stopped' || state === 'failed');
  });
});

t.test('removed cards come back by Ctrl+Z, and are gone once nobody takes it back', async (t) => {
  await search.fill('run');
  await states.selectOption({ label: 'Failed (19)' });
  await page.getByRole('checkbox', { name: 'Select all 19' }).check();
  await page.getByRole('button', { name: 'Remove 19' }).click();
  await page.getByText('19 cards removed.').waitFor();
  await page.getByText('No instance matches.').waitFor();
  await page.keyboard.press('Control+z');
  await waitFor('all are back', async () => (await rows.count()) === 19);
  t.equal((await api('GET', 'instances')).instances.length, 200, 'nothing was removed yet');

  await page.getByRole('checkbox', { name: 'Select all 19' }).check();
  await page.getByRole('button', { name: 'Remove 19' }).click();
  const message = page.getByTestId('toast').filter({ hasText: '19 cards removed.' });
  await message.getByRole('button', { name: 'Dismiss' }).click();
  await waitFor('181 are left', async () => (await api('GET', 'instances')).instances.length === 181);
  t.equal(sessions.filter((directory) => existsSync(directory)).length, endedCount - 19);
});

function writeApp(home: string, index: number): void {
  const category = categories[index % categories.length];
  const fields = `name: Case ${index}\ncategory: ${category}\ndescription: Results of case ${index}\n`;
  writeWebApp(home, `case-${index}`, `${fields}data_directory: none\n`);
}

/** The record of one that ended within the last hours; each tenth failed. */
function writeEnded(home: string, index: number): void {
  const id = `ended${String(index).padStart(11, '0')}`;
  const isFailed = index % 10 === 9;
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const directory = join(home, 'state', 'sessions', id);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  sessions.push(directory);
  const number = index % 40;
  const record = {
    ...blankInstanceRecord(id, ago(index + 30)),
    ...{ name: `run ${index + 1}`, app: `case-${number}`, app_name: `Case ${number}`, host: hostname() },
    ...{ ended_at: ago(index + 1), exit_code: isFailed ? 1 : 0, end_state: isFailed ? 'failed' : 'stopped' },
  };
  writeFileSync(join(directory, 'record.json'), JSON.stringify(record), { mode: 0o600 });
  writeFileSync(join(directory, 'log'), `case ${index}\n`);
}
