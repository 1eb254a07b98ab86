import { type Command, chooseCommands, expectOutcome, issue, oddAnswer } from '../commands.ts';
import type { ChaosDaemon } from '../daemon.ts';
import type { ChaosRun } from '../run.ts';
import type { Tally } from '../tally.ts';

/**
 * Issues one round of commands, does `breakIt` when it says, and waits for all answers. Gives what was asked, for a complaint.
 */
export async function commandedRound(
  run: ChaosRun,
  daemon: ChaosDaemon,
  tally: Tally,
  breakIt: () => Promise<unknown>,
): Promise<{ said: string; unanswered: Command[] }> {
  const commands = chooseCommands(run.chance, run.expected, run.nextName);
  const answers = commands.map(async (command) => {
    await run.pause(command.afterMs);
    return issue(daemon, command, run.expected);
  });
  await breakIt();
  const answered = await Promise.all(answers);
  expectOutcome(answered);
  const said = answered
    .map(({ command: { kind, target, name, afterMs }, answer }) => {
      return `${afterMs} ms ${kind} ${target.app.id} ${target.id ?? name}: ${answer?.status ?? 'no answer'}`;
    })
    .join('; ');
  for (const odd of answered.map(oddAnswer)) if (odd !== null) tally.complain({ kind: 'lost', text: odd }, said);
  const unanswered = answered.filter(({ answer }) => answer === null).map(({ command }) => command);
  return { said, unanswered };
}
