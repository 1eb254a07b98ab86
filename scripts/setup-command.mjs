import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A step that could not be done; the message is for the user, without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * Runs a command to its end. Its output is reported line by line, and shown in full when it fails.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, report?: (line: string) => void, what: string }} options `what` names the
 *   attempt in the error: "The Python packages could not be installed".
 * @throws {SetupError}
 */
export async function runCommand(file, args, { cwd, env = process.env, report = () => {}, what }) {
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (line.trim() !== '') report(line);
    });
  }
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : signal ? `ended by ${signal}` : `exit code ${code}`),
    );
  });
  running.delete(child);
  if (outcome !== null) {
    throw new SetupError(
      `${what} (${outcome}).\nCommand: ${[file, ...args].join(' ')}\n${lines.slice(-40).join('\n')}`,
    );
  }
}

/**
 * Runs the main function of a script: prints a SetupError without its stack, and ends the commands that run when the script
 * is asked to end, so that none works on after it.
 *
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ]) {
    process.once(signal, () => {
      for (const child of running) child.kill('SIGTERM');
      process.exit(128 + number);
    });
  }
  try {
    await main();
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

const running = new Set();
