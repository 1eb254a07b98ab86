import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import t from 'tap';
import { launchChromium } from '../support/chromium.ts';
import { type JupyterLab, makeHome, startJupyterLab } from '../support/jupyter-lab.ts';
import { waitFor } from '../support/jupyter-lab-processes.ts';
import { notebookEnvironment, writeNotebook } from '../support/notebooks.ts';
import { lookAtView, stepTimeoutMs, waitForPicture, waitForSampleApp } from './steps.ts';

t.setTimeout(480_000);

const { home, remove } = makeHome();
const file = join(home, 'views.ipynb');
const cells = [
  `from trame_manager import connect
manager = connect(start=True)
on = {"resolution": 20, "rendering": "On this machine"}
first, second = [manager.launch("isosurfaces", name=name, **on) for name in ("first", "second")]
print(first.wait().state, second.wait().state)`,
  'first.show(height=330)',
  'second.show(height=330)',
  'print(first.stop().state)',
];

let jupyter: JupyterLab;
let browser: BrowserContext;
let lab: Page;

t.before(async () => {
  writeNotebook(file, cells);
  jupyter = await startJupyterLab({
    home,
    env: await notebookEnvironment(),
    args: ['--ServerApp.base_url=/hubs/a%20b/'],
  });
  const chromium = await launchChromium();
  t.teardown(() => chromium.close());
  browser = await chromium.newContext({ viewport: { width: 1200, height: 1300 } });
  browser.setDefaultTimeout(stepTimeoutMs);
  lab = await browser.newPage();
  await lab.goto(`${jupyter.url}lab/tree/views.ipynb?token=${jupyter.token}`);
  await waitForKernel(lab);
});
t.teardown(async () => {
  await jupyter?.stop();
  await remove();
});

t.test('show() puts apps into the outputs of cells: each is drawn, and turns by the mouse alone', async (t) => {
  for (const [index] of cells.slice(0, 3).entries()) await runCell(lab, index);
  const [first, second] = await views(lab, ['first', 'second']);
  const [before, untouched] = [await waitForPicture(first), await waitForPicture(second)];
  await turn(lab, first);
  t.not(await waitForPicture(first, before), before);
  t.equal((await lookAtView(second)).fingerprint, untouched);
});

t.test('a cell that is run again shows its app again', async () => {
  await runCell(lab, 1);
  const [first] = await views(lab, ['first', 'second']);
  await waitForPicture(first);
});

t.test('the saved notebook holds no token, and shows the apps again when it is opened', async (t) => {
  await save(lab, /second was shown here/);
  const saved = readFileSync(file, 'utf8');
  t.match(saved, /first was shown here/);
  t.notMatch(saved, /token|iframe src|\/proxy\//);
  t.notOk(saved.includes(jupyter.token));
  await lab.reload();
  const [first, second] = await views(lab, ['first', 'second']);
  await waitForPicture(first);
  await waitForPicture(second);
});

t.test(
  'an app that has ended leaves a note, as soon as somebody turns to it and when the notebook is opened',
  async (t) => {
    await runCell(lab, 3);
    await output(lab, 3).getByText('stopped').waitFor();
    await output(lab, 1).locator('iframe').hover();
    const note = /first has ended: .* Launch it again, then run this cell again\./;
    await output(lab, 1).getByText(note).waitFor();
    t.equal(await output(lab, 1).locator('iframe').count(), 0);
    await save(lab, /"stopped\\n"/);
    await lab.goto(`${jupyter.url}notebooks/views.ipynb`);
    await lab.locator('#jp-top-bar, .jp-NotebookPanel').first().waitFor();
    t.match(lab.url(), /\/notebooks\//, 'in Notebook 7');
    await output(lab, 1).getByText(note).waitFor();
    const [second] = await views(lab, ['second']);
    await waitForPicture(second);
  },
);

t.test('in a notebook that is not trusted the note stays', async (t) => {
  const foreign = join(home, 'foreign.ipynb');
  writeFileSync(foreign, readFileSync(file, 'utf8').replace('connect(start=True)', 'connect()'));
  await lab.goto(`${jupyter.url}notebooks/foreign.ipynb`);
  await output(lab, 2).getByText('second was shown here. To see it, run this cell again').waitFor();
  t.equal(await lab.locator('iframe').count(), 0);
});

function output(page: Page, cell: number): Locator {
  return page.locator('.jp-CodeCell').nth(cell).locator('.jp-OutputArea');
}

/** A notebook without a kernel offers a choice of kernels when a cell is to run. */
async function waitForKernel(page: Page): Promise<void> {
  const isConnected = async () => {
    const [session] = await (await page.request.get(`${jupyter.url}api/sessions`)).json();
    return session?.kernel.connections > 0 && session.kernel.execution_state === 'idle';
  };
  await waitFor("the notebook's kernel is connected", isConnected, 60_000);
}

/** Runs a cell by its keys and waits until it has ended. */
async function runCell(page: Page, index: number): Promise<void> {
  const cell = page.locator('.jp-CodeCell').nth(index);
  const before = (await cell.locator('.jp-InputPrompt').textContent()) ?? '';
  const changed = cell.locator('.jp-InputPrompt', { hasNotText: before });
  // While JupyterLab puts a notebook together, keys are lost at times. What runs shows a star at once.
  await waitFor(`cell ${index} runs`, async () => {
    await cell.locator('.cm-content').click();
    await page.keyboard.press('Control+Enter');
    return changed.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  });
  await cell.locator('.jp-InputPrompt', { hasText: /\d/ }).waitFor({ timeout: 60_000 });
  const error = output(page, index).locator('[data-mime-type*="stderr"], [data-mime-type*="error"]');
  if ((await error.count()) > 0) throw new Error((await error.first().textContent()) ?? '');
}

/** The frames of these instances, when their apps are there. */
async function views<T extends string[]>(page: Page, names: [...T]): Promise<{ [K in keyof T]: Frame }> {
  const frames = [];
  for (const name of names) {
    const frame = await (await page.locator(`iframe[title="${name}"]`).elementHandle())?.contentFrame();
    if (!frame) throw new Error(`No frame shows ${name}`);
    await waitForSampleApp(frame);
    frames.push(frame);
  }
  return frames as { [K in keyof T]: Frame };
}

/** Drags across the app's picture. */
async function turn(page: Page, app: Frame): Promise<void> {
  const box = await app.locator('main .v-container').boundingBox();
  if (box === null) throw new Error('There is no picture');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 40, { steps: 6 });
  await page.mouse.up();
}

/** Saves the notebook, until its file has this in it. */
async function save(page: Page, text: RegExp): Promise<void> {
  await page.locator('.jp-CodeCell').first().click();
  await page.keyboard.press('Control+s');
  await waitFor('the notebook is saved', () => text.test(readFileSync(file, 'utf8')));
}
