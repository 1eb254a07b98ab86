/**
 * How long the first look takes to find 500 apps, and one look that finds nothing changed. Prints one line of JSON;
 * the aim is a first look of less than 1000 ms. Run it with `node bench/app-discovery.ts [number of apps]`.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appDiscovery } from '../src/adapters/app-file-discovery.ts';

const count = Number(process.argv[2] ?? 500);
const dataPath = await mkdtemp(join(tmpdir(), 'app-discovery-'));
try {
  await generateApps(dataPath, count);
  const look = appDiscovery([dataPath]);
  const cold = await timed(look);
  const again = await timed(look);
  const found = cold.result.listing.apps.length;
  if (found !== count) throw new Error(`${found} of ${count} apps were found.`);
  console.log(
    JSON.stringify({ bench: 'app-discovery', apps: found, milliseconds: cold.ms, again_milliseconds: again.ms }),
  );
} finally {
  await rm(dataPath, { recursive: true });
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const start = performance.now();
  const result = await work();
  return { result, ms: Math.round(performance.now() - start) };
}

async function generateApps(path: string, apps: number): Promise<void> {
  for (let index = 0; index < apps; index++) {
    const directory = join(path, 'trame', `app-${index}`);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'app.yml'), appFile(index));
    await writeFile(join(directory, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  }
}

/** An app file that uses most fields, as real ones do. */
function appFile(index: number): string {
  return `name: App ${index}
command: |
  module load ParaView/5.12 trame
  exec python main.py $INSTANCE_ARGS
description: Isosurfaces of the results of run ${index}
icon: icon.svg
category: Visualization
tags: [vtk, cfd]
environment: {OMP_NUM_THREADS: 4}
parameters:
  - {name: iso, label: Iso value, type: number, min: 0, max: 1, default: 0.5}
  - {name: solver, type: choice, choices: [fast, exact], default: fast}
data_directory: required
ready: {path: /, timeout_seconds: 90}
idle_timeout_seconds: 3600
path: /index.html
`;
}
