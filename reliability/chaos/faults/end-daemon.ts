import type { ChaosRun } from '../run.ts';
import { Tally } from '../tally.ts';
import { commandedRound } from './commanded-round.ts';

/** The promise is two seconds; a machine that has other work to do may take longer. */
const endsWithinMs = 5000;

/** SIGTERM at random moments: the daemon ends with 0, and what it was told has happened. */
export async function termDaemon(run: ChaosRun, rounds: number): Promise<Tally> {
  const tally = new Tally('SIGTERM to the daemon at a random moment');
  for (let round = 0; round < rounds && !run.isOver(); round += 1) {
    const daemon = await run.currentDaemon();
    const afterMs = run.chance.between(0, run.chance.pick([60, 200, 600]));
    let tookMs = 0;
    const { said } = await commandedRound(run, daemon, tally, async () => {
      await run.pause(afterMs);
      const since = performance.now();
      await daemon.end('SIGTERM');
      tookMs = performance.now() - since;
    });
    const where = `term-daemon, round ${round} [${said}; SIGTERM after ${afterMs} ms]`;
    if (daemon.child.exitCode !== 0 || tookMs > endsWithinMs) {
      const { exitCode, signalCode } = daemon.child;
      const text = `the daemon ended with ${exitCode ?? signalCode} after ${Math.round(tookMs)} ms`;
      tally.complain({ kind: 'lost', text }, where);
    }
    const next = run.replaceDaemon();
    await run.recover(tally, next, next.startedAt, where);
    run.report('term-daemon', round + 1, rounds);
  }
  return tally;
}

/** The daemon stands still for a while, as a machine does that swaps or a laptop that sleeps. */
export async function stopDaemon(run: ChaosRun, rounds: number): Promise<Tally> {
  const tally = new Tally('SIGSTOP and SIGCONT of the daemon');
  for (let round = 0; round < rounds && !run.isOver(); round += 1) {
    const daemon = await run.currentDaemon();
    const [afterMs, forMs] = [run.chance.between(0, 150), run.chance.between(50, 1500)];
    let continuedAt = 0;
    const { said, unanswered } = await commandedRound(run, daemon, tally, async () => {
      await run.pause(afterMs);
      daemon.child.kill('SIGSTOP');
      await run.pause(forMs);
      continuedAt = performance.now();
      daemon.child.kill('SIGCONT');
    });
    const where = `stop-daemon, round ${round} [${said}; stopped after ${afterMs} ms for ${forMs} ms]`;
    if (unanswered.length > 0) tally.complain({ kind: 'lost', text: 'not every command was answered' }, where);
    await run.recover(tally, daemon, continuedAt, where);
    run.report('stop-daemon', round + 1, rounds);
  }
  return tally;
}
