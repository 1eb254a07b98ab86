import { expectOutcome, issue } from '../commands.ts';
import { startDaemon } from '../daemon.ts';
import type { ChaosRun } from '../run.ts';
import { Tally } from '../tally.ts';
import { commandedRound } from './commanded-round.ts';

/** kill -9 of the daemon at random moments of launches, stops, restarts, renames and removals, and of its own start. */
export async function killDaemon(run: ChaosRun, rounds: number): Promise<Tally> {
  const tally = new Tally('kill -9 of the daemon at a random moment');
  const { chance } = run;
  for (let round = 0; round < rounds && !run.isOver(); round += 1) {
    const daemon = await run.currentDaemon();
    const afterMs = chance.between(0, chance.pick([60, 200, 600]));
    const alsoAtStart = chance.happens(0.1) ? chance.between(30, 500) : null;
    const { said, unanswered } = await commandedRound(run, daemon, tally, async () => {
      await run.pause(afterMs);
      await daemon.end('SIGKILL');
    });
    if (alsoAtStart !== null) {
      const second = startDaemon(run.workshop);
      await run.pause(alsoAtStart);
      await second.end('SIGKILL');
      tally.tries += 1;
    }
    const next = run.replaceDaemon();
    await next.listens();
    // Clients ask once more; what was done already is not done again.
    const repeated = unanswered.filter(({ kind }) => kind === 'launch' && chance.happens(0.5));
    expectOutcome(await Promise.all(repeated.map((command) => issue(next, command, run.expected))));
    await run.recover(tally, next, next.startedAt, `kill-daemon, round ${round} [${said}; killed after ${afterMs} ms]`);
    run.report('kill-daemon', round + 1, rounds);
  }
  return tally;
}
