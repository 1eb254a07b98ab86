import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { renderJobScript } from '../../src/adapters/job-script.ts';
import { checkSiteFile, readSiteFile } from '../../src/adapters/site-file.ts';
import { createSlurm } from '../../src/adapters/slurm/slurm.ts';
import type { Site } from '../../src/domain/site.ts';
import { createJobForms } from '../../src/services/job-forms.ts';
import { formField } from '../support/form-samples.ts';
import { startSlurmCluster } from '../support/slurm-cluster.ts';
import { until } from '../support/until.ts';

const shipped = resolve(import.meta.dirname, '../../configurations');

async function siteOf(name: string): Promise<Site> {
  const reading = await readSiteFile(join(shipped, `${name}.yml`));
  if (!reading.ok) throw new Error(`${name}.yml: ${JSON.stringify(reading.problems)}`);
  return reading.site;
}

t.test('the variant for reverse connections is a good configuration too', async (t) => {
  const text = readFileSync(join(shipped, 'slurm.yml'), 'utf8');
  const command = /\n( {2}command: \|\n(?: {4}.*\n)+)/.exec(text)?.[1] ?? '';
  const variant = /\n((?: {2}# {3}.*\n)+)\n {2}# Whether/.exec(text)?.[1]?.replaceAll('  #   ', '  ') ?? '';
  const fields = /reverse connections:\n((?: {6}#.*\n)+)/.exec(text)?.[1]?.replaceAll('      #   ', '      ') ?? '';
  t.match(variant, /^ {2}command: \|\n.*\n.*--reverse-connection/);
  const whole = text
    .replace(command, variant)
    .replace('      # For reverse connections:\n', `${fields}      # For reverse connections:\n`);
  const file = join(t.testdir({ 'site.yml': whole }), 'site.yml');
  t.same(await checkSiteFile(file), []);
  const reading = await readSiteFile(file);
  const names = reading.ok ? reading.site.paraview.job?.fields.map((field) => field.name) : [];
  t.same(names?.slice(-2), ['client_host', 'client_port']);
  t.match(reading, { site: { paraview: { command: /--client-host=\$PARAM_CLIENT_HOST/ } } });
});

t.test('on a real cluster', { timeout: 180_000 }, async (t) => {
  const jsc = await siteOf('jsc');
  const partitions = jsc.paraview.job?.fields.find(({ type }) => type === 'partition')?.choices ?? [];
  const times = (name: string) => (name.includes('devel') ? '02:00:00' : '24:00:00');
  const cluster = await startSlurmCluster(t, {
    // As large as the largest nodes there, with four GPUs each: files stand in for them.
    cpusPerNode: 128,
    nodeWords: 'Gres=gpu:4',
    lines: [
      'GresTypes=gpu',
      // The cluster has a partition of this name already.
      ...partitions
        .filter((name) => name !== 'batch')
        .map((name) => `PartitionName=${name} Nodes=n1,n2 MaxTime=${times(name)} State=UP`),
    ],
    files: { 'gres.conf': ['null', 'zero', 'full', 'random'].map((name) => `Name=gpu File=/dev/${name}\n`).join('') },
  });
  const slurm = createSlurm({
    env: cluster.env,
    user: cluster.user,
    commandTimeoutMs: 15_000,
    commandDirectory: null,
    accountsCommand: null,
    partitionsCommand: null,
  });
  const forms = createJobForms({ limits: () => slurm.readLimits(), renderScript: renderJobScript });
  const directory = t.testdir({});
  const given = (name: string) => ({
    job_name: name,
    session_directory: directory,
    command_file: join(directory, 'command file.sh'),
    log_file: join(directory, 'log'),
  });

  await t.test('the scripts of all shipped templates pass sbatch --test-only in each partition', async (t) => {
    t.ok(partitions.length >= 8);
    for (const [name, chosen] of [
      ...partitions.map((partition) => ['jsc', { account: 'proj1', partition, reservation: '' }] as const),
      [
        'jsc',
        {
          account: 'proj2',
          partition: 'devel',
          nodes: 2,
          tasks: 1,
          gpus: 0,
          timeLimit: '30m',
          extra_lines: '#SBATCH --comment="x y"\n#SBATCH --mail-type=END',
        },
      ],
      ['slurm', {}],
      [
        'slurm',
        {
          account: 'proj2',
          partition: 'short',
          nodes: 2,
          tasks: 4,
          gpus: 2,
          time_limit: '2m',
          qos: 'normal',
          extra_lines: '#SBATCH --mem=100',
        },
      ],
    ] as const) {
      const { paraview, jobs } = await siteOf(name);
      for (const template of [paraview.job, jobs]) {
        if (template === null) return t.fail(`${name} has no template`);
        const values = await forms.check(template.fields, { ...chosen });
        const script = forms.render(template, values, given(`it's "${name}" #1`));
        const test = await slurm.test({
          jobName: name,
          script,
          workingDirectory: directory,
          outputFile: join(directory, 'log'),
          afterJobId: null,
        });
        t.same(test.problems, [], `${name} ${JSON.stringify(chosen)}`.replaceAll('#', ''));
        t.type(test.estimatedStart, 'string');
      }
    }
  });

  await t.test('a partition that the system does not have is refused with the name of one that it has', async (t) => {
    const fields = jsc.jobs?.fields ?? [];
    await t.rejects(forms.check(fields, { account: 'proj1', partition: 'develboster' }), {
      message: /Did you mean "develbooster"/,
    });
    await t.rejects(forms.check(fields, { account: 'proj1', partition: 'devel', time_limit: '3h' }), {
      message: /Partition devel allows 2 h at most/,
    });
    await t.rejects(forms.check(fields, { account: 'proj1', partition: 'closed' }), { message: /not open to you/ });
  });

  await t.test('a job runs the command file, without what its environment should not have', async (t) => {
    const { paraview } = await siteOf('slurm');
    const template = paraview.job;
    if (template === null) return t.fail('slurm.yml has no template');
    writeFileSync(
      join(directory, 'command file.sh'),
      'env; srun -n1 env | sed "s/^/step /"; echo "tasks $SLURM_NTASKS"\n',
    );
    const values = await forms.check(template.fields, { nodes: 2, tasks: 2, time_limit: '1m', account: 'proj2' });
    const script = forms.render(template, values, given('run'));
    const env = { ...cluster.env, JUPYTERHUB_API_TOKEN: 'secret', PARAM_X: 'x' };
    const args = ['--parsable', `--chdir=${directory}`, `--output=${join(directory, 'log')}`];
    const id = await submit(args, script, env);
    const log = join(directory, 'log');
    const state = () => cluster.run('squeue', ['--noheader', '-j', id, '-t', 'all', '-o', '%T']);
    await until(async () => (await state()).includes('COMPLETED'), 'the end of the job', 30_000);
    const output = readFileSync(log, 'utf8');
    t.match(output, /^tasks 4$/m);
    t.match(output, /^HOME=/m);
    t.match(output, /^step HOME=/m);
    t.notMatch(output, /secret/);
  });

  await t.test('a directive’s value arrives in Slurm as it was, whatever it holds', async (t) => {
    const template = {
      fields: [formField('comment')],
      template:
        '#!/bin/sh\n#SBATCH --job-name={{ job_name }} --comment={{ comment }} --hold --output=/dev/null\nexec true {{ command_file }}',
    };
    const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => index + 32));
    const texts = [
      printable,
      "a'b",
      'a"b',
      'a\\b',
      "\\'",
      'a b # c',
      '#x',
      ':x',
      '\\',
      ' ',
      'é 漢 😀',
      `$(id) \`id\` \${x}`,
      '--account=root',
      "'\"'",
    ];
    for (const text of texts) {
      const script = renderJobScript(template, { comment: text }, given(text));
      const id = await submit(['--parsable'], script, cluster.env);
      const { jobs } = JSON.parse(await cluster.run('squeue', ['--json']));
      const job = jobs.find((candidate: { job_id: number }) => candidate.job_id === Number(id));
      t.same([job.name, job.comment, job.account], [text, text, 'proj1']);
    }
    await cluster.cancelAll();
  });
});

async function submit(args: string[], script: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await execa('sbatch', args, { env, extendEnv: false, input: script });
  return stdout.trim();
}
