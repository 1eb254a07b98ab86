import type { ExitStatus, ProcessIdentity } from '../domain/instance.ts';

/** The files that a keeper overwrites in place (keeper-script.ts), so long that what it writes fits. */
export const blankKeeperNotes = {
  process: `${''.padEnd(127)}\n`,
  exit_status: `${'running'.padEnd(63)}\n`,
};

/** How the command ended; null while it runs: "exit 139 1763719200.123456" */
export function parseExitStatus(text: string): ExitStatus | null {
  const match = /^exit (\d{1,3}) (\d{1,11}(?:\.\d{1,6})?) *\n$/.exec(text);
  return match && { status: Number(match[1]), endedAt: new Date(Number(match[2]) * 1000).toISOString() };
}

/** What the keeper noted when it started the command; null before: "keeper 810 52310 command 812 52311" */
export function parseProcesses(text: string): { keeper: ProcessIdentity; command: ProcessIdentity } | null {
  const [, keeper, keeperTicks, command, commandTicks] =
    /^keeper (\d+) (\d+) command (\d+) (\d+) *\n$/.exec(text)?.map(Number) ?? [];
  if (!keeper || keeperTicks === undefined || !command || commandTicks === undefined) return null;
  return {
    keeper: { pid: keeper, startTicks: keeperTicks },
    command: { pid: command, startTicks: commandTicks },
  };
}
