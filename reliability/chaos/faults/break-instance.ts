import type { Expected } from '../ledger.ts';
import { countDescriptors, type MarkedProcess, markedProcesses } from '../marked-processes.ts';
import type { ChaosRun } from '../run.ts';
import { Tally } from '../tally.ts';

/** kill of the app itself by a random signal: its end is seen, and nothing of it stays. */
export function killApp(run: ChaosRun, rounds: number): Promise<Tally> {
  return eachRound(run, rounds, 'kill-app', 'the app is killed by a random signal', async (target, _own) => {
    const signal = run.chance.pick(target.app.stubborn ? signals.slice(0, 2) : signals);
    const shown = (await (await run.currentDaemon()).list())?.find(({ id }) => id === target.id);
    signalQuietly(shown?.pid ?? 0, signal);
    target.lives = new Set(['ended']);
    return signal;
  });
}
const signals = ['SIGKILL', 'SIGSEGV', 'SIGTERM', 'SIGHUP', 'SIGABRT'] as const;

/** kill -9 of everything that belongs to an instance. */
export function killGroup(run: ChaosRun, rounds: number): Promise<Tally> {
  return eachRound(run, rounds, 'kill-group', 'all processes of an instance are killed', async (target, own) => {
    for (const { pid } of own) signalQuietly(pid, 'SIGKILL');
    target.lives = new Set(['ended']);
    return `${own.length} processes`;
  });
}

/** kill -9 of the keeper: the app goes on, and can be ended. */
export function killKeeper(run: ChaosRun, rounds: number): Promise<Tally> {
  return eachRound(run, rounds, 'kill-keeper', 'kill -9 of an instance’s keeper', async (target, own) => {
    const keepers = own.filter(isKeeper);
    for (const { pid } of keepers) signalQuietly(pid, 'SIGKILL');
    target.processes = own.filter((found) => !isKeeper(found));
    const then = run.chance.pick(['goes on', 'stop', 'restart'] as const);
    if (then === 'goes on') return then;
    const daemon = await run.currentDaemon();
    const answer = await daemon.call('POST', `/api/v1/instances/${target.id}/${then}`);
    target.lives = new Set([then === 'stop' ? 'ended' : 'fresh']);
    return `${then}: ${answer?.status}`;
  });
}

/** An app that does not answer for a while: nothing is ended, and it recovers. */
export function hangApp(run: ChaosRun, rounds: number): Promise<Tally> {
  return eachRound(run, rounds, 'network', 'an app that does not answer for a while', async (_target, own) => {
    const hung = own.filter((found) => !isKeeper(found));
    for (const { pid } of hung) signalQuietly(pid, 'SIGSTOP');
    const forMs = run.chance.between(300, 3000);
    await run.pause(forMs);
    for (const { pid } of hung) signalQuietly(pid, 'SIGCONT');
    return `${forMs} ms`;
  });
}

/** For instances that came meanwhile, and connections that are kept for a while. */
const mostDescriptors = 20;

async function eachRound(
  run: ChaosRun,
  rounds: number,
  name: string,
  title: string,
  breakIt: (target: Expected, own: MarkedProcess[]) => Promise<string>,
): Promise<Tally> {
  const tally = new Tally(title);
  const before = countDescriptors((await run.currentDaemon()).pid);
  for (let round = 0; round < rounds && !run.isOver(); round += 1) {
    const daemon = await run.currentDaemon();
    await run.populate(tally);
    const running = run.expected.filter(({ lives }) => lives.has('same'));
    if (running.length === 0) continue;
    const target = run.chance.pick(running);
    const own = markedProcesses(run.workshop.stateDirectory).filter(({ instance }) => instance === target.id);
    const said = await breakIt(target, own);
    await run.recover(tally, daemon, performance.now(), `${name}, round ${round} [${target.app.id}: ${said}]`);
    run.report(name, round + 1, rounds);
  }
  const daemon = await run.currentDaemon();
  const grown = countDescriptors(daemon.pid) - before;
  if (grown > mostDescriptors) {
    tally.complain({ kind: 'orphaned', text: `the daemon has ${grown} more descriptors than before` }, name);
  }
  return tally;
}

function isKeeper({ command }: MarkedProcess): boolean {
  return command.includes('trame-manager-keeper');
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
