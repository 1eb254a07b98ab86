/**
 * What opening the sample app moves and how long its first picture takes in Chromium, over a link of 20 Mbit/s and 40 ms: directly
 * and through the daemon (and
 * through JupyterLab with `--jupyter`). Prints JSON lines; `--write` puts the table into docs/performance.md.
 *
 *     npm run bench -- open-app [--rounds=3] [--jupyter] [--write]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../test/support/chromium.ts';
import { writePerformancePart } from './documents/performance-part.ts';
import {
  type AppBehind,
  appBehindDaemon,
  appBehindJupyter,
  appDirectly,
  type StartedApp,
} from './opening/app-behind.ts';
import { type Opening, openPage } from './opening/open-page.ts';
import { openingTable } from './opening/openings-table.ts';
import { type ShapedLink, shapeLink } from './opening/shaped-link.ts';

const shape = { megabitsPerSecond: 20, roundTripMs: 40 };
const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 3);
const jupyter = process.argv.includes('--jupyter');
/** A name that is no secure context: Chromium offers it gzip only. */
const insecureHost = 'jupyter.test';
const home = mkdtempSync(join(tmpdir(), 'tm-opening-'));
const openings = new Map<string, Opening[]>();
const links = new Map<number, ShapedLink>();
const chromium = await launchChromium([`--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`]);

try {
  for (let round = 0; round < rounds; round += 1) {
    await directly(join(home, `direct-${round}`));
    await withWay(await appBehindDaemon(join(home, `daemon-${round}`)), (way) => through('daemon', way));
    if (jupyter) await withWay(await appBehindJupyter(), (way) => through('Jupyter and daemon', way));
  }
  const table = openingTable(openings, shape);
  console.log(table);
  if (process.argv.includes('--write')) writePerformancePart('opening', table);
} finally {
  await chromium.close();
  await Promise.all([...links.values()].map((link) => link.close()));
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

async function directly(directory: string): Promise<void> {
  const way = appDirectly(directory);
  await using running = await start(way);
  const browser = await newBrowser(chromium);
  await note('direct, first open', browser.open(running, '127.0.0.1'));
  await note('direct, second open', browser.open(running, '127.0.0.1'));
  await using other = await start(way);
  await note('direct, new instance', browser.open(other, '127.0.0.1'));
  await browser.close();
}

async function withWay(way: AppBehind, work: (way: AppBehind) => Promise<void>): Promise<void> {
  await work(way).finally(() => way.stop());
}

async function through(name: string, way: AppBehind): Promise<void> {
  const someone = await newBrowser(chromium);
  const browser = await newBrowser(chromium);
  {
    await using running = await start(way);
    await note(`${name}, very first open`, someone.open(running, '127.0.0.1'));
    await way.settled();
    await note(`${name}, first open`, browser.open(running, '127.0.0.1'));
    await note(`${name}, second open`, browser.open(running, '127.0.0.1'));
    await using beside = await start(way);
    await note(`${name}, new instance beside it`, browser.open(beside, '127.0.0.1'));
    if (!way.knowsItsNames) await withoutHttps(name, way, running);
  }
  await using later = await start(way);
  await note(`${name}, new instance after it`, browser.open(later, '127.0.0.1'));
  await Promise.all([someone.close(), browser.close()]);
}

async function withoutHttps(name: string, way: AppBehind, running: Running): Promise<void> {
  const someone = await newBrowser(chromium);
  await someone.open(running, insecureHost);
  await way.settled();
  const browser = await newBrowser(chromium);
  await note(`${name} without https, first open`, browser.open(running, insecureHost));
  await note(`${name} without https, second open`, browser.open(running, insecureHost));
  await Promise.all([someone.close(), browser.close()]);
}

async function note(name: string, opening: Promise<Opening>): Promise<void> {
  const found = await opening;
  openings.set(name, [...(openings.get(name) ?? []), found]);
  console.log(JSON.stringify({ benchmark: 'open-app', way: name, ...found }));
}

interface Running {
  app: StartedApp;
  way: AppBehind;
  link: ShapedLink;
  [Symbol.asyncDispose](): Promise<void>;
}

async function start(way: AppBehind): Promise<Running> {
  const app = await way.launch();
  const port = app.port ?? way.port;
  // A browser's cache belongs to an address, so one server keeps one link.
  const link = links.get(port) ?? (await shapeLink(port, shape));
  links.set(port, link);
  return { app, way, link, [Symbol.asyncDispose]: () => app.stop() };
}

/** A browser profile that nothing is known to. */
async function newBrowser(chromium: Browser) {
  const context = await chromium.newContext();
  const visited = new Set<StartedApp>();
  return {
    async open({ app, way, link }: Running, host: string): Promise<Opening> {
      const origin = `http://${host}:${link.port}`;
      if (way.entrance !== null && visited.size === 0) {
        const page = await context.newPage();
        await page.goto(`${origin}${way.entrance}`);
        await page.close();
      }
      const path = visited.has(app) ? app.path : await app.firstPath();
      visited.add(app);
      return openPage(context, `${origin}${path}`, link);
    },
    close: () => context.close(),
  };
}
