import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import t from 'tap';
import { testEnvironment } from '../support/daemon.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

async function check(directory: string, file: string) {
  const options = {
    reject: false,
    extendEnv: false,
    env: testEnvironment(directory),
    cwd: directory,
    timeout: 30_000,
  } as const;
  const { stdout, stderr, exitCode } = await execa(process.execPath, [main, 'configuration', 'check', file], options);
  return { stdout, stderr, exitCode };
}

t.test('it says in short what a good configuration sets up', async (t) => {
  const site = `title: Ours
scheduler: slurm
paraview:
  start: local
  command: exec pvserver
  known: [{port: 11111}]
  fields: [{name: processes, type: integer}]
jobs: {template: "#!/bin/sh\\nexec sh {{ command_file }}"}
`;
  t.same(await check(t.testdir({ 'site.yml': site }), 'site.yml'), {
    stdout: `site.yml: this configuration is good.
  title: Ours
  scheduler: slurm
  ParaView servers: on this machine, with processes; shown while they listen: localhost:11111
  apps as jobs: yes`,
    stderr: '',
    exitCode: 0,
  });
});

t.test('it names the line of each mistake in a template, and the nearest name', async (t) => {
  const site = `scheduler: slurm
jobs:
  template: |
    #!/bin/bash
    #SBATCH --account={{ acount }}
    {% if nodez > 1 %}
    echo "{{ account }}"
    {% endif %}
    exec bash {{ command_file }}
  fields:
    - {name: account, type: account, required: true}
    - {name: nodes, type: nodes, default: 1}
`;
  const { stdout, stderr, exitCode } = await check(t.testdir({ 'site.yml': site }), 'site.yml');
  t.same([stdout, exitCode], ['', 2]);
  t.same(stderr.split('\n'), [
    'site.yml:5:1: There is no variable "acount". Did you mean "account"?',
    'site.yml:6:1: There is no variable "nodez". Did you mean "nodes"?',
  ]);
});
