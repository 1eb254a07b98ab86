import type { Page } from 'playwright-core';
import t from 'tap';
import { noFavourites } from '../../../src/domain/favourites.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { fakeEntry } from '../../support/fake-files.ts';
import { isosurfaceApp, sampleApp } from '../../support/fake-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

function fill(fake: FakeApi): void {
  fake.listing = { apps: [isosurfaceApp()], problems: [], searched: [] };
  fake.favourites = { ...noFavourites, paths: ['/data/cfd'], recent_paths: ['/home/alice'] };
  fake.directories.set('/', [fakeEntry('data/'), fakeEntry('home/')]);
  fake.directories.set('/home', [fakeEntry('alice/')]);
  fake.directories.set('/home/alice', [
    fakeEntry('.cache/'),
    fakeEntry('data/'),
    fakeEntry('downloads/'),
    fakeEntry('private/', { readable: false }),
    fakeEntry('two\nlines/'),
    fakeEntry('notes.txt'),
  ]);
  fake.directories.set('/home/alice/data', [fakeEntry('run-1/'), fakeEntry('mesh.vtu')]);
  fake.directories.set('/home/alice/data/run-1', []);
  fake.directories.set('/home/alice/two\nlines', []);
  fake.directories.set('/data/cfd', [fakeEntry('a/')]);
}

async function openLaunch(page: Page, fake: FakeApi): Promise<void> {
  await page.goto(fake.url);
  await page.getByRole('button', { name: 'Launch Isosurface explorer' }).first().click();
  await page.getByRole('dialog', { name: 'Launch Isosurface explorer' }).waitFor();
}

const here = (page: Page, path: string) =>
  page.getByRole('listbox', { name: `Entries of ${path}`, exact: true }).waitFor();
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

t.test('a directory is chosen by the keyboard alone', async (t) => {
  const { fake, page } = await bed.open(t);
  fill(fake);
  await openLaunch(page, fake);
  const field = page.getByRole('combobox', { name: 'Data directory' });
  await field.focus();
  await press(page, 'Tab', 'Enter');
  await page.getByRole('dialog', { name: 'Choose: Data directory' }).waitFor();
  await here(page, '/home/alice');
  const entries = page.getByTestId('entry');
  t.strictSame(await entries.locator('.name').allTextContents(), [
    'data/',
    'downloads/',
    'private/',
    'two\\nlines/',
    'notes.txt',
  ]);
  await until(async () => (await focusedRole(page)) === 'listbox', 'the list has the focus');
  t.equal(await marked(page), 'data');
  await press(page, 'p', 'Enter', 'n', 'Enter');
  t.equal(fake.calls('GET').filter((path) => path.startsWith('files')).length, 1, 'neither leads on');
  await press(page, 'd', 'Enter');
  await here(page, '/home/alice/data');
  await press(page, 'Enter');
  await page.getByText('This directory is empty.').waitFor();
  await press(page, 'Backspace');
  await here(page, '/home/alice/data');
  t.equal(await marked(page), 'run-1', 'going up marks where one came from');
  await press(page, 'Backspace', 'Backspace');
  await here(page, '/home');
  // A directory that is slow to answer keeps nobody from another.
  const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
  fake.hold = slow;
  await page.getByTestId('place').filter({ hasText: 'alice' }).focus();
  await press(page, 'Enter');
  await page.getByTestId('file-wait').waitFor();
  fake.hold = Promise.resolve();
  await page.getByTestId('place').filter({ hasText: 'cfd' }).focus();
  await press(page, 'Enter');
  await here(page, '/data/cfd');
  answer();
  await page.getByRole('button', { name: 'Keep this directory as favourite', pressed: true }).focus();
  await press(page, 'Enter');
  await until(() => fake.favourites.paths.length === 0, 'it is a favourite no more');
  await page.getByTestId('choose').focus();
  await press(page, 'Enter');
  await page.getByTestId('file-dialog').waitFor({ state: 'hidden' });
  t.equal(await field.inputValue(), '/data/cfd');
  // A name that the field cannot show is sent as it is.
  await page.getByTestId('field-mesh').getByTestId('browse').click();
  await page.getByTestId('place').filter({ hasText: 'alice' }).click();
  await here(page, '/home/alice');
  t.ok(await page.getByTestId('choose').evaluate((button) => (button as unknown as { disabled: boolean }).disabled));
  await page.locator('[data-name="notes.txt"]').dblclick();
  t.equal(await page.getByRole('combobox', { name: 'Mesh file' }).inputValue(), '/home/alice/notes.txt');
});

t.test('a path that is typed is completed; Escape and Enter mean the list first, then the dialog', async (t) => {
  const { fake, page } = await bed.open(t);
  fill(fake);
  await openLaunch(page, fake);
  const field = page.getByRole('combobox', { name: 'Data directory' });
  const options = page.getByTestId('field-data-directory').getByRole('option');
  await field.pressSequentially('~/D');
  await page.getByRole('option', { name: 'downloads/' }).waitFor();
  t.strictSame(await options.allTextContents(), ['data/', 'downloads/']);
  t.equal(await field.getAttribute('aria-expanded'), 'true');
  await press(page, 'Escape');
  t.equal(await options.count(), 0);
  t.ok(await page.getByTestId('launch-form').isVisible());
  await press(page, 'ArrowDown');
  await page.getByRole('option', { name: 'downloads/' }).waitFor();
  await press(page, 'ArrowUp', 'ArrowDown');
  t.equal(await field.getAttribute('aria-activedescendant'), 'option-0');
  await press(page, 'Tab');
  t.equal(await field.inputValue(), '~/data/');
  await page.getByRole('option', { name: 'run-1/' }).click();
  t.equal(await field.inputValue(), '~/data/run-1/');
  t.same(fake.calls('POST'), [], 'nothing was launched meanwhile');
  await page.getByRole('textbox', { name: 'Levels' }).fill('3');
  // Typing goes on while nobody answers, and an answer for what was typed before is not shown.
  const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
  fake.hold = slow;
  await field.fill('~/d');
  await page.getByTestId('completing').waitFor();
  await field.fill('/data/cfd');
  t.equal(await field.inputValue(), '/data/cfd');
  await press(page, 'Enter');
  await until(() => fake.calls('POST').length === 1, 'Enter launches where no completion is marked');
  answer();
  await page.getByTestId('instance-card').waitFor();
  t.equal(await options.count(), 0);
});

t.test('a star makes an app a favourite in all pages; favourites and recent ones come first', async (t) => {
  const { fake, page } = await bed.open(t);
  const names = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta', 'Eta', 'Theta', 'Iota'];
  const apps = names.map((name) => sampleApp({ id: name.toLowerCase(), name, category: 'All' }));
  fake.listing = { apps, problems: [], searched: [] };
  fake.favourites = { ...noFavourites, recent_apps: ['zeta', 'beta'] };
  const other = await page.context().newPage();
  await other.goto(fake.url);
  await page.goto(fake.url);
  const groups = (shown: Page) => shown.locator('tm-app-list h3').allTextContents();
  await page.getByTestId('app-card').nth(10).waitFor();
  t.strictSame(await groups(page), ['Recent', 'All']);
  const star = page.getByRole('button', { name: 'Add Theta to favourites' });
  t.equal(await star.getAttribute('aria-pressed'), 'false');
  await star.focus();
  await page.keyboard.press('Enter');
  for (const shown of [page, other]) {
    await until(async () => (await groups(shown)).join() === 'Favourites,Recent,All', 'the page follows');
    const pressed = shown.getByRole('button', { name: 'Add Theta to favourites', pressed: true });
    t.equal(await pressed.count(), 2, 'on its shelf and in its category');
  }
  t.equal(await page.getByTestId('launch-form').isVisible(), false, 'a star launches nothing');
  await page.keyboard.press('/');
  await page.keyboard.type('eta');
  await until(async () => (await page.getByTestId('app-card').count()) === 4, 'each match once');
  t.strictSame(await page.getByTestId('app-card').locator('h4').allTextContents(), ['Theta', 'Zeta', 'Beta', 'Eta']);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Launch Theta' }).waitFor();
});

/** The name of the entry that the list has marked. */
function marked(page: Page): Promise<string | null> {
  return page.locator('[data-testid=entry][aria-selected=true]').getAttribute('data-name');
}

function focusedRole(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused?.getAttribute('role');
  })()`);
}
