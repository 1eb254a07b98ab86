// A scientist's first hour: a page without apps, the sample app, many apps, a form, the first picture.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Locator, Page } from 'playwright-core';
import t from 'tap';
import { jupyterEnvironment } from '../../support/jupyter-lab.ts';
import { waitFor } from '../../support/jupyter-lab-processes.ts';
import { clickTile, moveSlider, openInstance, waitForPicture } from '../steps.ts';
import { environmentWithoutApps } from './bare-environment.ts';
import { cardNamed, clipboardText, startJourneyBed, webCommand } from './bed.ts';
import { picture } from './picture.ts';
import { writeSampleApps } from './sample-apps.ts';

t.setTimeout(240_000);

/** Root may read what nobody else may: as a user, it may not. */
const withoutRootsRights =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];
const naturalWidth = (image: unknown) => (image as { naturalWidth: number }).naturalWidth;

const environment = await environmentWithoutApps(t);
const python = join(environment, 'bin', 'python');
const { home, jupyter, lab } = await startJourneyBed(t, async (home) => {
  const env = { SCRATCH: join(home, 'scratch'), TRAME_MANAGER_CONFIGURATION: writeSite(home) };
  return { python, env, wrapper: withoutRootsRights };
});
const page = await openFromTile();
const apps = page.locator('tm-app-list');

t.test('first time, no apps: the page says what it searched, and what it offers becomes an app at once', async (t) => {
  await page.getByRole('heading', { name: 'No apps yet' }).waitFor();
  const own = join(home, 'data', 'trame');
  const searched = await page.locator('tm-empty-state').getByRole('listitem').allTextContents();
  t.same(searched.slice(0, 2), [join(environment, 'share/jupyter/trame'), own]);
  await picture(page, 'no-apps');

  const commands = await copied(page.getByRole('button', { name: 'Copy the commands' }));
  const file = await copied(page.getByRole('button', { name: 'Copy the path' }));
  const sample = await copied(page.getByRole('button', { name: 'Copy app.yml' }));
  t.equal(file, join(own, 'cone', 'app.yml'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sample);
  await apps.getByRole('heading', { name: 'Cone' }).waitFor();
  t.equal(await page.getByText(/app files? (has|have) an? error/).count(), 0, 'the sample file is a good one');

  const [install = '', copyApp = ''] = commands.split('\n');
  t.match(install, /^pip install trame /);
  await execa('bash', ['-c', copyApp], { cwd: home, env: jupyterEnvironment(home, python), extendEnv: false });
  await apps.getByRole('heading', { name: 'Isosurfaces' }).waitFor();
});

t.test('apps stand by category with icon and description, and are found and launched by keys alone', async (t) => {
  writeSampleApps(home);
  await apps.getByRole('heading', { name: 'Tools' }).waitFor();
  await apps.getByText('Stream lines and pressure on the blades').waitFor();
  t.same(await shelves(), ['Climate', 'Examples', 'Simulation', 'Tools', 'Visualization']);
  const icon = page.locator('tm-app-card[data-id=turbine] img');
  await waitFor('the icon is drawn', async () => (await icon.evaluate(naturalWidth)) > 0);

  await page.keyboard.press('/');
  await page.keyboard.type('simulation');
  await page.keyboard.press('ArrowDown');
  await focused('Launch Turbine flow');
  await page.keyboard.press('ArrowRight');
  await focused('Launch Wing pressure');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Launch Turbine flow' }).waitFor();
});

t.test(
  'the form helps: errors while typing, a path that is completed or chosen, what will run, a preset',
  async (t) => {
    const form = page.getByRole('dialog', { name: 'Launch Turbine flow' });
    const reynolds = form.getByRole('textbox', { name: 'Reynolds number' });
    t.equal(await reynolds.inputValue(), '5000', 'the default is there');
    await form.getByText('Of the chord length. From 100 to 100000.').waitFor();
    await reynolds.fill('900000');
    await form.getByText('This has to be 100000 or less.').waitFor();
    await reynolds.fill('20000');
    await form.getByText('This has to be').waitFor({ state: 'detached' });

    const data = form.getByRole('combobox', { name: /^Data directory/ });
    await data.fill(join(home, 'ca'));
    await form.getByRole('option', { name: 'cases/' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    t.equal(await data.inputValue(), join(home, 'cases/'));
    await chooseFromScratch(form);
    t.equal(await data.inputValue(), join(home, 'scratch/turbine'));

    await form.getByText('What will run').click();
    await form.getByText(webCommand).waitFor();
    await form.getByText(/OMP_NUM_THREADS=4\nDATA_DIRECTORY=.*\nPARAM_REYNOLDS=20000/).waitFor();
    await form.getByRole('button', { name: 'Save as preset …' }).click();
    await page.keyboard.type('stall');
    await page.keyboard.press('Enter');
    t.equal(await form.getByRole('combobox', { name: 'Preset' }).inputValue(), 'stall');
    await picture(page, 'launch-form', { height: 900 });
    await form.getByRole('textbox', { name: 'Name' }).fill('blade 7');
    await page.keyboard.press('Enter');
    await cardNamed(page, 'blade 7', 'ready').waitFor();
  },
);

t.test('favourites and recent apps come first, and the last values come back', async (t) => {
  await launchByKeys('run table', 'Run table');
  await apps.getByRole('button', { name: 'Add Turbine flow to favourites' }).first().click();
  await waitFor('both shelves', async () => (await shelves())[1] === 'Recent');
  t.same((await shelves()).slice(0, 2), ['Favourites', 'Recent']);
  const first = apps.getByRole('button', { name: /^Launch / }).first();
  t.equal(await first.getAttribute('aria-label'), 'Launch Turbine flow');
  await picture(page, 'apps');

  await first.click();
  const form = page.getByRole('dialog', { name: 'Launch Turbine flow' });
  const reynolds = form.getByRole('textbox', { name: 'Reynolds number' });
  t.equal(await reynolds.inputValue(), '20000', 'as it was launched last');
  await reynolds.fill('300');
  await form.getByRole('combobox', { name: 'Preset' }).selectOption('stall');
  t.equal(await reynolds.inputValue(), '20000', 'as the preset says');
  await form.getByRole('button', { name: 'Browse for Data directory' }).click();
  const places = page.getByRole('dialog', { name: /^Choose: / }).getByRole('region', { name: 'Recent' });
  await places.getByRole('button', { name: /^turbine/ }).waitFor();
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: 'Cancel' }).click();
});

t.test('the sample app draws its first picture, and follows its slider', async (t) => {
  const id = await launchByKeys('isosurfaces', 'Isosurfaces');
  const app = await openInstance(page, id);
  t.equal(app.url().split('/proxy/')[0], `${jupyter.url}trame-manager`);
  const first = await waitForPicture(app);
  await moveSlider(app, 40);
  t.not(await waitForPicture(app, first), first);
});

/** The tile has its icon and opens the page in a tab of its own. */
async function openFromTile(): Promise<Page> {
  const icon = lab.locator('.jp-LauncherCard', { hasText: 'Trame Manager' }).locator('img');
  await icon.waitFor();
  await waitFor('the icon of the tile is shown', async () => (await icon.evaluate(naturalWidth)) > 0);
  return clickTile(lab);
}

/** Favourites, the site's places, what cannot be read: and a directory is chosen by keys. */
async function chooseFromScratch(form: Locator): Promise<void> {
  await form.getByRole('button', { name: 'Browse for Data directory' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose: Data directory' });
  for (const place of ['Home', 'Project']) await dialog.getByRole('button', { name: place, exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Scratch', exact: true }).click();
  await dialog.getByRole('option', { name: /^closed\/ +cannot be read/ }).waitFor();
  await dialog.getByRole('button', { name: 'Keep this directory as favourite' }).click();
  await dialog
    .getByRole('region', { name: 'Favourites' })
    .getByRole('button', { name: /^scratch/ })
    .waitFor();
  await dialog.getByRole('listbox').focus();
  await page.keyboard.type('tu');
  await page.keyboard.press('Enter');
  await dialog.getByRole('listbox', { name: /turbine$/ }).waitFor();
  await dialog.getByRole('button', { name: 'Choose this directory' }).click();
}

/** Searches, launches with what the form holds, and waits until it is ready; gives its id. */
async function launchByKeys(query: string, name: string): Promise<string> {
  await page.keyboard.press('/');
  await page.keyboard.type(query);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: `Launch ${name}` }).waitFor();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Launch', exact: true })
    .and(page.locator(':focus'))
    .waitFor();
  await page.keyboard.press('Enter');
  const card = cardNamed(page, `${name} 1`, 'ready');
  await card.waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  const search = page.getByRole('searchbox', { name: 'Search apps' });
  await waitFor('the search is empty again', async () => (await search.inputValue()) === '');
  return (await card.getAttribute('data-id')) ?? '';
}

function shelves(): Promise<string[]> {
  return apps.getByRole('heading', { level: 3 }).allTextContents();
}

function focused(button: string): Promise<void> {
  return page.getByRole('button', { name: button }).and(page.locator(':focus')).waitFor();
}

async function copied(button: Locator): Promise<string> {
  await button.click();
  return clipboardText(page);
}

/** Directories of a user, and the site's file that names where to look for data; gives the file. */
function writeSite(home: string): string {
  for (const name of ['cases', 'project', 'scratch/turbine', 'scratch/wing', 'scratch/closed'])
    mkdirSync(join(home, name), { recursive: true });
  chmodSync(join(home, 'scratch/closed'), 0);
  const places = `places: [{title: Home, path: "~"}, {title: Scratch, path: $SCRATCH}, {title: Project, path: "~/project"}]\n`;
  writeFileSync(join(home, 'site.yml'), `title: Our workstation\n${places}`);
  return join(home, 'site.yml');
}
