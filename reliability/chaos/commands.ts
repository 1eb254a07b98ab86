import { type ChaosApp, chaosApps } from './apps.ts';
import type { ChaosAnswer, ChaosDaemon } from './daemon.ts';
import type { Expected, Life } from './ledger.ts';
import type { Chance } from './random.ts';

/** Something that a user asks for. */
export interface Command {
  kind: 'launch' | 'stop' | 'restart' | 'remove' | 'rename';
  target: Expected;
  /** The name of a launch or a rename. */
  name: string;
  /** When, after the beginning of the round. */
  afterMs: number;
  /** A launch as a batch job; default: on this machine. */
  asJob?: boolean;
}

export interface Answered {
  command: Command;
  /** Null: there was no answer. */
  answer: ChaosAnswer | null;
}

/** So many instances are aimed at. */
const population = 7;
const mostEnded = 4;

/** Chooses what is asked for in one round: one to four things, at times two of one instance. */
export function chooseCommands(chance: Chance, expected: readonly Expected[], nameNumber: () => number): Command[] {
  const count = chance.pick([1, 1, 2, 2, 3, 4]);
  const commands: Command[] = [];
  for (let index = 0; index < count; index += 1) {
    const afterMs = chance.happens(0.5) ? 0 : chance.between(0, 60);
    const known = expected.filter(({ id }) => id !== null);
    const running = known.filter(({ lives }) => lives.has('same'));
    const ended = known.filter(({ lives }) => lives.has('ended'));
    const name = `n${nameNumber()}`;
    const kind = chooseKind(chance, running.length, ended.length);
    if (kind === 'launch') {
      const app = chance.pick(chaosApps);
      commands.push({ kind, target: newExpected(app, name), name, afterMs });
    } else {
      const isOfEnded = kind === 'rename' || kind === 'restart' ? chance.happens(0.3) : kind === 'remove';
      const from = isOfEnded && ended.length > 0 ? ended : running;
      if (from.length > 0) commands.push({ kind, target: chance.pick(from), name, afterMs });
    }
  }
  return commands;
}

/** Issues a command; a launch becomes part of what is expected at once, and has a key by which it can be repeated. */
export async function issue(daemon: ChaosDaemon, command: Command, expected: Expected[]): Promise<Answered> {
  const { kind, target, name } = command;
  const one = `/api/v1/instances/${target.id}`;
  if (kind === 'launch') {
    if (!expected.includes(target)) expected.push(target);
    const key = { 'idempotency-key': name };
    const resources = command.asJob ? { resources: { run_on: 'job' } } : {};
    const answer = await daemon.call('POST', `/api/v1/apps/${target.app.id}/instances`, { name, ...resources }, key);
    return { command, answer };
  }
  if (kind === 'rename') return { command, answer: await daemon.call('PATCH', one, { name }) };
  if (kind === 'remove') return { command, answer: await daemon.call('DELETE', one) };
  return { command, answer: await daemon.call('POST', `${one}/${kind}`) };
}

/**
 * What may be found after these commands. What was answered has happened; what was not may have. Two commands to one instance
 * at once may have come in either order.
 */
export function expectOutcome(round: readonly Answered[]): void {
  for (const target of new Set(round.map(({ command }) => command.target))) {
    const own = round.filter(({ command }) => command.target === target);
    const lives = orders(own.filter(({ command }) => command.kind !== 'rename')).flatMap((order) => [
      ...order.reduce(applyLife, target.lives),
    ]);
    target.lives = new Set(lives);
    const renames = own.filter(({ command }) => command.kind === 'rename');
    const isSure = renames.some(({ answer }) => answer?.status === 200);
    if (isSure) target.names.clear();
    for (const { command, answer } of renames) {
      if (answer === null || answer.status === 200) target.names.add(command.name);
    }
  }
}

/** An answer that no command should have; null: it is as expected. */
export function oddAnswer({ command, answer }: Answered): string | null {
  // Of two commands one may find the instance removed, or in the middle of the other's work.
  if (answer === null || answer.status < 300 || answer.status === 404 || answer.status === 409) return null;
  return `${command.kind} of ${command.name} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`;
}

function newExpected(app: ChaosApp, name: string): Expected {
  return { app, id: null, names: new Set([name]), lives: new Set(['absent']), processes: [] };
}

function chooseKind(chance: Chance, running: number, ended: number): Command['kind'] {
  if (running < 3 || chance.happens(Math.max(0.05, (population - running) / population))) return 'launch';
  if (ended > mostEnded && chance.happens(0.6)) return 'remove';
  return chance.pick(['stop', 'restart', 'restart', 'rename', 'remove'] as const);
}

/** One order of one command, two of two; more are not issued at once to one instance often enough to matter. */
function orders(round: Answered[]): Answered[][] {
  return round.length < 2 ? [round] : [round, round.toReversed()];
}

function applyLife(before: Set<Life>, { command, answer }: Answered): Set<Life> {
  const after = new Set([...before].map((life) => outcomeOf(command, life)));
  return answer !== null && answer.status < 300 ? after : new Set([...before, ...after]);
}

function outcomeOf({ kind, target }: Command, life: Life): Life {
  if (kind === 'launch') return target.app.fails ? 'ended' : 'fresh';
  if (life === 'absent' || kind === 'remove') return 'absent';
  if (kind === 'stop') return 'ended';
  return target.app.fails ? 'ended' : 'fresh';
}
