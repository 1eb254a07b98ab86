import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { scriptFromPieces } from '../../src/adapters/shell-quoting.ts';

/** "echo {{a}} x" -> the pieces with "a" as the value. */
function pieces(template: string, isRaw = false) {
  return template
    .split(/\{\{|\}\}/)
    .map((part, index) => (index % 2 === 0 ? { text: part } : { value: part, line: 1, isRaw }));
}

/** The script, or "!" and the first problem's message. */
function quoted(template: string): string {
  const { script, problems } = scriptFromPieces(pieces(template));
  return problems[0] === undefined ? script : `!${problems[0].message}`;
}

t.test('a value is one word, and simple ones stay bare', async (t) => {
  t.equal(
    quoted("echo {{a}} {{a b}} {{}} {{it's}} {{$(x)}} {{#x}} {{~}} {{a=b}}"),
    "echo a 'a b' '' 'it'\\''s' '$(x)' '#x' '~' 'a=b'",
  );
  t.equal(quoted('echo --x={{a b}}/y"$z"{{c d}}'), "echo --x='a b'/y\"$z\"'c d'");
  t.equal(quoted('echo $({{a b}}; (x {{c d}})) $$ {{e f}}'), "echo $('a b'; (x 'c d')) $$ 'e f'");
  t.equal(quoted('echo $(( {{4}} * (1 + {{2}}) )) {{a b}}'), "echo $(( 4 * (1 + 2) )) 'a b'");
});

t.test('quotes, comments, escapes and here-documents before a value do not mislead', async (t) => {
  for (const before of [
    "echo 'it is \"' ",
    'echo "a \'b\' \\" c" ',
    '# it\'s "odd\n',
    "echo a#'b' ",
    'echo \\\' \\" ',
    'cat <<X\nit\'s "\nX\n',
    "cat <<-'E'\n it's\n\tE\n",
    'cat <<< "$x" ',
    "echo $'it\\'s' ",
    'echo "$(echo "x y" \')\')" ',
    `echo "\${x:-"a b"}" `,
    "echo \\\n# it's a comment\n",
    'echo $(( 1 << 2 )) ',
    'case $x in a) echo;; esac\n',
    "echo $(x)#'y' ",
    'x=(a b) ',
    "echo $$'\\' ",
    'echo `date \\`x\\`` ',
  ]) {
    t.equal(quoted(`${before}{{a b}}`), `${before}'a b'`, before);
  }
});

t.test('where no quoting would hold a value is refused', async (t) => {
  for (const template of [
    'echo "{{a}}"',
    "echo '{{a}}'",
    "echo $'{{a}}'",
    'echo "$(x)"y"{{a}}"',
    `echo "\${x:-{{a}}}"`,
    'echo `{{a}}`',
    'echo \\{{a}}',
    "echo $(x)#'{{a}}'",
    `echo \${{a}}`,
    'cat <<X\n{{a}}\nX',
    'cat <<{{a}}',
    'cat <<A <<B\nA\n{{a}}\nB',
    'echo $(( {{x}} ))',
    'echo $(case $x in (a) b;; esac; echo {{a}})',
    `echo "\${x#'}" {{a}}`,
    '#SBATCH --comment="{{a}}"',
    '#SBATCH --comment=\\{{a}}',
    '# {{a\nb}}',
    '#SBATCH -J {{a\tb}}',
    'echo {{a\0b}}',
    'echo {{\ud800}}',
  ]) {
    t.match(quoted(template), /^!/, template);
  }
});

t.test('a directive’s value is quoted as the scheduler reads it', async (t) => {
  t.equal(
    quoted('#SBATCH -J {{a b}} -A {{it\'s}} --x={{a\\b}} {{"}}'),
    '#SBATCH -J \'a b\' -A "it\'s" --x="a\\\\b" \'"\'',
  );
});

t.test('directives stand on lines of their own', async (t) => {
  const raw = (template: string) => scriptFromPieces(pieces(template, true));
  t.equal(raw('a\n{{#SBATCH -x "y"}}\nb').script, 'a\n#SBATCH -x "y"\nb');
  t.same(raw('a\n{{#SBATCH -x "y"}}\nb').problems, []);
  for (const template of ['echo {{#SBATCH -x}}', '"\n{{#SBATCH -x}}"', 'cat <<X\n{{#SBATCH -x}}\nX']) {
    t.match(raw(template).problems, [{ message: /line of their own|within/ }], template);
  }
});

t.test('bash finds the value unharmed wherever it may stand', async (t) => {
  const directory = t.testdir({});
  const nasty = fc.constantFrom(
    "'",
    '"',
    '`',
    '$',
    '\\',
    '\n',
    ' ',
    '#',
    '(',
    ')',
    '{',
    '}',
    '<',
    '>',
    '&',
    ';',
    '|',
    '!',
    '*',
    'touch pwned',
    '$(touch pwned)',
    '`touch pwned`',
    "';touch pwned;'",
    '"$(touch pwned)"',
    'é',
    '漢',
    '😀',
    '\t',
    '-n',
    '~',
    '=',
  );
  const text = fc.oneof(
    fc.array(nasty, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => value.isWellFormed() && !value.includes('\0')),
  );
  const around: [string, string][] = [
    ['printf %s ', ''],
    ['printf %s "$e"', '"$e"'],
    ['printf %s $(printf "%s\\n" "a" >&2)', ''],
    ["cat <<'X' >&2\nit's \"\nX\nprintf %s ", ''],
    ["# it's\nx=", '; printf %s "$x"'],
    ['case 1 in 1) printf %s ', ';; esac'],
    ['f() { printf %s ', '; }; f'],
    ['y=(b ', `); printf %s "\${y[1]}"`],
    ['if [[ -n x ]]; then printf %s ', '; fi # "'],
  ];
  fc.assert(
    fc.property(fc.array(text, { minLength: 20, maxLength: 20 }), (values) => {
      // One bash for many values; each prints its value and a separator.
      const parts = values.flatMap((value, index) => {
        const [before, after] = around[index % around.length] ?? ['', ''];
        return [{ text: before }, { value, line: 1, isRaw: false }, { text: `${after}\nprintf '\\0'\n` }];
      });
      const { script, problems } = scriptFromPieces(parts);
      const output = execFileSync('bash', ['--norc', '-c', script], {
        cwd: directory,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return problems.length === 0 && output === values.map((value) => `${value}\0`).join('');
    }),
    { numRuns: 40 },
  );
  t.same(execFileSync('ls', ['-A', directory], { encoding: 'utf8' }), '', 'nothing else was run');
});
