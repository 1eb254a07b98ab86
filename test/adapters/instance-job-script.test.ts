import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { instanceJobScript } from '../../src/adapters/instance-job-script.ts';
import { parseAddress } from '../../src/adapters/job-command.ts';
import type { JobScriptOptions } from '../../src/domain/instance-host.ts';

const root = await mkdtemp('/tmp/trame-manager-test-');
t.teardown(() => rm(root, { recursive: true, force: true }));

/** Runs the job of an app whose command prints what it was given, NUL after each word. */
async function run(session: string, data: string | null, changes: Partial<JobScriptOptions> = {}) {
  await rm(session, { recursive: true, force: true });
  await mkdir(session, { recursive: true });
  const keyFile = join(session, 'auth.key');
  await writeFile(keyFile, 'secret');
  const commandFile = join(session, 'command.sh');
  // Paths are resolved while it runs: links outside the session directory go with it.
  await writeFile(
    commandFile,
    `printf '%s\\0' "$BASE_URL" "$BIND_ADDRESS" "$TRAME_INSTANCE_ARGS" $INSTANCE_ARGS
for word in $INSTANCE_ARGS; do case $word in --data=*|--authKeyFile=*) printf '%s\\0' "$(realpath -z -- "\${word#*=}" | tr '\\0' X)" ;; esac; done\n`,
  );
  const script = instanceJobScript({
    name: 'run 1',
    environmentCommands: [],
    workingDirectory: '/',
    commandFile,
    preferredPort: 23_456,
    hostSuffix: '',
    environment: {},
    basePath: { before: "/user/it's/proxy/", host: null, after: ':23456/' },
    arguments: {
      kind: 'trame',
      id: 'abcdefghijkl',
      sessionDirectory: session,
      port: null,
      dataDirectory: data,
      keyFile,
      idleTimeoutSeconds: 60,
    },
    ...changes,
  });
  const file = join(session, 'job.sh');
  await writeFile(file, script);
  const output = execFileSync('/bin/bash', [file], { encoding: 'utf8' }).split('\0').slice(0, -1);
  const address = parseAddress(execFileSync('cat', [join(session, 'address')], { encoding: 'utf8' }));
  return { baseUrl: output[0], bindAddress: output[1], all: output[2], rest: output.slice(3), address };
}

const names = ['plain', 'with space', `it's "$(touch x)" *\n\\ Größe`, '-rf', '$tm_links'];
for (const session of [join(root, 'sessions', 'abcdefghijkl'), join(root, "state of 'Ada' $HOME *", 'abcdefghijkl')]) {
  t.test(`any data directory arrives as one word on the node; session in ${JSON.stringify(session)}`, async (t) => {
    for (const name of names) {
      const data = join(root, 'cases', name);
      await mkdir(data, { recursive: true });
      const { rest, all, address, bindAddress } = await run(session, data);
      const [port, , , server, host, timeout] = rest;
      t.strictSame(
        [port, server, host, timeout],
        [`--port=${address?.port}`, '--server', `--host=${address?.address}`, '--timeout=60'],
      );
      t.equal(bindAddress, address?.address);
      t.equal(all, rest.slice(0, 6).join(' '));
      t.strictSame(rest.slice(6), [`${await realpath(data)}X`, `${await realpath(join(session, 'auth.key'))}X`], name);
    }
    const left = (await readdir('/tmp')).filter((entry) => /^trame-manager-[A-Za-z0-9]{8}$/.test(entry));
    t.strictSame(left, [], 'links outside are removed with the end');
  });
}

t.test('the public path has the host of the first run, whatever node a later one gets', async (t) => {
  const session = join(root, 'sessions', 'abcdefghijkl');
  t.equal((await run(session, null)).baseUrl, `/user/it's/proxy/${hostname()}:23456/`);
  const before = '/tm/proxy/absolute/';
  const { baseUrl } = await run(session, null, { basePath: { before, host: 'n9', after: ':23456/' } });
  t.equal(baseUrl, '/tm/proxy/absolute/n9:23456/');
});

t.test('a web app gets port, data and host alone', async (t) => {
  const session = join(root, 'sessions', 'abcdefghijkl');
  const given = {
    kind: 'web' as const,
    id: 'a',
    sessionDirectory: session,
    port: null,
    dataDirectory: '/tmp',
    keyFile: '/k',
    idleTimeoutSeconds: 0,
  };
  const { rest, address } = await run(session, null, { arguments: given });
  t.strictSame(rest.slice(0, 3), [`--port=${address?.port}`, '--data=/tmp', `--host=${address?.address}`]);
  t.equal(rest.length, 4);
});
