import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { makeInstanceArguments, removeOuterLinks } from '../../src/adapters/instance-arguments.ts';

const root = await mkdtemp('/tmp/trame-manager-test-');
t.teardown(() => rm(root, { recursive: true, force: true }));
/** The words that bash makes of a plain `$INSTANCE_ARGS`, as a Python program gets them where `program` is one. */
function wordsOf(instanceArgs: string, program = ''): string[] {
  const command = program === '' ? "printf '%s\\0' $INSTANCE_ARGS" : `python3 ${program} $INSTANCE_ARGS`;
  const env = { ...process.env, INSTANCE_ARGS: instanceArgs };
  return execFileSync('bash', ['-c', command], { cwd: root, env, encoding: 'utf8' }).split('\0').slice(0, -1);
}

async function check(t: Test, session: string, name: string, program = ''): Promise<void> {
  const dataDirectory = join(root, 'cases', name);
  await mkdir(dataDirectory, { recursive: true });
  const keyFile = join(session, 'auth.key');
  const instanceArgs = await makeInstanceArguments({
    kind: 'trame',
    id: 'abcdefghijkl',
    sessionDirectory: session,
    runtimeDirectory: join(root, 'run'),
    port: 40123,
    dataDirectory,
    keyFile,
    idleTimeoutSeconds: 14_400,
  });
  const words = wordsOf(instanceArgs, program);
  const paths = words.slice(1, 3).map((word) => word.slice(word.indexOf('=') + 1));
  t.strictSame(
    [words.toSpliced(1, 2), await Promise.all(paths.map((path) => realpath(path)))],
    [
      ['--port=40123', '--server', '--host=127.0.0.1', '--timeout=14400'],
      [dataDirectory, keyFile],
    ],
    JSON.stringify(name),
  );
  await rm(dataDirectory, { recursive: true });
}

const sessions = [join(root, 'sessions', 'abcdefghijkl'), join(root, "state of 'Ada' $HOME *", 'abcdefghijkl')];
for (const session of sessions) {
  await mkdir(session, { recursive: true });
  await writeFile(join(session, 'auth.key'), 'secret');
}

t.test('any data directory arrives as one word, also where the state directory has an odd name', async (t) => {
  const names = [
    'plain',
    'with space',
    '  two  spaces  ',
    "it's",
    '"quoted"',
    '$HOME',
    '$(touch x)',
    '`touch x`',
    'line\nbreak',
    'tab\there',
    '*',
    '?',
    '[a-z]',
    '{a,b}',
    '~',
    '~root',
    'back\\slash',
    '-rf',
    '--port=1',
    'Größe 漢字 \u{1F600}',
    '!history',
    '#comment',
    'a;b&c|d<e>f',
    '\u00a0',
    '\\',
    '$IFS',
    '%41',
  ];
  for (const session of sessions) for (const name of names) await check(t, session, name);
});

t.test('a Python program started by a plain `python3 print_args.py $INSTANCE_ARGS` gets them', async (t) => {
  const program = join(root, 'print_args.py');
  await writeFile(program, 'import sys\nfor word in sys.argv[1:]: sys.stdout.write(word + "\\0")\n');
  for (const session of sessions) await check(t, session, `it's "$(touch x)" *\n\\ Größe`, program);
  t.notOk(existsSync(join(root, 'x')), 'nothing was run');
});

t.test('and so does any other name that a file system takes', async (t) => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => isFileName(text));
  const shell = fc.string({
    unit: fc.constantFrom(...' \t\n\'"$`\\*?[]{}()~!#;&|<>-=ab'),
    minLength: 1,
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(name, shell), fc.constantFrom(...sessions), async (text, session) => {
      await check(t, session, text);
    }),
    { numRuns: 60 },
  );
});

t.test('a path of plain characters is passed as it is', async (t) => {
  const given = {
    kind: 'web' as const,
    id: 'a',
    sessionDirectory: '/s',
    runtimeDirectory: '/r',
    port: 1,
    keyFile: '/s/auth.key',
    idleTimeoutSeconds: 0,
  };
  t.equal(
    await makeInstanceArguments({ ...given, dataDirectory: '/data/run_1.2' }),
    '--port=1 --data=/data/run_1.2 --host=127.0.0.1',
  );
  t.equal(await makeInstanceArguments({ ...given, dataDirectory: null, port: null }), '--host=127.0.0.1');
});

t.test('links outside the session directory can be removed', async (t) => {
  await removeOuterLinks(join(root, 'run'), 'abcdefghijkl');
  await removeOuterLinks(join(root, 'run'), 'abcdefghijkl');
  t.pass();
});

function isFileName(text: string): boolean {
  return !/[/\0]/.test(text) && text !== '.' && text !== '..' && text.isWellFormed() && Buffer.byteLength(text) < 255;
}
