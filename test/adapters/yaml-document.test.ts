import fc from 'fast-check';
import { dump } from 'js-yaml';
import t from 'tap';
import { parseYamlDocument } from '../../src/adapters/yaml-document.ts';
import { DocumentError, type DocumentProblem } from '../../src/adapters/yaml-document-problem.ts';

function problemOf(text: string): DocumentProblem | null {
  try {
    parseYamlDocument(text);
    return null;
  } catch (error) {
    if (error instanceof DocumentError) return error.problem;
    throw error;
  }
}

t.test('values follow the core schema of YAML 1.2', async (t) => {
  const { value } = parseYamlDocument('a: yes\nb: 0o17\nc: 010\nd: 1e3\ne: ~\nf: "5"\ng: 2024-01-01\nh: true\n');
  t.same(value, { a: 'yes', b: 15, c: 10, d: 1000, e: null, f: '5', g: '2024-01-01', h: true });
});

t.test('a pointer leads to the line and column of its value or key', async (t) => {
  const text = [
    '# an app',
    'name: "x"  # c',
    'parameters:',
    '  - {name: iso, min: 0}',
    '  - name: q',
    '    choices: [a, *b]'.replace('*b', 'é, c'),
    'command: |',
    '  run',
    'a/b: {"m~n": 1}',
    'empty:',
  ].join('\r\n');
  const document = parseYamlDocument(`\ufeff${text}`);
  for (const [pointer, line, column, keyColumn] of [
    ['/name', 2, 7, 1],
    ['/parameters', 4, 3, 1],
    ['/parameters/0', 4, 5, 5],
    ['/parameters/0/min', 4, 22, 17],
    ['/parameters/1/choices/2', 6, 21, 21],
    ['/a~1b', 9, 6, 1],
    ['/a~1b/m~0n', 9, 14, 7],
    ['/empty', 10, 1, 1],
  ] as const) {
    t.same(document.place(pointer), { line, column }, pointer);
    t.equal(document.place(pointer, 'key').column, keyColumn, `key of ${pointer}`);
  }
  t.equal(document.place('/command').line, 8);
});

t.test('a byte order mark takes no column, and any line break ends a line', async (t) => {
  t.same(parseYamlDocument('\ufeffa: 1').place('/a', 'key'), { line: 1, column: 1 });
  t.same(parseYamlDocument('a: 1\rb: 2\r\nc: 3\nd: 4').place('/d'), { line: 4, column: 4 });
});

t.test('a pointer to nothing leads to the nearest thing around it', async (t) => {
  const document = parseYamlDocument('a: 1\nb:\n  c: [1]\n');
  t.same(document.place('/b/x/y'), { line: 3, column: 3 });
  t.same(document.place('/zzz'), { line: 1, column: 1 });
  t.same(document.place('/b/c/7'), { line: 3, column: 6 });
});

t.test('scalars can be had as they are written, through aliases too', async (t) => {
  const document = parseYamlDocument('a: &v 1.10\nb: *v\nc: [True, "x\\ty"]\nd:\n');
  t.equal(document.text('/a'), '1.10');
  t.equal(document.text('/b'), '1.10');
  t.equal(document.text('/c/0'), 'True');
  t.equal(document.text('/c/1'), 'x\ty');
  t.equal(document.text('/c'), null);
  t.equal(document.text('/d'), '');
  t.equal(document.text('/nothing'), null);
});

t.test('a value below an alias is placed where it is written', async (t) => {
  const document = parseYamlDocument('a: &m\n  x: 1\nb: *m\n');
  t.same(document.value.b, { x: 1 });
  t.same(document.place('/b'), { line: 3, column: 4 });
  t.same(document.place('/b/x'), { line: 2, column: 6 });
});

t.test('syntax errors come with their place, words and no source text', async (t) => {
  for (const [text, line, column, message, hint] of [
    ['a: 1\n\tb: 2', 2, 1, /tab/i, /spaces/],
    ['\ta: 1', 1, null, /tab/i, /spaces/],
    ['a:\n  \tb: 1', 2, null, /tab/i, /spaces/],
    ['a: 1\nb: 2\na: 3', 3, 1, /twice/, /Remove/],
    ['a: {b: 1, b: 2}', 1, 11, /twice/, /Remove/],
    ['a: b: c', 1, null, /does not fit/, /quotes/],
    ['a: @x', 1, null, /does not fit/, /quotes/],
    ['a:\n  b: 1\n c: 2', 3, null, /does not fit/, /same column/],
    ['a: [1, 2', 1, null, /not closed/, /Close it/],
    ["a: 'x", 1, null, /single quote is not closed/, /Close it/],
    ['a: "x', 1, null, /double quote is not closed/, /Close it/],
    ['a: *x', 1, null, /no anchor "&x"/, /quotes/],
    ['a: !python/object:os.system x', 1, 4, /tag/, /Remove the tag/],
    ['a: !!binary aGk=', 1, 4, /tag/, /Remove the tag/],
    ['a: x\0y', 1, null, /NUL/, /UTF-8/],
    ['a: "x\\0y"', 1, 4, /NUL/, /Remove/],
    ['a: \x07', 1, null, /control character/, /Remove/],
    ['? [1, 2]\n: 3', 1, 3, /key/, null],
  ] as const) {
    const problem = problemOf(text);
    t.match(problem, { line, message }, JSON.stringify(text));
    if (column !== null) t.equal(problem?.column, column, `column of ${JSON.stringify(text)}`);
    if (hint !== null) t.match(problem?.hint, hint);
    t.notMatch(problem?.message, /\n/);
  }
});

t.test('the top has to be one mapping', async (t) => {
  for (const [text, line, message] of [
    ['', 1, /empty/],
    ['# only a comment\n', 1, /empty/],
    ['---\n', 1, /empty/],
    ['just text', 1, /mapping/],
    ['\n- a\n', 2, /mapping/],
    ['"a"', 1, /mapping/],
    ['a: 1\n---\nb: 2', 2, /several/],
  ] as const) {
    t.match(problemOf(text), { line, message }, JSON.stringify(text));
  }
});

t.test("keys cannot reach JavaScript's prototypes", async (t) => {
  t.match(problemOf('__proto__: {polluted: 1}'), { line: 1, column: 1, message: /__proto__/ });
  t.match(problemOf('a:\n  "__proto__": 1'), { line: 2, column: 3, message: /__proto__/ });
  const { value } = parseYamlDocument('constructor: {prototype: {polluted: 1}}\n');
  t.equal(({} as { polluted?: unknown }).polluted, undefined);
  t.same(Object.keys(value), ['constructor']);
});

t.test('aliases cannot make a small file stand for a huge value', async (t) => {
  const start = performance.now();
  const many = `a: &a x\nb: [${'*a,'.repeat(80_000)}]`;
  t.match(problemOf(many), { line: 2, message: /too many aliases/ });
  const levels = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++) {
    const alias = `*l${level - 1}`;
    levels.push(`l${level}: &l${level} [${Array.from({ length: 10 }, () => alias).join(', ')}]`);
  }
  t.match(problemOf(levels.join('\n')), { message: /too many values/ });
  t.match(problemOf('a: &a [1, *a]'), { line: 1, column: 11, message: /within what it stands for/ });
  t.ok(performance.now() - start < 2000, 'all refused quickly');
});

t.test('depth and size are bounded', async (t) => {
  t.match(problemOf(`a: ${'['.repeat(100_000)}`), { message: /too deeply/ });
  t.match(problemOf(`a: ${'x'.repeat(256 * 1024)}`), { message: /too large/ });
  t.equal(problemOf(`a: ${'x'.repeat(250 * 1024)}`), null);
});

t.test('what is dumped is read again, and each scalar is found', async () => {
  const data = fc.dictionary(
    fc.string().filter((key) => key !== '__proto__' && !key.includes('\0')),
    fc.oneof(
      fc.string().filter((text) => !text.includes('\0')),
      fc.integer(),
      fc.boolean(),
      fc.array(fc.integer()),
    ),
  );
  fc.assert(
    fc.property(data, (written) => {
      const document = parseYamlDocument(dump(written));
      return Object.entries(written).every(([key, value]) => {
        const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const same = JSON.stringify(document.value[key]) === JSON.stringify(value);
        return same && (typeof value !== 'string' || document.text(pointer) === value);
      });
    }),
  );
});

t.test('no text makes it fail otherwise than with a problem', async () => {
  const pieces = fc.constantFrom(
    'a',
    ': ',
    '\n',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '&x ',
    '*x',
    '!t ',
    '|\n',
    '  ',
    '\t',
    '#',
    '%',
    '---\n',
    '? ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => void problemOf(parts.join(''))),
    { numRuns: 2000 },
  );
});
