import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { type JupyterLab, makeHome, startJupyterLab } from '../support/jupyter-lab.ts';
import { notebookEnvironment, writeNotebook } from '../support/notebooks.ts';
import { installExamples } from '../support/web-services.ts';
import { clickTile, openJupyterLab, stepTimeoutMs, waitForPicture, waitForSampleApp } from './steps.ts';
import { launchExample, openByCard, readyInstance } from './web-service-steps.ts';

t.setTimeout(480_000);

const { home, remove } = makeHome();
const projects = join(home, 'projects');
let jupyter: JupyterLab;
let page: Page;

t.before(async () => {
  for (let number = 1; number <= 11; number += 1) {
    const name = `Drop ${String(number).padStart(2, '0')}`;
    writeProject(`p${number}`, JSON.stringify({ name, description: `Number ${number}`, points: 24, steps: 300 }));
  }
  writeProject('typo', '{"name": "Typo", "pionts": 24}');
  await installExamples(home, ['dashboard']);
  jupyter = await startJupyterLab({
    home,
    env: await notebookEnvironment(),
    args: ['--ServerApp.base_url=/hubs/a%20b/'],
  });
  const chromium = await launchChromium();
  t.teardown(async () => {
    await chromium.close();
    await jupyter.stop();
    await remove();
  });
  const browser = await chromium.newContext({ viewport: { width: 1200, height: 1400 } });
  const launcher = await clickTile(await openJupyterLab(browser, jupyter));
  await launchExample(launcher, 'dashboard', { 'Data directory': projects });
  page = await openByCard(launcher, (await readyInstance(launcher, 'dashboard')).id);
  page.setDefaultTimeout(stepTimeoutMs);
});

t.test('the dashboard lists projects in pages, by a search and by their state', async () => {
  await page.getByText('1–8 of 12').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('9–12 of 12').waitFor();
  await page.getByRole('button', { name: 'Drop 11' }).waitFor();
  await page.getByLabel('State').selectOption('error');
  await page.getByText('1–1 of 1').waitFor();
  await page.getByRole('button', { name: 'Typo' }).click();
  await page.getByText('"pionts" is not known; there are name, description, points, spots, steps.').waitFor();
  await page.getByText(`Mend ${projects}/typo/project.json; this page looks again by itself.`).waitFor();
  await page.getByLabel('State').selectOption('any state');
  await page.getByLabel('Search').fill('number 7');
  await page.getByText('1–1 of 1').waitFor();
});

t.test('its buttons lead from the preparation to the 3-D view in the page', async (t) => {
  await page.getByRole('button', { name: 'Drop 07' }).click();
  await page.getByText('○ not possible yet: "Prepare" comes first.').waitFor();
  t.ok(await button('Simulate').isDisabled());
  await button('Prepare').click();
  await page.getByText('✓ done').waitFor();
  await button('Simulate').click();
  await page.getByText('◐ in progress').waitFor();
  await page.getByText('✓ done').nth(1).waitFor();
  await button('View in 3-D').click();
  await page.getByText('✓ done').nth(2).waitFor();
  const frame = await (await page.locator('iframe[title="Drop 07"]').elementHandle())?.contentFrame();
  if (!frame) throw new Error('There is no frame');
  await waitForSampleApp(frame);
  await frame.getByText('result.vti').first().waitFor();
  t.ok(await waitForPicture(frame));
});

t.test('a project or a step that cannot be done says why, and what to do', async () => {
  writeProject('p7', '{"name": "Drop 07", "points": 1}');
  await page.getByText('"points" has to be a whole number from 8 to 200.').waitFor();
  writeProject('p7', '{"name": "Drop 07"}');
  rmSync(join(projects, 'p7/.steps'), { recursive: true });
  writeFileSync(join(projects, 'p7/.steps'), 'in the way');
  await button('Prepare').click();
  await page.getByText(/✗ error: It could not be started\. .*\.steps'\. Look at the space/).waitFor();
});

t.test('Voila as an extension of the same Jupyter shows an app by show()', async (t) => {
  writeNotebook(join(home, 'view.ipynb'), [
    'from trame_manager import connect',
    'run = connect().launch("isosurfaces", name="by Voila", resolution=20, rendering="On this machine").wait()',
    'run.show(height=400)',
  ]);
  const visit = await page.context().newPage();
  await visit.goto(`${jupyter.url}voila/render/view.ipynb`);
  const frame = await (await visit.locator('iframe[title="by Voila"]').elementHandle())?.contentFrame();
  if (!frame) throw new Error('There is no frame');
  await waitForSampleApp(frame);
  t.ok(await waitForPicture(frame));
});

function button(name: string) {
  return page.getByRole('button', { name, exact: true });
}

function writeProject(directory: string, json: string): void {
  mkdirSync(join(projects, directory), { recursive: true });
  writeFileSync(join(projects, directory, 'project.json'), json);
}
