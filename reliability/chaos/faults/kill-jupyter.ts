import { startTicksOf } from '../marked-processes.ts';
import type { ChaosRun } from '../run.ts';
import { Tally } from '../tally.ts';

/** Stands in for Jupyter: starts the daemon, and is killed without having the time to end it. */
const standIn = ['bash', '-c', 'TRAME_MANAGER_PARENT=$$ "$@" & echo "started $!" >&2; wait', 'stand-in'];
/** With the time that a busy machine takes to start the daemon. */
const goneWithinMs = 30_000;

/** kill -9 of the program that started the daemon, also while it starts: the daemon ends, and its instances go on. */
export async function killJupyter(run: ChaosRun, rounds: number): Promise<Tally> {
  const tally = new Tally('kill -9 of the Jupyter that started the daemon');
  await run.endDaemon();
  for (let round = 0; round < rounds && !run.isOver(); round += 1) {
    const jupyter = run.replaceDaemon(standIn);
    const duringStart = run.chance.happens(0.4);
    const afterMs = run.chance.between(0, 400);
    const where = `kill-jupyter, round ${round} [${duringStart ? 'during the start' : 'later'}, after ${afterMs} ms]`;
    const daemonPid = await untilNumber(() => /started (\d+)/.exec(jupyter.log())?.[1]);
    if (!duringStart) await jupyter.listens();
    await run.pause(afterMs);
    await jupyter.end('SIGKILL');
    const since = performance.now();
    while (startTicksOf(daemonPid) !== null && performance.now() - since < goneWithinMs) await run.pause(20);
    if (startTicksOf(daemonPid) !== null) {
      tally.complain({ kind: 'orphaned', text: `the daemon (${daemonPid}) goes on without its Jupyter` }, where);
      process.kill(daemonPid, 'SIGKILL');
    } else if (!duringStart && !jupyter.log().includes('ending; instances go on')) {
      tally.complain({ kind: 'lost', text: `the daemon did not end by itself: ${jupyter.log()}` }, where);
    }
    const next = run.replaceDaemon();
    await run.recover(tally, next, next.startedAt, where);
    await run.endDaemon();
    run.report('kill-jupyter', round + 1, rounds);
  }
  return tally;
}

async function untilNumber(read: () => string | undefined): Promise<number> {
  for (;;) {
    const text = read();
    if (text !== undefined) return Number(text);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
