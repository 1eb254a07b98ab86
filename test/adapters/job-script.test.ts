import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { renderJobScript } from '../../src/adapters/job-script.ts';
import { readSiteFile } from '../../src/adapters/site-file.ts';
import { formField } from '../support/form-samples.ts';

const given = { job_name: 'a job', session_directory: '/s d', command_file: '/s d/command.sh', log_file: '/s d/log' };
const fields = ['account', 'nodes', 'time_limit', 'extra_lines', 'flag'].map((name) => formField(name));
const render = (template: string, values: Parameters<typeof renderJobScript>[1] = {}) =>
  renderJobScript({ template, fields }, values, given);

t.test('values are quoted on their way out, conditions and arithmetic see them as they are', async (t) => {
  const template = `#!/bin/bash
#SBATCH --job-name={{ job_name }}
{% if nodes > 1 %}
#SBATCH --nodes={{ nodes * 2 }}
{% endif %}
{% if account == "a b" and flag %}
#SBATCH --account={{ account }} --time={{ time_limit | hms }} --minutes={{ time_limit | minutes }}
{% endif %}
{{ extra_lines | directives }}
echo {{ "x y" }} {{ account ~ "/" ~ nodes }} {{ flag }} {{ account | upper }}
exec bash {{ command_file }}`;
  t.equal(
    render(template, {
      account: 'a b',
      nodes: 2,
      time_limit: 5401,
      extra_lines: '#SBATCH -x n1\n#SBATCH "y"',
      flag: true,
    }),
    `#!/bin/bash
#SBATCH --job-name='a job'
#SBATCH --nodes=4
#SBATCH --account='a b' --time=01:30:01 --minutes=91
#SBATCH -x n1
#SBATCH "y"
echo 'x y' 'a b/2' true 'A B'
exec bash '/s d/command.sh'
`,
  );
});

t.test('a field without a value is empty in conditions, and an error where it is given out', async (t) => {
  t.equal(render('{% if account %}a{% else %}b{% endif %}{{ account | default("c") }}'), 'bc\n');
  t.throws(() => render('a\n{{ account }}'), { code: 'invalid_parameters', message: /line 2: A value is needed/ });
  t.throws(() => render('{{ time_limit | hms }}'), {
    code: 'invalid_parameters',
    message: /"hms" needs a number, but it got nothing/,
  });
  t.throws(() => render('{{ [1] }}'), { code: 'invalid_parameters', message: /no text and no number/ });
  t.throws(() => render('{{ nodes / 0 }}', { nodes: 1 }), { code: 'invalid_parameters' });
});

t.test('what is no directive is not let through as one', async (t) => {
  for (const lines of [
    'rm -rf /',
    '#SBATCH -x\nrm',
    '#SBATCHx',
    '#SBATCH',
    ' #SBATCH x',
    '#SBATCH \u0007',
    '#SBATCH a\u2028b',
  ]) {
    t.throws(() => render('{{ extra_lines | directives }}', { extra_lines: lines }), {
      message: /no line for "directives"/,
    });
  }
});

t.test('a template cannot reach beyond its variables', async (t) => {
  for (const template of [
    '{{ account.constructor.constructor("return process")() }}',
    '{{ "x".constructor }}',
    '{% include "/etc/passwd" %}',
    '{{ range(3) }}',
    '{{ account | safe }}',
  ]) {
    t.throws(() => render(template, { account: 'a' }), { code: 'invalid_parameters' }, template);
  }
});

t.test('a line break in a directive is refused', async (t) => {
  t.throws(
    () =>
      renderJobScript({ template: '#SBATCH -J {{ job_name }}', fields: [] }, {}, { ...given, job_name: 'a\nrm -rf /' }),
    {
      code: 'invalid_parameters',
      message: /line 1: .*line breaks/,
    },
  );
});

t.test('whatever the fields of the shipped template hold, bash runs the command file and nothing else', async (t) => {
  const reading = await readSiteFile(resolve(import.meta.dirname, '../../configurations/slurm.yml'));
  const template = reading.ok ? reading.site.paraview.job : null;
  if (template === null) return t.fail('slurm.yml has no template');
  const directory = t.testdir({ "it's $(touch pwned)": {} });
  const session = join(directory, "it's $(touch pwned)");
  const commandFile = join(session, 'command "file".sh');
  writeFileSync(commandFile, 'printf done');
  const piece = fc.constantFrom(
    '$(touch pwned)',
    '`touch pwned`',
    "'; touch pwned; '",
    '"; touch pwned; "',
    '\\',
    "'",
    '"',
    '$',
    '#',
    ' ',
    '&',
    '|',
    '>pwned',
  );
  const printable = fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 95,
  });
  const text = fc.oneof(
    fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
    printable,
  );
  const everything = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => index + 32));
  const scriptWith = (value: string) => {
    const texts = Object.fromEntries(
      ['account', 'partition', 'qos', 'reservation', 'constraint'].map((name) => [name, value]),
    );
    const values = { ...texts, nodes: 1, tasks: 1, gpus: 1, time_limit: 60, extra_lines: `#SBATCH ${value}` };
    const paths = { session_directory: session, command_file: commandFile, log_file: join(session, 'log') };
    return renderJobScript(template, values, { job_name: value, ...paths });
  };
  // Not the login shell that the script asks for: it would read what this machine has in /etc. One bash runs many scripts.
  const run = (values: string[]) =>
    execFileSync('bash', ['--norc', '-c', values.map((value) => `(\n${scriptWith(value)})\n`).join('')], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH },
    });
  t.equal(run([everything]), 'done');
  fc.assert(
    fc.property(fc.array(text, { minLength: 20, maxLength: 20 }), (values) => run(values) === 'done'.repeat(20)),
    { numRuns: 20 },
  );
  t.notOk(existsSync(join(directory, 'pwned')), 'nothing else was run');
  t.notOk(existsSync(join(session, 'pwned')));
});
