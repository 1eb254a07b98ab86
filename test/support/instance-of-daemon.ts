import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Instance, InstanceRecord } from '../../src/domain/instance.ts';
import { runs } from './instance-fixture.ts';

const daemon = fileURLToPath(new URL('./instance-daemon.ts', import.meta.url));

/** A daemon process of its own whose one instance is ready; `kill` ends it as `kill -9` does. The instance ends with the test. */
export async function startDaemonWithInstance(
  t: Test,
  stateDirectory: string,
  command = '',
): Promise<{ instance: Instance; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, [daemon, stateDirectory, command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  t.teardown(kill);
  const [line] = await once(createInterface(child.stdout), 'line');
  const instance = JSON.parse(line) as Instance;
  const { pid } = instance;
  t.teardown(() => pid !== null && runs(pid) && process.kill(pid, 'SIGKILL'));
  return { instance, kill };
}

/** Changes a record as another daemon or a broken disk would. */
export async function rewriteRecord(
  stateDirectory: string,
  id: string,
  change: (record: InstanceRecord) => unknown,
): Promise<void> {
  const file = join(stateDirectory, 'sessions', id, 'record.json');
  const changed = change(JSON.parse(await readFile(file, 'utf8')) as InstanceRecord);
  await writeFile(`${file}.test`, typeof changed === 'string' ? changed : JSON.stringify(changed));
  await rename(`${file}.test`, file);
}
