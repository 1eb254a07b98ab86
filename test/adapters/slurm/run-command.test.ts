import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { identify } from '../../../src/adapters/process-table.ts';
import { readCommand, runCommand } from '../../../src/adapters/slurm/run-command.ts';
import { shortDirectory } from '../../support/short-directory.ts';
import { writeCommand } from '../../support/slurm-commands.ts';
import { until } from '../../support/until.ts';

const env = { PATH: process.env.PATH };
const settings = (commandDirectory: string, commandTimeoutMs = 10_000) => ({ commandDirectory, commandTimeoutMs });

t.test('a command gets its arguments, its input and only the environment that is given', async (t) => {
  const directory = shortDirectory(t);
  writeCommand(directory, 'squeue', 'printf "%s\\n" "$#" "$1" "$SECRET"; cat');
  process.env.SECRET = 'of the daemon';
  t.teardown(() => delete process.env.SECRET);
  const { stdout } = await runCommand(settings(directory), ['squeue', '$(id) "a\nb"'], env, 'a script');
  t.equal(stdout, '1\n$(id) "a\nb"\n\na script');
});

t.test('a command that hangs is ended with what it started, and counts as no answer', async (t) => {
  const directory = shortDirectory(t);
  writeCommand(directory, 'squeue', 'sleep 300 & echo $! >"$0.pid"; wait');
  await t.rejects(readCommand(settings(directory, 500), ['squeue'], env), {
    code: 'scheduler_unavailable',
    message: 'squeue did not answer within 1 s.',
  });
  const pidFile = join(directory, 'squeue.pid');
  t.ok(existsSync(pidFile));
  await until(() => identify(Number(readFileSync(pidFile, 'utf8'))) === null, 'the end of what it started');
});

t.test('a command that prints without end is ended', async (t) => {
  const directory = shortDirectory(t);
  writeCommand(directory, 'squeue', 'yes');
  await t.rejects(readCommand(settings(directory), ['squeue'], env), { code: 'scheduler_unavailable' });
});

t.test('a command that is missing or fails is no answer, and the error says what it printed', async (t) => {
  const directory = shortDirectory(t);
  await t.rejects(readCommand(settings(directory), ['squeue'], env), {
    code: 'scheduler_unavailable',
    message: /squeue could not be run: .*ENOENT/,
  });
  writeCommand(directory, 'squeue', 'echo "slurm_load_jobs error: Invalid something" >&2; exit 1');
  await t.rejects(readCommand(settings(directory), ['squeue'], env), {
    code: 'scheduler_unavailable',
    message: 'squeue failed: slurm_load_jobs error: Invalid something',
  });
  writeCommand(directory, 'squeue', 'head -c 5000 /dev/zero | tr "\\0" "x"; exit 1');
  const error: Error = await readCommand(settings(directory), ['squeue'], env).catch((caught) => caught);
  t.ok(error.message.length < 400);
});

t.test('a failure to reach Slurm is told apart from a refusal', async (t) => {
  const directory = shortDirectory(t);
  const messages = [
    'sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)',
    'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation',
    'scancel: error: Munge encode failed: Failed to access "/run/munge/munge.socket.2"',
    'slurm_load_jobs error: Zero Bytes were transmitted or received',
  ];
  for (const message of messages) {
    writeCommand(directory, 'sbatch', `echo '${message}' >&2; exit 1`);
    await t.rejects(runCommand(settings(directory), ['sbatch'], env), { code: 'scheduler_unavailable' }, message);
  }
  writeCommand(directory, 'sbatch', 'echo "sbatch: error: Batch job submission failed: Invalid qos" >&2; exit 1');
  t.match(await runCommand(settings(directory), ['sbatch'], env), { exitCode: 1, stderr: /Invalid qos/ });
});
