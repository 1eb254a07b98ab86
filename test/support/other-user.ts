import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Debian's "nobody": an account that owns nothing. */
export const otherUid = 65_534;

/** The system's own Python: another user may not enter the home in which a version manager's lies. */
const python = '/usr/bin/python3';

/** Why another user cannot be played here, or false: for tap's `skip`. */
export const noOtherUser: string | false =
  process.getuid?.() !== 0
    ? 'only root can become another user'
    : !existsSync(python) && `${python}, which every user may run, is missing`;

export interface OtherUser {
  child: ChildProcess;
  /** The next line that it prints, as JSON. */
  next(): Promise<unknown>;
  /** A line for its standard input. */
  tell(line: string): void;
}

/** Runs a Python program as another user of this machine; ended with the test. */
export function asOtherUser(
  t: { teardown(handler: () => unknown): void },
  program: string,
  args: string[] = [],
): OtherUser {
  const child = spawn(python, ['-S', '-E', '-u', '-c', program, ...args], {
    uid: otherUid,
    gid: otherUid,
    // A login of its own: within one session SIGCONT passes between users.
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error('The other user printed no more.');
      return JSON.parse(value);
    },
    tell: (line) => child.stdin.write(`${line}\n`),
  };
}
