import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { identify, isAlive } from '../../src/adapters/process-table.ts';
import { until } from './until.ts';

export type SlurmDaemon = 'munged' | 'mariadbd' | 'slurmdbd' | 'slurmctld' | 'n1' | 'n2';

/** Starts a daemon of the cluster below `directory`, with its output in log/<name>.out, and writes down which process it is. */
export function startDaemon(directory: string, name: SlurmDaemon, command: string[], env: NodeJS.ProcessEnv): void {
  const [program = '', ...args] = command;
  const log = openSync(join(directory, 'log', `${name}.out`), 'a');
  const child = spawn(program, args, { cwd: directory, env, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  const found = child.pid === undefined ? null : identify(child.pid);
  if (found === null) throw new Error(`${program} could not be started: ${logsOf(directory)}`);
  writeFileSync(pidFile(directory, name), `${found.pid} ${found.startTicks}\n`);
}

/** Ends a daemon by TERM, and by KILL where that does not help. Does nothing where it does not run. */
export async function stopDaemon(directory: string, name: SlurmDaemon, signal: NodeJS.Signals = 'SIGTERM') {
  const file = pidFile(directory, name);
  if (!existsSync(file)) return;
  const [pid = 0, startTicks = 0] = readFileSync(file, 'utf8').split(' ').map(Number);
  await endProcess({ pid, startTicks }, signal);
  await rm(file, { force: true });
}

/** Ends all that belongs to the cluster below `directory`, job processes too, then removes the directory. */
export async function removeCluster(directory: string): Promise<void> {
  // The nodes first: a node that runs would report its jobs' deaths and start the next ones.
  await Promise.all([stopDaemon(directory, 'n1'), stopDaemon(directory, 'n2')]);
  await Promise.all(jobProcesses(directory).map((found) => endProcess(found, 'SIGKILL')));
  // Ends its own child only when asked politely.
  await stopDaemon(directory, 'slurmctld');
  // Their state is thrown away: nothing has to be saved or flushed.
  for (const name of ['slurmdbd', 'mariadbd', 'munged'] as const) await stopDaemon(directory, name, 'SIGKILL');
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** The ends of all logs, for messages. */
export function logsOf(directory: string): string {
  const logs = join(directory, 'log');
  return readdirSync(logs)
    .map((name) => `\n--- ${name}\n${readFileSync(join(logs, name), 'utf8').slice(-800)}`)
    .join('');
}

/** What the nodes started and left behind. */
function jobProcesses(directory: string) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => belongsToJob(pid, directory))
    .map((pid) => identify(Number(pid)))
    .filter((found) => found !== null);
}

/**
 * A job's program has the cluster's configuration in its environment, beside the job's id. slurmstepd, which looks after
 * it, writes its title over its environment, but stays in the directory of the daemon that started it.
 */
function belongsToJob(pid: string, directory: string): boolean {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const isProgram = variables.some((entry) => entry.startsWith('SLURM_JOB_ID='));
    if (isProgram && variables.includes(`SLURM_CONF=${directory}/etc/slurm.conf`)) return true;
    const isStep = readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('slurmstepd');
    return isStep && readlinkSync(`/proc/${pid}/cwd`) === directory;
  } catch {
    // It ended in between, or is another user's.
    return false;
  }
}

async function endProcess(identity: { pid: number; startTicks: number }, signal: NodeJS.Signals): Promise<void> {
  const gone = () => !isAlive(identity);
  if (gone()) return;
  kill(identity.pid, signal);
  await until(gone, `the end of process ${identity.pid}`, 10_000).catch(() => kill(identity.pid, 'SIGKILL'));
  await until(gone, `the end of process ${identity.pid}`, 10_000);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}

function pidFile(directory: string, name: SlurmDaemon): string {
  return join(directory, 'run', `${name}.pid`);
}
