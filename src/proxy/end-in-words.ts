import type { Instance } from '../domain/instance.ts';
import { sayDuration } from '../domain/instance-state.ts';

/** How an instance ended, in sentences: the reason, what its exit code or signal means, and how far it came. */
export function endInWords(instance: Readonly<Instance>): string {
  const reason = instance.state_reason ?? bareReason(instance);
  return [withMeaning(reason, instance), howFar(instance)].filter((text) => text !== null).join(' ');
}

function bareReason({ signal, exit_code }: Readonly<Instance>): string {
  if (signal !== null) return `Ended by ${signal}`;
  return exit_code === null ? 'It has ended' : `Ended with exit code ${exit_code}`;
}

/** A code or signal is explained where the reason names it; of an end that we brought about it would lead astray. */
function withMeaning(reason: string, { signal, exit_code }: Readonly<Instance>): string {
  if (signal !== null && reason.includes(signal)) return sentence(`${reason}${inBrackets(signalMeanings[signal])}`);
  if (exit_code !== null && exit_code !== 0 && reason.includes(`exit code ${exit_code}`)) {
    return sentence(`${reason}${inBrackets(exitCodeMeanings[exit_code] ?? 'the program itself reported an error')}`);
  }
  return sentence(reason);
}

/** Of a failure it tells much whether the app was up before. */
function howFar({ state, started_at, ready_at, ended_at }: Readonly<Instance>): string | null {
  const ranMs = Date.parse(ended_at ?? '') - Date.parse(ready_at ?? started_at);
  if (!Number.isFinite(ranMs) || ranMs < 0) return null;
  if (ready_at !== null) return `It had been running for ${sayDuration(ranMs)}.`;
  const when = ranMs < 1000 ? 'right' : sayDuration(ranMs);
  return state === 'failed' ? `That was ${when} after its start, before it answered.` : null;
}

// "Stopped by you" -> "Stopped by you."
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function inBrackets(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

/** signal(7) in words, for the signals that end programs. */
const signalMeanings: Record<string, string> = {
  SIGHUP: 'its session was closed',
  SIGINT: 'it was interrupted',
  SIGQUIT: 'it was told to quit',
  SIGILL: 'a crash: an instruction that the processor does not know',
  SIGABRT: 'it gave up by itself',
  SIGBUS: 'a crash: memory or a mapped file that is not there',
  SIGFPE: 'a crash: an impossible calculation',
  SIGKILL: 'it was killed from outside',
  SIGSEGV: 'a crash: memory that is not its own',
  SIGPIPE: 'what it wrote to was closed',
  SIGTERM: 'it was told to end',
  SIGXCPU: 'its processor time was used up',
  SIGXFSZ: 'a file grew beyond what is allowed',
  SIGSYS: 'a system call that is not allowed',
};

/** What bash itself reports (https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html). */
const exitCodeMeanings: Record<number, string> = {
  126: 'a command could not be run',
  127: 'a command was not found',
};
