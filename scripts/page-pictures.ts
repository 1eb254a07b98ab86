// Pictures of the page with ParaView servers and jobs, in front of a daemon that pretends to be a cluster's login node.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../test/support/chromium.ts';
import { FakeApi } from '../test/support/fake-api.ts';
import { sampleApp, sampleInstance } from '../test/support/fake-samples.ts';
import {
  jobFields,
  sampleConnection,
  sampleJob,
  sampleServer,
  sampleServerJob,
  sampleUsage,
} from '../test/support/fake-server-samples.ts';
import { buildPage } from './build-page.mjs';

const sampleScript = `#!/bin/bash
#SBATCH --account=proj1
#SBATCH --partition=batch
#SBATCH --nodes=2
#SBATCH --time=01:00:00
#SBATCH --signal=B:TERM@60
module load ParaView/5.11
exec bash ~/.local/share/trame-manager/servers/k3x8/command.sh
`;

type Step = (page: Page) => Promise<void>;

/** Takes all of them into `directory` as <name>.png. */
export async function takePagePictures(browser: Browser, directory: string): Promise<void> {
  const pageDirectory = await mkdtemp(join(tmpdir(), 'tm-pictures-'));
  await buildPage({ outDir: pageDirectory });
  const fake = new FakeApi(pageDirectory);
  await fake.listen();
  fillCluster(fake);
  const take = async (name: string, width: number, height: number, colorScheme: 'light' | 'dark', step?: Step) => {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(fake.url);
    await page.getByTestId('server-card').first().waitFor();
    await step?.(page);
    await page.screenshot({ path: join(directory, `${name}.png`), animations: 'disabled' });
    await page.close();
    process.stdout.write(`${name}.png\n`);
  };
  try {
    await take('paraview-servers', 1280, 1180, 'light');
    await take('paraview-servers-dark', 1280, 1180, 'dark');
    await take('paraview-servers-narrow', 480, 1180, 'light');
    await take('connect-menu', 1280, 860, 'light', openConnectMenu);
    await take('start-server', 1000, 960, 'light', showScript);
    await take('start-server-dark', 1000, 860, 'dark', meetLimits);
    await take('launch-as-job', 1000, 960, 'light', launchAsJob);
  } finally {
    await fake.close();
    await rm(pageDirectory, { recursive: true, force: true });
  }
}

function fillCluster(fake: FakeApi): void {
  fake.system = { ...fake.system, host: 'login1', configuration: { name: 'slurm', title: 'Slurm' } };
  fake.serversForm = { fields: jobFields(), can_start: true, title: 'Slurm' };
  fake.jobForm = { fields: jobFields(), available: true };
  fake.presets = {
    presets: [{ name: 'four nodes', target: 'server', values: { nodes: 4, time_limit: 3_600 } }],
    last: { server: { nodes: 2, time_limit: 3_600 } },
  };
  const category = 'Visualization';
  fake.listing = {
    apps: [
      sampleApp({
        id: 'flow',
        name: 'Flow explorer',
        description: 'Slices and stream lines, rendered by a ParaView server.',
        category,
        tags: ['paraview', 'cfd'],
        paraview: true,
      }),
      sampleApp({
        id: 'mesh',
        name: 'Mesh viewer',
        description: 'Looks at one mesh, on the machine where it runs.',
        category,
        tags: ['vtk'],
      }),
    ],
    problems: [],
    searched: [],
  };
  const dryRun = { script: sampleScript, problems: [], estimated_start: inSeconds(3_600) };
  fake.answers.set('POST servers?dry_run=true', { status: 200, body: dryRun });
  fillRunning(fake);
  fake.queue = {
    title: 'Slurm',
    contact: { state: 'ok', since: inSeconds(0), message: null },
    jobs: [
      sampleJob({ id: '4713', name: 'night run', nodes: 4, expected_start_at: inSeconds(5_400) }),
      sampleJob({
        id: '4690',
        name: 'solver',
        phase: 'running',
        reason: null,
        expected_start_at: null,
        ends_at: inSeconds(2_400),
      }),
      sampleJob({
        id: '4655',
        name: 'post',
        phase: 'out_of_memory',
        reason: 'It used more memory than it asked for.',
        ended_at: inSeconds(-3_000),
        usage: sampleUsage,
      }),
    ],
  };
}

function fillRunning(fake: FakeApi): void {
  const app = { app: 'flow', app_name: 'Flow explorer' };
  const connected = sampleConnection({ state: 'connected', server_id: 'pv1', since: inSeconds(-500) });
  const ended = sampleConnection({
    reason: 'The ParaView server short test has ended.',
    hint: 'Connect to another one.',
  });
  fake.put(
    sampleInstance({ ...app, id: 'a', name: 'wing', data_directory: '/data/wing', connection: connected, viewers: 1 }),
  );
  fake.put(
    sampleInstance({
      ...app,
      id: 'b',
      name: 'turbine',
      data_directory: '/data/turbine',
      connection: ended,
      created_at: inSeconds(-900),
    }),
  );
  fake.putServer(sampleServer({ name: 'ParaView 1', connected_instances: ['a'] }));
  const job = sampleServerJob({ id: '4712', phase: 'queued', nodes: 4, node_list: null });
  const waiting = { host: null, port: null, version: null, ends_at: null, job };
  const reason = 'Priority: other jobs are ahead.';
  fake.putServer(
    sampleServer({
      id: 'pv2',
      name: 'ParaView 2',
      state: 'queued',
      state_reason: reason,
      ...waiting,
      expected_start_at: inSeconds(3_600),
      created_at: inSeconds(-700),
    }),
  );
}

const openConnectMenu: Step = async (page) => {
  await page.getByRole('button', { name: 'Connect to …, turbine' }).click();
  await page.getByRole('menu').waitFor();
};

const showScript: Step = async (page) => {
  await page.getByTestId('new-server').click();
  await page.getByTestId('preset').waitFor();
  await page.getByTestId('show-script').click();
  await page.getByTestId('script').waitFor();
};

const meetLimits: Step = async (page) => {
  await page.getByTestId('new-server').click();
  await page.getByTestId('preset').waitFor();
  await page.getByRole('combobox', { name: 'Partition' }).selectOption('short');
  await page.getByTestId('field-error').first().waitFor();
};

const launchAsJob: Step = async (page) => {
  await page.getByRole('button', { name: 'Launch Flow explorer' }).click();
  await page.getByRole('combobox', { name: 'Run on' }).selectOption('job');
  await page.getByRole('combobox', { name: 'Connect to' }).selectOption('pv2');
};

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const browser = await launchChromium();
  try {
    await takePagePictures(browser, argv[2] ?? 'docs/images');
  } finally {
    await browser.close();
  }
}
