import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleDaemon } from '../../scripts/build.mjs';
import { python } from '../../test/support/instance-app.ts';
import { writeChaosApps } from './apps.ts';
import { type FakeScheduler, makeFakeScheduler } from './fake-scheduler.ts';
import { markedProcesses } from './marked-processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A place of its own for daemons to be broken in: home, state, runtime directory, apps, and the program itself. */
export interface Workshop {
  directory: string;
  stateDirectory: string;
  /** Where port reservations and outer sockets are. */
  runtimeDirectory: string;
  socket: string;
  /** The words of `serve`, after the node program. */
  serve: string[];
  env: NodeJS.ProcessEnv;
  /** Ends what carries the mark of the workshop's instances, and removes the directory. */
  close(): void;
}

/** One whose site has a scheduler that can be broken. */
export async function makeSchedulerWorkshop(): Promise<{ workshop: Workshop; scheduler: FakeScheduler }> {
  const directory = mkdtempSync(join(tmpdir(), 'tm-chaos-'));
  const scheduler = makeFakeScheduler(join(directory, 'scheduler'), python);
  return { scheduler, workshop: await makeWorkshop(scheduler.site, directory) };
}

/** Makes one below the temporary directory. `site` is more text for its site file. */
export async function makeWorkshop(
  site = 'scheduler: none\n',
  directory = mkdtempSync(join(tmpdir(), 'tm-chaos-')),
): Promise<Workshop> {
  const at = (name: string) => join(directory, name);
  for (const name of ['home', 'run', 'jupyter']) mkdirSync(at(name), { mode: 0o700 });
  writeChaosApps(at('jupyter'), python);
  writeFileSync(at('site.yml'), `${siteText}${site}`);
  const main = await makeProgram(at('program'));
  const stateDirectory = at('state');
  const socket = at('daemon.sock');
  return {
    directory,
    stateDirectory,
    runtimeDirectory: join(at('run'), 'trame-manager'),
    socket,
    serve: [main, 'serve', '--socket', socket, '--state-dir', stateDirectory, '--configuration', at('site.yml')],
    env: {
      PATH: process.env.PATH,
      HOME: at('home'),
      LANG: 'C.UTF-8',
      XDG_RUNTIME_DIR: at('run'),
      JUPYTER_PATH: at('jupyter'),
      JUPYTER_DATA_DIR: at('jupyter-data'),
      TRAME_MANAGER_LOG_LEVEL: 'info',
      NODE_COMPILE_CACHE: at('compiled'),
    },
    close() {
      for (const { pid } of markedProcesses(stateDirectory)) endQuietly(pid);
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const siteText = `title: Chaos
instances:
  maximum: 200
  idle_timeout_seconds: 0
  stop_grace_seconds: 1
`;

/** The daemon in one file, as the wheel has it: it starts faster than the sources. */
async function makeProgram(directory: string): Promise<string> {
  mkdirSync(directory);
  for (const name of ['configurations', 'icons']) symlinkSync(join(root, name), join(directory, name));
  mkdirSync(join(directory, 'page'));
  writeFileSync(join(directory, 'page', 'index.html'), '<!doctype html><title>Trame Manager</title>\n');
  cpSync(join(root, 'package.json'), join(directory, 'package.json'));
  await bundleDaemon(directory);
  return join(directory, 'main.js');
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
