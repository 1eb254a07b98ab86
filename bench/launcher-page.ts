/**
 * How soon the launcher page is there and how light it is, in a real Chromium: through JupyterLab with few apps, and at a daemon
 * with 500 apps and 200 instances. Prints JSON lines; `--write` puts the table into docs/performance.md.
 *
 *     npm run bench -- launcher-page [--rounds=5] [--events=3600] [--write]
 */
import { makeEndedRecords } from '../reliability/load/ended-records.ts';
import { type MeasuredDaemon, withMeasuredDaemon } from '../reliability/load/measured-daemon.ts';
import { withRunDirectory } from '../reliability/load/run-directory.ts';
import { launchChromium } from '../test/support/chromium.ts';
import { makeHome, startJupyterLab } from '../test/support/jupyter-lab.ts';
import { writePerformancePart } from './documents/performance-part.ts';
import { manyApps } from './page/many-apps.ts';
import { type PageFigures, pageTable } from './page/page-table.ts';
import { measureChanges, measureMemory, measureScrolling } from './page/page-use.ts';
import { type Visit, visitPage } from './page/visit-page.ts';

const option = (name: string, usual: number) =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(' '))?.[1] ?? usual);
const rounds = option('rounds', 5);
const figures: PageFigures = {};
const chromium = await launchChromium();

try {
  await throughJupyter();
  await withRunDirectory({ main: null, seed: 1 }, async ({ main, home }) => {
    await makeEndedRecords({ main, home, count: 200, seed: 1 });
    manyApps(home, 500);
    await withMeasuredDaemon({ main, home }, atDaemon);
  });
  const table = pageTable(figures, rounds);
  console.log(table);
  if (process.argv.includes('--write')) writePerformancePart('page', table);
} finally {
  await chromium.close();
}

/** What users of Jupyter have; the bundled sample is the only app. */
async function throughJupyter(): Promise<void> {
  const { home, remove } = makeHome();
  const jupyter = await startJupyterLab({ home });
  try {
    const entrance = `${jupyter.url}api/me?token=${jupyter.token}`;
    // The daemon starts with the first request.
    await visitPage(chromium, `${jupyter.url}trame-manager/`, entrance);
    await visits('jupyter', `${jupyter.url}trame-manager/`, entrance);
  } finally {
    await jupyter.stop();
    await remove();
  }
}

async function atDaemon(daemon: MeasuredDaemon): Promise<void> {
  const token = String(daemon.headers.authorization).replace('Bearer ', '');
  const entrance = `${daemon.base}?token=${token}`;
  await visits('many', daemon.base, entrance);
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(entrance);
  await note('scrolling', measureScrolling(page));
  await note('changes', measureChanges(page, daemon, 50));
  await note('memory', measureMemory(page, daemon, option('events', 3600)));
  await context.close();
}

async function visits(way: 'jupyter' | 'many', url: string, entrance: string): Promise<void> {
  const found: Visit[] = [];
  for (let round = 0; round < rounds; round += 1) found.push(await visitPage(chromium, url, entrance));
  await note(way, Promise.resolve(found));
}

async function note<Name extends keyof PageFigures>(name: Name, found: Promise<PageFigures[Name]>): Promise<void> {
  figures[name] = await found;
  console.log(JSON.stringify({ benchmark: 'launcher-page', [name]: figures[name] }));
}
