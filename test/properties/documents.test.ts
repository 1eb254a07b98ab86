import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { Check } from 'typebox/value';
import { readAppFile } from '../../src/adapters/app-file.ts';
import { readSiteFile } from '../../src/adapters/site-file.ts';
import { presentApps } from '../../src/routes/present-app.ts';
import { AppListSchema } from '../../src/schemas/app.ts';
import { runs } from '../support/property-runs.ts';
import { root } from '../support/python-environment.ts';

t.setTimeout(60_000);

const everything = `name: All
kind: web
unix_socket: true
absolute_url: true
environment: {A: 1.10}
parameters:
  - {name: iso, label: Iso, type: number, min: 0, max: 1, default: 0.5, help: x}
  - {name: solver, type: choice, choices: [fast, exact], default: fast}
data_directory: required
ready: {path: /, timeout_seconds: 90}
idle_timeout_seconds: 0
resources: {run_on: job, nodes: 2}
tags: [a, b]
command: run
`;

/** A document of which lines are gone, doubled, moved in, or hold something else. */
function damaged(samples: string[]) {
  const pieces = fc.constantFrom(
    ...[
      '*a',
      '&a [*a, *a]',
      '!!js/function "x"',
      '!!binary aGk=',
      '!include /etc/passwd',
      '<<: *a',
      '__proto__: {x: 1}',
      '{',
      ']',
    ],
    ...[
      '"\\0"',
      '- - - - -',
      '? ',
      '|',
      '>-9',
      '%YAML 1.1',
      '---',
      '...',
      '#',
      '\t',
      '\u2028',
      '1e999',
      '.nan',
      '0o7',
      '-0',
      '~',
    ],
    ...['constructor', 'name', 'command', '9'.repeat(60), 'a'.repeat(300), '2026-11-21', 'yes', 'null', "'", '"'],
  );
  const edit = fc.tuple(
    fc.nat(),
    fc.constantFrom('drop', 'double', 'indent', 'value', 'insert', 'key'),
    fc.oneof(pieces, fc.string({ maxLength: 10 })),
  );
  return fc.tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([text, edits]) => {
    const lines = text.split('\n');
    for (const [at, kind, piece] of edits) {
      const index = at % lines.length;
      const line = lines[index] ?? '';
      if (kind === 'drop') lines.splice(index, 1);
      else if (kind === 'double') lines.splice(index, 0, line);
      else if (kind === 'indent') lines[index] = `  ${line}`;
      else if (kind === 'insert') lines.splice(index, 0, piece);
      else if (kind === 'key') lines[index] = line.replace(/^(\s*)[^:]*/, `$1${piece.replaceAll('$', '')}`);
      else lines[index] = line.replace(/:.*/, () => `: ${piece}`);
    }
    return lines.join('\n');
  });
}

const hasPlace = (text: string, { line, column }: { line: number | null; column: number | null }) =>
  line === null || (line >= 1 && line <= text.split(/\r\n|\n|\r/).length && (column === null || column >= 1));

t.test('any app file is an app that the API can tell, or has problems with a place and words', async (t) => {
  const directory = join(t.testdir(), 'trame', 'cone');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'app.yml');
  const samples = [everything, readFileSync(join(root, 'examples/isosurfaces/app.yml'), 'utf8')];
  await fc.assert(
    fc.asyncProperty(damaged(samples), async (text) => {
      writeFileSync(file, text);
      const reading = await readAppFile(file);
      if (reading.ok) {
        const list = presentApps({ apps: [reading.app], problems: [], searched: [] });
        return Check(AppListSchema, JSON.parse(JSON.stringify(list)));
      }
      return (
        reading.problems.length > 0 &&
        reading.problems.every((problem) => problem.message !== '' && hasPlace(text, problem))
      );
    }),
    runs(200),
  );
  t.notOk('x' in {});
});

t.test('any site file is a site, or has problems with a place and words', async (t) => {
  const file = join(t.testdir(), 'site.yml');
  const samples = ['slurm', 'jsc', 'desktop'].map((name) =>
    readFileSync(join(root, `configurations/${name}.yml`), 'utf8'),
  );
  await fc.assert(
    fc.asyncProperty(damaged(samples), async (text) => {
      writeFileSync(file, text);
      const reading = await readSiteFile(file);
      if (reading.ok) return reading.site.title !== undefined && Number.isFinite(reading.site.instances.maximum);
      return (
        reading.problems.length > 0 &&
        reading.problems.every((problem) => problem.message !== '' && hasPlace(text, problem))
      );
    }),
    runs(60),
  );
  t.notOk('x' in {});
});

t.test('a small file that stands for a huge one is refused at once', async (t) => {
  const file = join(t.testdir(), 'app.yml');
  const bombs = [
    [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(9)}]`),
    ].join('\n'),
    `a: ${'['.repeat(5000)}`,
    `a: &a\n  b: *a\n`,
    `${'a: &x {<<: *x}\n'.repeat(200)}`,
    `name: ${'&a '.repeat(3000)}`,
    `? ${'? '.repeat(3000)}`,
    'x'.repeat(300 * 1024),
    `name: "${'\\x41'.repeat(60_000)}"`,
  ];
  for (const bomb of bombs) {
    writeFileSync(file, bomb);
    const before = process.memoryUsage().heapUsed;
    t.equal((await readAppFile(file)).ok, false, bomb.slice(0, 20));
    t.ok(process.memoryUsage().heapUsed - before < 100_000_000, 'and takes little memory');
  }
});
