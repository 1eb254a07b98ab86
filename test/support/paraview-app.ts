import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnnouncer } from '../../scripts/announce.mjs';
import { ensureParaViewPython } from '../../scripts/test-python-packages.mjs';
import { readAppFile } from '../../src/adapters/app-file.ts';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import { needParaView } from './paraview.ts';
import { pythonEnvironment, root } from './python-environment.ts';

/** The Python of real ParaView apps: Debian's ParaView, with trame. */
export async function paraviewPython(): Promise<string> {
  needParaView();
  // Any with pip does, so that the wheel need not be built.
  const made = join(root, '.venv', 'bin', 'python');
  const python = existsSync(made) ? made : (await pythonEnvironment()).python;
  // Standard output is the test's own protocol.
  return ensureParaViewPython({ root, python, announce: createAnnouncer({ total: 1, write: () => {} }) });
}

/** The example app, a cone that says which process draws it, on the display that the tests started. */
export async function paraviewApp(python: string, display: string): Promise<TrameApp> {
  const reading = await readAppFile(join(root, 'examples', 'paraview-remote', 'app.yml'));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return { ...reading.app, environment: { PARAVIEW_PYTHON: python, PYTHONDONTWRITEBYTECODE: '1', DISPLAY: display } };
}

/** pv-visualizer 0.1.6 with the remote control: on ParaView 5.11 it crashes when it is connected. */
export async function crashingApp(python: string, display: string): Promise<TrameApp> {
  const command = `exec "$PARAVIEW_PYTHON" -c '${pvVisualizer}' $INSTANCE_ARGS`;
  return { ...(await paraviewApp(python, display)), id: 'pv-visualizer', name: 'pv-visualizer', command };
}

const pvVisualizer = `
from trame.app import get_server
from trame_remote_control.modules import remote_control
from pv_visualizer.app.main import main
server = get_server(client_type="vue2")
server.enable_module(remote_control)
main(server)
`;

/** "4711" of "Drawn by a ParaView server, process 4711 on n1", the last line of the example app's log that says so. */
export function drawingProcess(logFile: string): { remote: boolean; pid: number } | null {
  const lines = [...readFileSync(logFile, 'utf8').matchAll(/Drawn by (a ParaView server|this app), process (\d+)/g)];
  const [, who, pid] = lines.at(-1) ?? [];
  return who === undefined ? null : { remote: who !== 'this app', pid: Number(pid) };
}
