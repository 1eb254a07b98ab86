import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { Test } from 'tap';
import { startDisplay } from '../../support/paraview.ts';
import { paraviewPython } from '../../support/paraview-app.ts';
import { writeParaViewSite } from '../../support/paraview-site.ts';
import { root } from '../../support/python-environment.ts';
import { type SlurmCluster, startSlurmCluster } from '../../support/slurm-cluster.ts';
import { type JourneyBed, startJourneyBed, writeUserApp } from './bed.ts';

/** The bed of a journey on the login node of a cluster. */
export interface ClusterBed extends JourneyBed {
  cluster: SlurmCluster;
}

/**
 * JupyterLab beside a real Slurm, with the shipped site file and three apps: "ParaView cone", "Mesh explorer", which runs as a job
 * and starts when there is a file "go" in the home directory, and "Broken reader", which fails.
 */
export async function startClusterBed(t: Test): Promise<ClusterBed> {
  const python = await paraviewPython();
  const display = await startDisplay(t);
  const cluster = await startSlurmCluster(t);
  const bed = await startJourneyBed(t, async (home) => {
    cpSync(join(root, 'examples/paraview-remote'), join(home, 'data/trame/paraview-remote'), { recursive: true });
    writeUserApp(home, 'mesh', mesh);
    writeUserApp(home, 'broken', 'name: Broken reader\ndata_directory: none\ncommand: exit 7\n');
    const site = writeParaViewSite(home, { python, display });
    return { env: { SLURM_CONF: cluster.env.SLURM_CONF ?? '', TRAME_MANAGER_CONFIGURATION: site } };
  });
  t.teardown(async () => {
    for (const { id } of (await bed.api('GET', 'instances')).instances) await bed.api('DELETE', `instances/${id}`);
    for (const { id } of (await bed.api('GET', 'servers')).servers) await bed.api('DELETE', `servers/${id}`);
  });
  return { ...bed, cluster };
}

const mesh = `name: Mesh explorer
description: Cells and quality of a mesh
category: Simulation
kind: web
data_directory: none
resources: {run_on: job, partition: batch, time_limit: 11m}
command: |
  echo "Reading block 1 of 32"
  until test -e "$HOME/go"; do sleep 0.1; done
  exec python3 -m http.server --bind "$BIND_ADDRESS" --directory "$APP_DIRECTORY" "$PORT"
`;

/**
 * Keeps the titles of the browser's notifications, which no screen shows here. The page is seen, but another window has the focus,
 * also after the test pressed a button: the browser notifies only of a page that nobody works with. To be called before it is opened.
 */
export async function keepNotifications(browser: BrowserContext, origin: string): Promise<void> {
  await browser.grantPermissions(['notifications', 'clipboard-read', 'clipboard-write'], { origin });
  await browser.addInitScript(`{
    document.hasFocus = () => false;
    window.notified = [];
    window.Notification = class extends Notification {
      constructor(title, options) { super(title, options); window.notified.push(title); }
    };
  }`);
}

/** The titles of the browser's notifications of this page. */
export function notifications(page: Page): Promise<string[]> {
  return page.evaluate<string[]>('notified');
}
