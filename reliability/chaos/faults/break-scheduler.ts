import { WebSocket } from 'ws';
import { appOf } from '../apps.ts';
import { expectOutcome, issue } from '../commands.ts';
import { schedulerFaults } from '../fake-scheduler.ts';
import type { Expected } from '../ledger.ts';
import { markedProcesses, startTicksOf } from '../marked-processes.ts';
import { ChaosRun } from '../run.ts';
import { Tally } from '../tally.ts';
import { makeSchedulerWorkshop } from '../workshop.ts';

const jobs = 3;

/** A scheduler that hangs, fails, or talks nonsense for a while, at times with the daemon killed meanwhile. */
export async function breakScheduler(outer: ChaosRun, rounds: number): Promise<Tally> {
  const tally = new Tally('a scheduler that does not answer, fails, or says nonsense');
  const { workshop, scheduler } = await makeSchedulerWorkshop();
  const run = new ChaosRun(workshop, outer.optionsLeft());
  try {
    await submit(run, tally);
    for (let round = 0; round < rounds && !run.isOver(); round += 1) {
      const how = run.chance.pick(schedulerFaults);
      const [forMs, isKilled] = [run.chance.between(500, 6000), run.chance.happens(0.5)];
      const where = `scheduler, round ${round} [${how} for ${forMs} ms${isKilled ? ', the daemon killed' : ''}]`;
      const watcher = watch(workshop.socket);
      scheduler.fail(how);
      await run.pause(forMs / 2);
      if (isKilled) {
        await run.endDaemon();
        await run.currentDaemon();
      }
      await run.pause(forMs / 2);
      const fault = await faultMeanwhile(run);
      if (fault !== null) tally.complain({ kind: 'lost', text: fault }, where);
      const again = watch(workshop.socket);
      scheduler.fail(null);
      await run.recover(tally, await run.currentDaemon(), performance.now(), where);
      watcher.terminate();
      again.terminate();
      run.report('scheduler', round + 1, rounds);
    }
  } finally {
    await run.close();
  }
  return tally;
}

async function submit(run: ChaosRun, tally: Tally): Promise<void> {
  const daemon = await run.currentDaemon();
  const watcher = watch(run.workshop.socket);
  const app = appOf('plain');
  const launches = Array.from({ length: jobs }, () => {
    const name = `n${run.nextName()}`;
    const target: Expected = { app, id: null, names: new Set([name]), lives: new Set(['absent']), processes: [] };
    return { kind: 'launch', target, name, afterMs: 0, asJob: true } as const;
  });
  expectOutcome(await Promise.all(launches.map((command) => issue(daemon, command, run.expected))));
  await run.recover(tally, daemon, performance.now(), 'scheduler, handing in');
  watcher.terminate();
}

/** While the scheduler does not answer nothing has ended, and no card says so. */
async function faultMeanwhile(run: ChaosRun): Promise<string | null> {
  const list = (await (await run.currentDaemon()).list()) ?? [];
  const ended = list.find(({ state }) => state !== 'ready' && state !== 'lost' && state !== 'starting');
  if (ended !== undefined) return `${ended.name} is ${ended.state} (${ended.state_reason})`;
  if (list.length !== run.expected.length) return `${list.length} of ${run.expected.length} are listed`;
  const gone = run.expected.flatMap(({ processes }) => processes).find((one) => startTicksOf(one.pid) === null);
  if (gone !== undefined) return `process ${gone.pid} of ${gone.instance} has ended`;
  return markedProcesses(run.workshop.stateDirectory).length === 0 ? 'nothing runs' : null;
}

/** Somebody looks: the scheduler is then asked every few seconds. */
function watch(socket: string): WebSocket {
  const watcher = new WebSocket(`ws+unix://${socket}:/api/v1/events`);
  watcher.on('error', () => undefined);
  return watcher;
}
