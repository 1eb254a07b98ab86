import type { Page } from 'playwright-core';
import t from 'tap';
import { aCopyPlan, aPreview, aSavedRecipe } from '../../../src/schemas/examples/recipe.ts';
import { fakeEntry } from '../../support/fake-files.ts';
import { sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

const file = '/data/shared/Run_7.trame-recipe.yml';
const cone = sampleApp({ data_directory: 'optional' });

t.test('a recipe that is chosen is shown with what is different here, then changed and launched', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [cone], problems: [], searched: [] };
  fake.directories.set('/home/alice', [fakeEntry('Run_7.trame-recipe.yml')]);
  fake.answers.set('POST recipes/preview', { status: 200, body: { ...aPreview, path: file } });
  await page.goto(fake.url);
  await page.getByTestId('open-recipe').click();
  await page.getByRole('option', { name: /Run_7/ }).click();
  await page.getByTestId('choose').click();
  const dialog = page.getByRole('dialog', { name: 'Recipe: Run 7' });
  await dialog.getByTestId('recipe-facts').waitFor();
  t.same(fake.requests.find(({ path }) => path === 'recipes/preview')?.body, {
    path: '/home/alice/Run_7.trame-recipe.yml',
  });
  t.match(await dialog.textContent(), /Fine mesh.*\$SCRATCH\/run7.*resolution48/s);
  t.match(await dialog.getByTestId('recipe-problem').textContent(), /is no directory.*Choose another one/s);
  t.equal(await dialog.getByTestId('recipe-good').count(), 0);
  t.same(
    fake.calls('POST').filter((path) => path.includes('instances')),
    [],
    'nothing is launched by looking',
  );

  await dialog.getByTestId('recipe-launch').click();
  const form = page.getByTestId('launch-dialog');
  await form.waitFor();
  t.equal(await form.getByRole('textbox', { name: 'Name' }).inputValue(), 'Run 7');
  const data = form.getByRole('combobox', { name: 'Data directory' });
  t.equal(await data.inputValue(), '$SCRATCH/run7');
  await data.fill('/data/mine');
  await form.getByTestId('submit').click();
  await page.getByTestId('instance-card').waitFor();
  t.match(fake.requests.find(({ path }) => path === 'apps/cone/instances')?.body, {
    name: 'Run 7',
    data_directory: '/data/mine',
  });
});

t.test('a link shows the recipe, once; its link can be passed on', async (t) => {
  const { fake, page } = await bed.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  fake.listing = { apps: [cone], problems: [], searched: [] };
  fake.answers.set('POST recipes/preview', { status: 200, body: { ...aPreview, problems: [] } });
  await page.goto(`${fake.url}?recipe=${encodeURIComponent(file)}`);
  await page.getByTestId('recipe-good').waitFor();
  t.same(fake.requests.find(({ path }) => path === 'recipes/preview')?.body, { path: file });
  t.equal(page.url(), fake.url, 'a reload shows the page alone');
  await page.getByTestId('recipe-link').getByRole('button').click();
  await page.getByText('Copied').first().waitFor();
  t.equal(await clipboard(page), new URL(aPreview.link, fake.url).href);
  await page.keyboard.press('Escape');
  await page.getByTestId('recipe-dialog').waitFor({ state: 'hidden' });
  t.equal(await page.getByTestId('launch-dialog').isVisible(), false);
});

t.test('a recipe that cannot be read says why, and can be tried again', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.answers.set('POST recipes/preview', { status: 502, body: '<h1>Bad gateway</h1>' });
  await page.goto(`${fake.url}?recipe=${encodeURIComponent(file)}`);
  await page.getByTestId('refusal').waitFor();
  t.match(await page.getByTestId('recipe-dialog').textContent(), /Run_7.trame-recipe.yml/);
  const problem = {
    severity: 'error',
    field: null,
    line: 3,
    column: 1,
    message: 'There is no field "comand".',
    hint: null,
  };
  const broken = { ...aPreview, recipe: null, app: null, values: null, problems: [problem] };
  fake.answers.set('POST recipes/preview', { status: 200, body: broken });
  await page.getByTestId('recipe-again').click();
  await page.getByText('Line 3').waitFor();
  t.equal(await page.getByTestId('recipe-launch').count(), 0);
});

t.test('an app that is not here is copied after a look at its command, and launched', async (t) => {
  const { fake, page } = await bed.open(t);
  const missing = { ...aPreview.problems[0], field: '/app', message: 'There is no app "cone" here.' };
  const preview = { ...aPreview, app: null, values: null, app_to_copy: aCopyPlan.directory, problems: [missing] };
  fake.answers.set('POST recipes/preview', { status: 200, body: preview });
  const plan = { ...aCopyPlan, notes: ['It names a place.'] };
  fake.answers.set('POST apps/copy?dry_run=true', { status: 200, body: plan });
  await page.goto(`${fake.url}?recipe=${encodeURIComponent(file)}`);
  await page.getByTestId('recipe-copy-app').click();
  const dialog = page.getByTestId('copy-app-dialog');
  t.equal(await dialog.getByTestId('copy-command').textContent(), aCopyPlan.command);
  t.match(await dialog.textContent(), /runs with your rights.*4.1 kB in 3 files.*It names a place/s);

  const fault = 'You have an app "cone" already: "Cone", /apps/cone/app.yml.';
  fake.answers.set('POST apps/copy?dry_run=true', { status: 200, body: { ...plan, faults: [fault] } });
  await dialog.getByRole('textbox', { name: 'Name of its directory' }).fill('cone-');
  await dialog.getByText(fault).waitFor();
  t.equal(await dialog.getByTestId('copy-app').getAttribute('disabled'), '');
  fake.answers.set('POST apps/copy?dry_run=true', { status: 200, body: { ...plan, id: 'cone-2' } });
  await dialog.getByRole('textbox', { name: 'Name of its directory' }).fill('cone-2');
  await dialog.getByText(fault).waitFor({ state: 'detached' });
  const copied = { ...cone, id: 'cone-2' };
  fake.answers.set('POST apps/copy', { status: 201, body: copied });
  const found = { ...aPreview, app: { id: 'cone-2', name: 'Cone', file: '/x' }, problems: [] };
  fake.answers.set('POST recipes/preview', { status: 200, body: found });
  await dialog.getByTestId('copy-app').click();
  await page.getByText('Cone is one of your apps now.').waitFor();
  t.same(fake.requests.find(({ path }) => path === 'apps/copy')?.body, { path: aCopyPlan.directory, name: 'cone-2' });
  await page.getByTestId('recipe-launch').click();
  t.equal(await page.getByTestId('launch-dialog').isVisible(), false, 'the page has not heard of it yet');
  fake.send({ type: 'apps', apps: [copied], problems: [], searched: [] });
  await page.getByTestId('launch-dialog').waitFor();
});

t.test('an app file of somebody else is chosen and copied', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [cone], problems: [], searched: [] };
  fake.directories.set('/home/alice', [fakeEntry('app.yml')]);
  const refused = { code: 'app_not_copied', detail: '/home/alice/app.yml:2: There is no field "comand".', hint: null };
  fake.answers.set('POST apps/copy?dry_run=true', { status: 422, body: refused });
  await page.goto(fake.url);
  await page.getByTestId('copy-app').click();
  await page.getByRole('option', { name: /app.yml/ }).click();
  await page.getByTestId('choose').click();
  t.match(await page.getByTestId('refusal').textContent(), /no field "comand"/);
  t.equal(await page.getByTestId('copy-app-dialog').getByTestId('copy-app').count(), 0);
});

t.test('an instance’s recipe is saved, replaces one only when that is said, and gives a link', async (t) => {
  const { fake, page } = await bed.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  fake.listing = { apps: [cone], problems: [], searched: [] };
  const run = sampleInstance({ id: 'k1', name: 'run "ü" 1' });
  fake.put(run);
  await page.goto(fake.url);
  await page.getByTestId('details').click();
  await page.getByTestId('save-as-recipe').click();
  const dialog = page.getByTestId('save-recipe-dialog');
  await dialog.getByTestId('save-recipe').click();
  t.match(await dialog.getByTestId('field-error').textContent(), /Choose a directory/);
  t.equal(await dialog.getByRole('textbox', { name: 'Name' }).inputValue(), run.name);
  await dialog.getByRole('combobox', { name: 'Directory or file' }).fill('/data/shared');
  await dialog.getByRole('textbox', { name: 'Description' }).fill('Fine mesh');
  t.equal(
    await dialog.getByTestId('download-recipe').getAttribute('href'),
    'api/v1/instances/k1/recipe?name=run+%22%C3%BC%22+1&description=Fine+mesh',
  );
  const refused = { code: 'file_exists', detail: '/data/shared/x is there already.', hint: 'Choose another name.' };
  fake.answers.set('POST instances/k1/recipe', { status: 409, body: refused });
  await dialog.getByTestId('save-recipe').click();
  await dialog.getByText('is there already').waitFor();
  fake.answers.set('POST instances/k1/recipe', { status: 201, body: aSavedRecipe });
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await page.getByText(`The recipe is in ${aSavedRecipe.path}.`).waitFor();
  const sent = fake.requests.filter(({ path }) => path === 'instances/k1/recipe').map(({ body }) => body);
  const body = { path: '/data/shared', name: run.name, description: 'Fine mesh' };
  t.same(sent, [
    { ...body, replace: false },
    { ...body, replace: true },
  ]);
  await page.getByRole('button', { name: 'Copy link' }).last().click();
  await page.getByText('The link is copied').waitFor();
  t.equal(await clipboard(page), new URL(aSavedRecipe.link, fake.url).href);
});

t.test('rows of the table offer it in their menu', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [cone], problems: [], searched: [] };
  for (let number = 1; number <= 7; number += 1) fake.put(sampleInstance({ id: `k${number}`, name: `run ${number}` }));
  await page.goto(fake.url);
  await page.getByTestId('view-table').click();
  await page.locator('[data-testid=row][data-id=k3]').getByTestId('row-menu').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Save as recipe …' }).click();
  await page.getByRole('dialog', { name: 'Save the recipe of run 3' }).waitFor();
  await page.keyboard.press('Escape');
  await until(() => page.getByTestId('save-recipe-dialog').isHidden(), 'Escape closes it');
});

function clipboard(page: Page): Promise<string> {
  return page.evaluate('navigator.clipboard.readText()') as Promise<string>;
}
