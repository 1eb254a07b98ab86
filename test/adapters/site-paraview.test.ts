import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkSiteFile, readSiteFile } from '../../src/adapters/site-file.ts';

const head = 'scheduler: slurm\nparaview:\n  start: job\n  command: exec pvserver\n  job:\n';
const good = `${head}    template: |
      #!/bin/bash
      #SBATCH --time={{ time_limit | hms }}
      exec bash {{ command_file }}
    fields:
      - {name: time_limit, type: walltime, default: 1h, max: 1d, required: true}
`;

t.test('what a site says of ParaView servers, jobs and its scheduler is read', async (t) => {
  const text = `${good}
  known: [{host: vis1, port: 22222}, {name: By hand}]
  host_suffix: i
  ends_with_last_client: false
  warn_before_end_seconds: 60
  ready_timeout_seconds: 5
scheduler_options: {command_timeout_seconds: 2.5, command_directory: /opt/slurm/bin, accounts_command: [projects, -p], partitions_command: [parts]}
jobs: {template: "#!/bin/sh\\nexec sh {{ command_file }}"}
`;
  const reading = await readSiteFile(join(t.testdir({ 'site.yml': text }), 'site.yml'));
  t.match(reading, {
    ok: true,
    site: {
      schedulerOptions: {
        commandTimeoutMs: 2500,
        commandDirectory: '/opt/slurm/bin',
        accountsCommand: ['projects', '-p'],
        partitionsCommand: ['parts'],
      },
      paraview: {
        start: 'job',
        command: 'exec pvserver',
        known: [
          { name: 'vis1:22222', host: 'vis1', port: 22_222 },
          { name: 'By hand', host: 'localhost', port: 11_111 },
        ],
        hostSuffix: 'i',
        endsWithLastClient: false,
        warnBeforeEndMs: 60_000,
        readyTimeoutMs: 5000,
        job: {
          fields: [
            { name: 'time_limit', default: 3600, max: 86_400, required: true, label: 'time_limit', pattern: null },
          ],
        },
      },
      jobs: { template: '#!/bin/sh\nexec sh {{ command_file }}', fields: [] },
    },
  });
});

t.test('texts of fields are taken as they are written', async (t) => {
  const text =
    'paraview: {start: local, command: pvserver, fields: [{name: a, type: choice, choices: [1.10, true], default: 1.10}, {name: b, default: 0x10}]}';
  const reading = await readSiteFile(join(t.testdir({ 'site.yml': text }), 'site.yml'));
  t.match(reading, {
    ok: true,
    site: { paraview: { fields: [{ choices: ['1.10', 'true'], default: '1.10' }, { default: '0x10' }] } },
  });
});

t.test('a mistake in a template is told with its line in the file', async (t) => {
  const file = join(t.testdir({}), 'site.yml');
  for (const [from, to, place, message, hint] of [
    ['time_limit | hms', 'time_limt | hms', '8:1', /no variable "time_limt"/, /"time_limit"/],
    ['| hms', '| hsm', '8:1', /no filter "hsm"/, /"hms"/],
    ['#SBATCH', '{% if time_limit %}', '8:1', /not closed/, /endif/],
    ['{{ command_file }}', '"{{ command_file }}"', '9:1', /within quotes/, /Leave the quotes out/],
    ['{{ command_file }}', 'x', '7:1', /never runs/, /bash/],
    ['#!/bin/bash', '# x', '7:1', /has to begin with a line such as/, null],
    ['default: 1h, max: 1d, required: true', 'max: 1d', '8:1', /needs a number|may be empty/, null],
    ['#SBATCH', 'echo\n      #SBATCH', '7:1', /after the first command/, /Move it up/],
    ['{name: time_limit,', '{name: x}\n      - {name: time_limit,', null, null, null],
    ['exec bash', '#SBATCH -x {{ x }}\n      exec bash', '9:1', /no variable "x"/, null],
  ] as const) {
    writeFileSync(file, good.replace(from, to));
    const [problem] = await checkSiteFile(file);
    if (place === null) t.equal(problem, undefined, to);
    else {
      t.equal(`${problem?.line}:${problem?.column}`, place, to);
      t.match(problem?.message, message, to);
      if (hint !== null) t.match(problem?.hint, hint, to);
    }
  }
});

t.test('a mistake in a template of one line is told with the place of the template', async (t) => {
  const text = 'scheduler: slurm\njobs: {template: "#!/bin/sh\\nexec {{ comand_file }}"}';
  t.match(await checkSiteFile(join(t.testdir({ 'site.yml': text }), 'site.yml')), [
    { line: 2, column: 18, message: /comand_file/ },
  ]);
});

t.test('an optional field that a template gives out without a condition is found', async (t) => {
  const text = good
    .replace('#SBATCH --time', '#SBATCH -A {{ account }} --time')
    .replace('fields:\n', 'fields:\n      - {name: account, type: account}\n');
  t.match(await checkSiteFile(join(t.testdir({ 'site.yml': text }), 'site.yml')), [
    { line: 8, message: /may be empty/, hint: /\{% if name %\}/ },
  ]);
});

t.test('what does not fit together is told at its key', async (t) => {
  const file = join(t.testdir({}), 'site.yml');
  for (const [text, place, message] of [
    ['paraview: {start: local}', '1:19', /needs "paraview.command"/],
    ['paraview: {start: job, command: x}', '1:19', /needs a scheduler.*|needs "paraview.job"/],
    ['scheduler: slurm\nparaview: {start: job, command: x}', '2:19', /needs "paraview.job"/],
    [good.replace('scheduler: slurm', 'scheduler: none'), '3:10', /needs a scheduler/],
    ['jobs: {template: "#!/bin/sh\\n{{ command_file }}"}', '1:1', /"jobs" needs a scheduler/],
    [`${good}  fields: []\n`, '12:3', /form of "start: local"/],
    [`${good}  required_program: x\n`, '12:3', /is for "start: local"/],
    ['paraview: {strat: local}', '1:12', /no field "paraview.strat"/],
    ['paraview: {known: [{port: 70000}]}', '1:27', /from 1 to 65535/],
    ['paraview: {known: [{host: "a b"}]}', '1:27', /a host name/],
    ['paraview: {host_suffix: "a.b"}', '1:25', /letters, digits/],
    ['scheduler_options: {command_directory: bin}', '1:40', /an absolute path/],
    ['scheduler_options: {accounts_command: id}', '1:39', /a list of words/],
  ] as const) {
    writeFileSync(file, text);
    const [problem] = await checkSiteFile(file);
    t.equal(`${problem?.line}:${problem?.column}`, place, text);
    t.match(problem?.message, message, text);
  }
});

t.test('what does not fit together in a field is told', async (t) => {
  const file = join(t.testdir({}), 'site.yml');
  for (const [field, message] of [
    ['{name: x, type: choice}', /choice without choices/],
    ['{name: x, type: choice, choices: [a]}', /has no default/],
    ['{name: x, choices: [a]}', /has choices but the type "string"/],
    ['{name: x, type: choice, choices: [a, a], default: a}', /a choice twice/],
    ['{name: x, type: choice, choices: [a], default: b}', /default of "x" does not fit/],
    ['{name: x, type: integer, min: 1, max: 4, default: 5}', /does not fit. x has to be at most 4/],
    ['{name: x, type: integer, default: "5"}', /whole number/],
    ['{name: x, type: integer, min: 5, max: 4}', /larger than "max"/],
    ['{name: x, type: integer, min: 1.5}', /whole number/],
    ['{name: x, type: integer, min: 2h}', /has to be a number/],
    ['{name: x, min: 1}', /only for numbers and times/],
    ['{name: x, type: number, max: .inf}', /a number/],
    ['{name: x, pattern: "("}', /no regular expression/],
    ['{name: x, pattern: "(a+)+"}', /repeats a group/],
    ['{name: x, pattern: "(a|b)*"}', /repeats a group/],
    ['{name: x, pattern: "(?:(a?))*"}', /repeats a group/],
    ['{name: x, pattern: "a*a*a*a*a*"}', /too many repetitions/],
    [`{name: x, pattern: "${'a?'.repeat(40)}"}`, /too many repetitions/],
    [`{name: x, pattern: "${'(a|b)'.repeat(30)}"}`, /too many repetitions/],
    [`{name: x, pattern: "${'a{1,30}'.repeat(8)}"}`, /too many repetitions/],
    ['{name: x, pattern: "[a-z]+", default: A}', /does not fit/],
    ['{name: x, type: integer, pattern: a}', /only for "string" and "text"/],
    ['{name: x, type: nodes}', /needs a scheduler/],
    ['{name: job_name}', /cannot be called "job_name"/],
    ['{name: after}', /cannot be called "after"/],
    ['{name: "1x"}', /a name of letters/],
    ['{name: x}, {name: x}', /"x" is given twice/],
    ['{name: x}, {name: y, aliases: [x]}', /"x" is given twice/],
    ['{name: x, aliases: [x]}', /"x" is given twice/],
    ['{name: x}, {name: X}', /would both be \$PARAM_X/],
    ['{name: x, typ: text}', /no field "paraview.fields\[0\].typ"/],
  ] as const) {
    writeFileSync(file, `paraview: {start: local, command: pvserver, fields: [${field}]}`);
    const problems = await checkSiteFile(file);
    t.match(problems[0]?.message, message, field);
    t.equal(problems[0]?.line, 1);
  }
});

t.test('patterns that are quick to match are taken', async (t) => {
  for (const pattern of [
    '(ab)+c*',
    '[a+]*',
    'a?b?',
    '(?:ab){2,4}',
    '(a|b)?',
    '\\(a+\\)*',
    '#SBATCH .+',
    '\\d{1,3}',
    '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}',
    '[\\w.-]+@[\\w.-]+\\.\\w+',
    '\\d+:\\d+?',
  ]) {
    const text = `paraview: {start: local, command: pvserver, fields: [{name: x, pattern: '${pattern}'}]}`;
    t.same(await checkSiteFile(join(t.testdir({ 'site.yml': text }), 'site.yml')), [], pattern.replace('#', ''));
  }
});

t.test('a walltime’s bounds and default are times', async (t) => {
  const field = (words: string) => good.replace('default: 1h, max: 1d', words);
  const file = join(t.testdir({}), 'site.yml');
  for (const [words, message] of [
    ['default: soon', /default of "time_limit" does not fit.*a time such as/],
    ['default: 2d, max: 1d', /at most 1 d/],
    ['min: x', /a time such as "2h"/],
  ] as const) {
    writeFileSync(file, field(words));
    t.match(await checkSiteFile(file), [{ message }], words);
  }
});
