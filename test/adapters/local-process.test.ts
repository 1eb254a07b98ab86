import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { blankKeeperNotes, parseExitStatus, parseProcesses } from '../../src/adapters/keeper-notes.ts';
import { instanceScript, keeperScript } from '../../src/adapters/keeper-script.ts';
import { startKeeper } from '../../src/adapters/local-process.ts';
import { identify } from '../../src/adapters/process-table.ts';
import { until, untilText } from '../support/instance-fixture.ts';

/** A session directory whose command is this. */
async function makeSession(t: Test, command: string): Promise<string> {
  const root = await mkdtemp('/tmp/trame-manager-test-');
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const directory = join(root, "it's $HOME");
  await mkdir(directory);
  const commandFile = join(directory, 'command.sh');
  const script = instanceScript({
    name: 'a\nb',
    environmentCommands: ['SITE=yes'],
    workingDirectory: root,
    commandFile,
  });
  for (const [name, text] of Object.entries({ ...blankKeeperNotes, 'script.sh': script, 'command.sh': command })) {
    await writeFile(join(directory, name), text);
  }
  return directory;
}

const environment = (changes: Record<string, string> = {}) => ({ PATH: process.env.PATH ?? '', ...changes });

t.test(
  'the command starts with default signals, the umask of the user and no input, in a session of its own',
  async (t) => {
    const directory = await makeSession(
      t,
      'grep Sig[IC] /proc/self/status; umask; read x; echo "read: $?"; echo "$# $SITE $PWD $BASH_ENV none$KEEPER_BASH_ENV"; trap -p; exec sleep 60',
    );
    await writeFile(join(directory, '..', 'bash_env'), 'echo from BASH_ENV');
    const before = process.umask(0o027);
    const { keeper, command } = await startKeeper(
      directory,
      environment({ BASH_ENV: join(directory, '..', 'bash_env') }),
    );
    process.umask(before);
    const log = await until(async () => {
      const text = await untilText(join(directory, 'log'));
      return text.includes(' none') && text;
    });
    t.match(log, /^from BASH_ENV\n/, 'the shell of the command reads BASH_ENV, and only that one');
    t.equal(log.split('from BASH_ENV').length, 2);
    t.match(log, /SigIgn:\s+0+\n/);
    t.match(log, /\n0027\n/);
    t.match(log, /read: 1\n/);
    t.match(log, new RegExp(`\n0 yes ${join(directory, '..')} \\S+ none\n$`));
    const found = identify(command.pid);
    t.match(found, { session: keeper.pid, group: command.pid, parent: keeper.pid, startTicks: command.startTicks });
    t.match(await readFile(`/proc/${command.pid}/cmdline`, 'utf8'), /^sleep/);
    t.notMatch(await readFile(`/proc/${keeper.pid}/cmdline`, 'utf8'), /KEY/);
    process.kill(command.pid, 'SIGUSR1');
    const exit = await until(async () => parseExitStatus(await readFile(join(directory, 'exit_status'), 'utf8')));
    t.equal(exit.status, 138);
  },
);

t.test('a keeper whose daemon is gone before it is told goes on', async (t) => {
  const directory = await makeSession(t, 'exit 6');
  const keeper: ChildProcess = spawn('/bin/bash', ['-c', keeperScript, 'keeper', directory], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: environment(),
  });
  keeper.stdio[3]?.destroy();
  await once(keeper, 'exit');
  t.match(parseExitStatus(await readFile(join(directory, 'exit_status'), 'utf8')), { status: 6 });
  t.ok(parseProcesses(await readFile(join(directory, 'process'), 'utf8')));
});

t.test('notes that are not whole are no notes', async (t) => {
  t.match(parseExitStatus('exit 139 1763719200.5          \n'), { status: 139, endedAt: '2025-11-21T10:00:00.500Z' });
  for (const text of ['', blankKeeperNotes.exit_status, 'exit 0 1763719200', 'exit 0', 'exit x 1763719200\n'])
    t.equal(parseExitStatus(text), null, text);
  t.strictSame(parseProcesses('keeper 1 2 command 3 4   \n'), {
    keeper: { pid: 1, startTicks: 2 },
    command: { pid: 3, startTicks: 4 },
  });
  for (const text of ['', blankKeeperNotes.process, 'keeper 1 2 command 3', 'keeper 1 2 command 3 4'])
    t.equal(parseProcesses(text), null, text);
});

t.test('a value in the environment that cannot be passed is a launch that failed', async (t) => {
  const directory = await makeSession(t, 'exit 0');
  await t.rejects(startKeeper(directory, environment({ BAD: 'a\0b' })), { code: 'launch_failed' });
  await t.rejects(startKeeper(directory, environment({ BIG: 'x'.repeat(5_000_000) })), { code: 'launch_failed' });
});
