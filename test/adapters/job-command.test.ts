import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type JobCommand, jobCommand, parseAddress } from '../../src/adapters/job-command.ts';
import { parseExitStatus } from '../../src/adapters/keeper-notes.ts';
import { identify } from '../../src/adapters/process-table.ts';
import { python, runs, until, untilText } from '../support/instance-fixture.ts';

interface Job {
  directory: string;
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

/** Runs a body as a batch job does; `env` is what the job inherits. */
async function runJob(
  t: Test,
  body: string,
  changes: Partial<JobCommand> = {},
  env: Record<string, string> = {},
): Promise<Job> {
  const root = await mkdtemp('/tmp/trame-manager-test-');
  t.teardown(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  const directory = join(root, "it's $HOME");
  await mkdir(directory);
  const file = join(directory, 'job.sh');
  const given = {
    name: 'a\nb',
    environmentCommands: ['SITE=yes'],
    environment: {},
    workingDirectory: directory,
    sessionDirectory: directory,
    body,
  };
  await writeFile(file, jobCommand({ ...given, ...changes }), { mode: 0o600 });
  const child = spawn('/bin/bash', [file], { env: { PATH: process.env.PATH ?? '', ...env }, detached: true });
  t.teardown(() => child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { directory, child, output: () => text, ended };
}

const read = (job: Job, name: string) => readFileSync(join(job.directory, name), 'utf8');
const addressOf = (job: Job) => parseAddress(read(job, 'address'));

/** Python that listens on a port in the background, out of reach of the job's process group, and says so in a file. */
const foreignListener = `setsid ${python} -S -E -c '
import socket, sys, time
s = socket.socket(); s.bind(("0.0.0.0", int(sys.argv[1]))); s.listen()
open("listening", "w").write(str(__import__("os").getpid())); time.sleep(60)' "$PORT" </dev/null >/dev/null 2>&1 &
until [ -s listening ]; do sleep 0.02; done`;

t.test('it announces the node, its address and a free port, and notes the end', async (t) => {
  const job = await runJob(
    t,
    'echo "$PORT $HOST_NAME $HOST_ADDRESS $SITE $SESSION_DIR $PWD"; umask; cat address; exit 7',
    {},
    { HOSTNAME: 'elsewhere' },
  );
  t.equal(await job.ended, 7, 'its exit code is the body’s');
  const address = addressOf(job);
  t.equal(address?.host, hostname());
  t.not(isIP(address?.address ?? ''), 0);
  t.ok((address?.port ?? 0) >= 20_000);
  const { directory } = job;
  const lines = job.output().split('\n');
  t.equal(lines[0], `${address?.port} ${address?.host} ${address?.address} yes ${directory} ${directory}`);
  t.equal(lines[1], process.umask().toString(8).padStart(4, '0'), 'with the user’s umask');
  t.same(parseAddress(`${lines[2]}\n`), address, 'announced before it starts');
  t.equal((await stat(join(directory, 'address'))).mode & 0o777, 0o600);
  const exit = parseExitStatus(read(job, 'exit_status'));
  t.equal(exit?.status, 7);
  t.ok(Math.abs(Date.now() - Date.parse(exit?.endedAt ?? '')) < 60_000);
  t.strictSame((await readdir(directory)).sort(), ['address', 'exit_status', 'job.sh'], 'nothing else stays');
});

t.test(
  'variables arrive unharmed, none is inherited that carries credentials, none stands in an argument',
  async (t) => {
    const secret = `it's "$(touch x)" \`touch x\`\n\\ Größe`;
    const job = await runJob(
      t,
      `printf '%s|' "$SECRET" "$TRAME_ARGS$TRAME_MANAGER_TOKEN$JUPYTERHUB_API_TOKEN$JPY_X$JUPYTER_TOKEN$UNIX_SOCKET$PARAM_X" "$LOADED"; cat /proc/$PPID/cmdline /proc/$$/cmdline`,
      { environment: { SECRET: secret } },
      {
        TRAME_ARGS: 'a',
        TRAME_MANAGER_TOKEN: 'b',
        JUPYTERHUB_API_TOKEN: 'c',
        JPY_X: 'd',
        JUPYTER_TOKEN: 'e',
        UNIX_SOCKET: 'f',
        PARAM_X: 'g',
        LOADED: 'module',
      },
    );
    t.equal(await job.ended, 0);
    t.ok(job.output().startsWith(`${secret}||module|`), job.output());
    t.equal(job.output().split(secret).length, 2);
    t.notOk(existsSync(join(job.directory, 'x')));
    t.throws(() => jobCommand({ ...bare, environment: { 'a b': '' } }), TypeError);
  },
);

t.test('a mistake in the body’s syntax ends the body, and the end is noted', async (t) => {
  const job = await runJob(t, 'if then ) "');
  t.not(await job.ended, 0);
  t.match(job.output(), /syntax error|unexpected/);
  t.not(parseExitStatus(read(job, 'exit_status')), null);
});

t.test('a working directory that is gone is said in the output', async (t) => {
  const job = await runJob(t, 'echo never', { workingDirectory: "/tmp/it's gone" });
  t.equal(await job.ended, 1);
  t.match(job.output(), /cannot be entered: \/tmp\/it's gone/);
});

t.test('TERM and INT reach all of the body, which has the time to save; that is noted', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // The shell of the body dies at once, as it does not exec its program.
    const job = await runJob(
      t,
      `${python} -S -E -c '
import signal, sys, time
def save(number, frame):
    time.sleep(0.3); open("saved", "w").write(str(number)); sys.exit(0)
signal.signal(signal.SIGTERM, save); signal.signal(signal.SIGINT, save)
open("up", "w").write("up")
time.sleep(60)'
echo after`,
    );
    await untilText(join(job.directory, 'up'));
    job.child.kill(signal);
    await job.ended;
    t.equal(read(job, 'saved'), signal === 'SIGTERM' ? '15' : '2');
    t.not(parseExitStatus(read(job, 'exit_status')), null);
  }
});

t.test('when the job’s shell is killed, nothing of the body goes on', async (t) => {
  const job = await runJob(t, 'trap : TERM; sleep 61 & echo "$! $BASHPID"; wait; wait');
  await until(() => /\d+ \d+\n/.test(job.output()));
  const pids = job.output().split(/\s/).slice(0, 2).map(Number);
  t.not(identify(pids[1] ?? 0)?.group, job.child.pid, 'in a group of its own');
  job.child.kill('SIGKILL');
  await until(() => pids.every((pid) => !runs(pid)));
  t.equal(parseExitStatus(read(job, 'exit_status')), null, 'nobody noted an end');
});

t.test('a port that another program took in between is changed for another', async (t) => {
  const job = await runJob(
    t,
    `echo "PORT=$PORT"
if [ ! -e listening ]; then ${foreignListener}
exit 1; fi
exec true`,
  );
  t.teardown(() => process.kill(Number(read(job, 'listening')), 'SIGKILL'));
  t.equal(await job.ended, 0, job.output());
  const [first, second, ...more] = [...job.output().matchAll(/PORT=(\d+)/g)].map((match) => Number(match[1]));
  t.strictSame(more, []);
  t.not(first, second);
  t.equal(addressOf(job)?.port, second);
  t.match(job.output(), /was taken by another program/);
});

t.test('a body that fails for another reason is not run again', async (t) => {
  const job = await runJob(t, 'echo run; exit 3');
  t.equal(await job.ended, 3);
  t.equal(job.output(), 'run\n');
});

t.test('the preferred port is taken if nobody has it', async (t) => {
  const first = await runJob(t, `${foreignListener}\necho "PORT=$PORT"`);
  t.equal(await first.ended, 0);
  t.teardown(() => process.kill(Number(read(first, 'listening')), 'SIGKILL'));
  const taken = addressOf(first)?.port ?? 0;
  const free = taken === 20_123 ? 20_124 : 20_123;
  const wishes = [taken, free].map(async (preferredPort) => {
    const job = await runJob(t, 'true', { preferredPort });
    await job.ended;
    return addressOf(job)?.port;
  });
  const [other, wished] = await Promise.all(wishes);
  t.not(other, taken);
  t.equal(wished, free);
});

t.test('a server that the body left in the background keeps the job until it ends', async (t) => {
  const job = await runJob(
    t,
    `${python} -S -E -c 'import os, socket, time
s = socket.socket(); s.bind(("0.0.0.0", int(os.environ["PORT"]))); s.listen()
open("up", "w").write(str(os.getpid())); time.sleep(60)' & until [ -s up ]; do sleep 0.02; done`,
  );
  const pid = Number(await untilText(join(job.directory, 'up')));
  let over = false;
  void job.ended.then(() => {
    over = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  t.equal(over, false);
  process.kill(pid, 'SIGTERM');
  t.equal(await job.ended, 0);
});

t.test('the suffix of a site is used where that name resolves to more than loopback', async (t) => {
  const job = await runJob(t, 'true', { hostSuffix: '.no-such-name.invalid' });
  await job.ended;
  t.equal(addressOf(job)?.host, hostname());
});

const bare: JobCommand = {
  name: 'x',
  environmentCommands: [],
  environment: {},
  workingDirectory: '/',
  sessionDirectory: '/',
  body: 'true',
};

t.test('any text is data: the file is bash of the right syntax whatever it is given', async (t) => {
  const text = fc.string({ unit: fc.constantFrom(...' \t\n\'"$`\\*?[]{}()~!#;&|<>-=ab'), maxLength: 40 });
  fc.assert(
    fc.property(text, text, text, (name, value, directory) => {
      const script = jobCommand({
        ...bare,
        name,
        environment: { VALUE: value },
        workingDirectory: `/${directory}`,
        body: directory,
      });
      t.equal(spawnSync('/bin/bash', ['-n'], { input: script }).status, 0);
    }),
    { numRuns: 30 },
  );
});

t.test('an announcement is taken whole and valid, or not at all', (t) => {
  t.strictSame(parseAddress('n1.cluster 10.0.0.1 23456 1763719200\n'), {
    host: 'n1.cluster',
    address: '10.0.0.1',
    port: 23_456,
    at: '2025-11-21T10:00:00.000Z',
  });
  t.equal(parseAddress('n1 fd00::2 1 1763719200\n')?.address, 'fd00::2');
  for (const text of [
    '',
    'n1 10.0.0.1 23456 1763719200',
    'n1 10.0.0.1 23456 17637192',
    'n1 10.0.0.1 0 1763719200\n',
    'n1 10.0.0.1 65536 1763719200\n',
    'n1 10.0.0.256 80 1763719200\n',
    'n1 n2 80 1763719200\n',
    '-n1 10.0.0.1 80 1763719200\n',
    'a/b 10.0.0.1 80 1763719200\n',
    'n1 10.0.0.1 80 1763719200\nn1 10.0.0.1 80 1763719200\n',
  ]) {
    t.equal(parseAddress(text), null, JSON.stringify(text));
  }
  fc.assert(fc.property(fc.string(), (text) => parseAddress(text) === null));
  t.end();
});
