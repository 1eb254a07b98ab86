import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { pythonEnvironment, root } from '../support/python-environment.ts';
import { moveSlider, waitForPicture, waitForSampleApp } from './steps.ts';

t.setTimeout(90_000);

let chromium: Browser;
t.before(async () => {
  chromium = await launchChromium();
});
t.teardown(() => chromium.close());

for (const rendering of ['On this machine', 'In the browser']) {
  t.test(`the sample app draws, with the parameter rendering "${rendering}"`, async (t) => {
    const page = await start(t, { PARAM_RENDERING: rendering });
    t.equal(await page.getByTitle('Save the picture').count(), rendering === 'On this machine' ? 1 : 0);
    const first = await waitForPicture(page);
    await moveSlider(page, 40);
    t.not(await waitForPicture(page, first), first, 'and follows its slider');
  });
}

t.test('parameters reach the sample app', async (t) => {
  const page = await start(t, { PARAM_ISO: '0.5', PARAM_COLORMAP: 'Viridis', PARAM_RESOLUTION: '20' });
  await page.getByText('Isovalue: 0.500').waitFor();
  await page.getByText('Viridis').waitFor();
});

t.test('files of the data directory are opened, and one that is broken is reported', async (t) => {
  const data = t.testdir({ 'notes.txt': 'not for this app' });
  const page = await start(t, {}, data);
  const made = await waitForPicture(page);
  writeFileSync(join(data, 'a plane ü.vtk'), plane);
  writeFileSync(join(data, 'broken.vtu'), 'nonsense');
  await page.getByTitle('Look for files again').click();
  const offered = await choose(page, 'a plane ü.vtk');
  t.same(offered, ['Hydrogen atom (made here)', 'a plane ü.vtk', 'broken.vtu'], 'files that it can read are offered');
  t.not(await waitForPicture(page, made), made, 'the picture shows the file');
  t.equal(await page.getByRole('slider', { name: 'Isovalue' }).count(), 0, 'a surface has no isosurface');
  await choose(page, 'broken.vtu');
  await page.getByText('broken.vtu holds no points that could be read.').waitFor();
});

/** Runs the app as its app file does, without Trame Manager, and opens it. */
async function start(t: Test, parameters: Record<string, string>, data = t.testdir()): Promise<Page> {
  const { python } = await pythonEnvironment();
  const main = join(root, 'examples', 'isosurfaces', 'main.py');
  const args = ['-B', main, '--port=0', '--host=127.0.0.1', '--server', '--timeout=60', `--data=${data}`];
  const app = spawn(python, args, {
    env: { PATH: process.env.PATH, ...parameters },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(async () => {
    const ended = once(app, 'close');
    app.kill('SIGKILL');
    await ended;
  });
  let url = '';
  for await (const line of createInterface({ input: app.stdout })) {
    url = /http:\S+/.exec(line)?.[0] ?? '';
    if (url !== '') break;
  }
  app.stdout.resume();
  const page = await chromium.newPage();
  t.teardown(() => page.close());
  await page.goto(url);
  await waitForSampleApp(page);
  return page;
}

/** Chooses a data set; resolves to all that are offered. */
async function choose(page: Page, file: string): Promise<string[]> {
  await page.getByRole('combobox').first().click();
  const option = page.getByRole('option', { name: file });
  await option.waitFor();
  const offered = await page.getByRole('option').allInnerTexts();
  await option.click();
  return offered;
}

const plane = `# vtk DataFile Version 3.0
two triangles
ASCII
DATASET POLYDATA
POINTS 4 float
0 0 0  1 0 0  1 0 1  0 0 1
POLYGONS 2 8
3 0 1 2
3 0 2 3
POINT_DATA 4
SCALARS height float 1
LOOKUP_TABLE default
0 0 1 1
`;
