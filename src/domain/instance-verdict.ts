import { hintFor } from './failure-hints.ts';
import type { ExitStatus, InstanceRecord } from './instance.ts';

/** What is known once nothing of an instance runs any more. */
export interface EndFacts {
  /** Null: the keeper ended without noting one, so nobody saw the end. */
  exit: ExitStatus | null;
  /** True where the machine was started anew since. */
  rebooted: boolean;
  /** The last lines of the log, without escape sequences. */
  logTail: string[];
  /** Milliseconds; the end where `exit` does not tell it. */
  now: number;
}

/** The fields of the record that tell how it ended. */
export type Verdict = Pick<
  InstanceRecord,
  'ended_at' | 'exit_code' | 'signal' | 'end_state' | 'state_reason' | 'hint' | 'restart_requested_at'
>;

/** How an instance ended, and why. A verdict that was fixed before (a start that took too long) is kept. */
export function verdictOf(record: InstanceRecord, facts: EndFacts): Verdict {
  const { exitCode, signal } = readStatus(facts.exit);
  const end =
    record.end_state === null ? judge(record, facts, exitCode, signal) : fixedBefore(record, record.end_state);
  const hint = end.state === 'failed' ? (record.hint ?? hintFor({ logTail: facts.logTail, exitCode, signal })) : null;
  return {
    ended_at: facts.exit?.endedAt ?? new Date(facts.now).toISOString(),
    exit_code: exitCode,
    signal,
    end_state: end.state,
    state_reason: record.damage ? `${end.reason}. ${record.damage}` : end.reason,
    hint,
    restart_requested_at: null,
  };
}

interface End {
  state: 'stopped' | 'failed';
  reason: string;
}

function fixedBefore(record: InstanceRecord, state: End['state']): End {
  return { state, reason: record.state_reason ?? record.stop_reason ?? 'Ended' };
}

function judge(record: InstanceRecord, facts: EndFacts, exitCode: number | null, signal: string | null): End {
  if (record.stop_requested_at !== null) return { state: 'stopped', reason: record.stop_reason ?? 'Stopped' };
  if (facts.exit === null) return unseen(record, facts);
  if (signal !== null) return { state: 'failed', reason: `Ended by ${signal}` };
  if (exitCode !== 0) return { state: 'failed', reason: `Ended with exit code ${exitCode}` };
  if (record.ready_at === null) return { state: 'failed', reason: 'Ended before it answered' };
  return { state: 'stopped', reason: 'Ended by itself' };
}

function unseen(record: InstanceRecord, facts: EndFacts): End {
  if (record.ends_with && (facts.rebooted || isOver(record.ends_at, facts.now))) {
    return { state: 'stopped', reason: `Ended together with ${record.ends_with}` };
  }
  if (facts.rebooted) return { state: 'failed', reason: 'The machine was restarted' };
  if (record.ends_with) return { state: 'failed', reason: `Its end was not seen; it depended on ${record.ends_with}` };
  return { state: 'failed', reason: 'It is gone, and its end was not seen: it was killed together with its keeper' };
}

function isOver(endsAt: string | null | undefined, now: number): boolean {
  return endsAt != null && Date.parse(endsAt) <= now;
}

/**
 * bash tells "ended by signal n" and "exit code 128 + n" by the same number. Numbers of signals that end programs are read
 * as signals: either the program was killed, or a shell between it and us passes on that it was, or (as Java does) it
 * ended in answer to the signal. Programs that mean such a number as a plain exit code are not known; other numbers
 * above 128, such as 255, stay exit codes.
 */
export function readStatus(exit: ExitStatus | null): { exitCode: number | null; signal: string | null } {
  if (exit === null) return { exitCode: null, signal: null };
  const signal = endingSignals[exit.status - 128];
  return signal === undefined ? { exitCode: exit.status, signal: null } : { exitCode: null, signal };
}

/** Linux numbers of the signals that end a program which does not handle them; the same on x86-64, arm64 and ppc64. */
const endingSignals: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};
