import { execa } from 'execa';

/** The first line a command prints, or null when it is missing, fails or takes longer than 10 s. */
export async function probeCommand(command: string, args: string[]): Promise<string | null> {
  const result = await execa(command, args, { reject: false, timeout: 10_000, stdin: 'ignore' });
  const [line = ''] = String(result.stdout ?? '').split('\n');
  return result.failed || line === '' ? null : line;
}
