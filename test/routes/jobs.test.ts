import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fastify, { type InjectOptions } from 'fastify';
import t from 'tap';
import { createJobFiles } from '../../src/adapters/job-files.ts';
import { readLogTail } from '../../src/adapters/log-tail.ts';
import type { Job } from '../../src/domain/scheduler.ts';
import { registerErrorHandler } from '../../src/routes/error-handler.ts';
import { jobRoutes } from '../../src/routes/jobs.ts';
import { createIdempotencyStore } from '../../src/services/idempotency.ts';
import { createJobQueue } from '../../src/services/job-queue.ts';
import { createOwnJobs } from '../../src/services/own-jobs.ts';
import type { JobQueue } from '../../src/services/ports.ts';
import { startSlurmCluster } from '../support/slurm-cluster.ts';
import { slurmOf, writeCommand } from '../support/slurm-commands.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);
const cluster = await startSlurmCluster(t);
const home = join(cluster.directory, 'home');
mkdirSync(home);
/** Commands for faults; empty: the cluster's own. */
const faults = join(cluster.directory, 'faults');
mkdirSync(faults);
const env = { ...cluster.env, PATH: `${faults}:${cluster.env.PATH}` };
const { queue, call } = await serve(
  createJobQueue({
    scheduler: slurmOf(cluster, { env, commandTimeoutMs: 4000 }),
    log: { warn: () => undefined },
    watchedPaceMs: 100,
  }),
);
queue.watch();

t.test('a script from a file is handed in, listed, and its output read', async (t) => {
  const file = join(home, 'räum auf.sh');
  writeFileSync(file, '#!/bin/bash\necho "from $PWD"\necho wrong >&2\n');
  const answer = await call('POST', '/jobs', { script_file: '~/räum auf.sh' });
  t.equal(answer.status, 201, answer.text);
  t.match(answer.json, { name: 'räum auf.sh', working_directory: home, partition: 'batch' });
  t.equal(answer.headers.location, `./jobs/${answer.json.id}`);
  await untilPhase(answer.json.id, 'completed');
  t.match((await call('GET', `/jobs/${answer.json.id}`)).json, { phase: 'completed', exit_code: 0 });
  const { json } = await call('GET', '/jobs');
  t.match(json.scheduler, { title: 'Slurm', contact: { state: 'ok' } });
  t.ok(json.jobs.some((job: Job) => job.id === answer.json.id));
  const log = await call('GET', `/jobs/${answer.json.id}/log`);
  t.match(log.headers['content-type'], 'text/plain');
  t.equal(log.text, `from ${home}\nwrong\n`);
  t.equal((await call('GET', `/jobs/${answer.json.id}/log?tail=1`)).text, 'wrong\n');
});

t.test('a script as text, with a name, a directory and two files for its streams', async (t) => {
  const directory = join(home, 'runs');
  mkdirSync(directory);
  const script = '#!/bin/bash\n#SBATCH --job-name=mine --output=out.txt --error=err.txt\necho out; echo err >&2\n';
  const { json } = await call('POST', '/jobs', { script, working_directory: '~/runs' });
  t.equal(json.name, 'mine');
  await untilPhase(json.id, 'completed');
  t.equal((await call('GET', `/jobs/${json.id}/log`)).text, `out\n\n--- ${join(directory, 'err.txt')} ---\nerr\n`);
  const named = await call('POST', '/jobs', { script, working_directory: directory, name: 'other' });
  t.equal(named.json.name, 'other');
  const list = await call('GET', '/jobs?phase=completed&partition=batch&name=MINE&sort=-submitted_at&limit=1');
  t.same([list.json.jobs.map((job: Job) => job.id), list.headers['x-total-count']], [[json.id], '1']);
});

t.test('a dry run says what would become of a script, and hands nothing in', async (t) => {
  const before = (await call('GET', '/jobs')).json.jobs.length;
  const script = '#!/bin/bash\n#SBATCH --time=05:00:00\n';
  const { status, json } = await call('POST', '/jobs?dry_run=true', { script });
  t.equal(status, 200);
  t.match(json, { script, problems: [/the partition batch allows 60 minutes/], estimated_start: null });
  const fine = await call('POST', '/jobs?dry_run=true', { script: '#!/bin/bash\nexit 0\n' });
  t.match(fine.json, { problems: [], estimated_start: String });
  t.equal((await call('GET', '/jobs')).json.jobs.length, before);
});

t.test('a form that cannot be used names the field', async (t) => {
  const directory = join(home, 'odd');
  mkdirSync(directory);
  writeFileSync(join(directory, 'large'), Buffer.alloc(1024 * 1024 + 1, 'a'));
  writeFileSync(join(directory, 'binary'), Buffer.from([0x23, 0x21, 0xff, 0xfe]));
  const wrong: [object, string][] = [
    [{}, '/script_file'],
    [{ script: '#!/bin/bash\n', script_file: '/etc/profile' }, '/script_file'],
    [{ script_file: 'relative.sh' }, '/script_file'],
    [{ script_file: '~ada/x.sh' }, '/script_file'],
    [{ script_file: '~/missing.sh' }, '/script_file'],
    [{ script_file: directory }, '/script_file'],
    [{ script_file: '/dev/zero' }, '/script_file'],
    [{ script_file: join(directory, 'large') }, '/script_file'],
    [{ script_file: join(directory, 'binary') }, '/script_file'],
    [{ script: '#!/bin/bash\n', working_directory: '~/nowhere' }, '/working_directory'],
  ];
  for (const [form, path] of wrong) {
    const { status, json } = await call('POST', '/jobs', form);
    t.match({ status, ...json }, { status: 422, code: 'invalid_parameters', errors: [{ path }] }, JSON.stringify(form));
  }
  t.equal((await call('POST', '/jobs', { script: '#!/bin/bash\n', name: 'a\nb' })).status, 400);
  t.equal((await call('POST', '/jobs', { script: '#!/bin/bash\n', user: 'ada' })).status, 400);
  const refused = await call('POST', '/jobs', { script: 'echo no interpreter\n' });
  t.match(refused.json, { code: 'job_refused', status: 422, detail: /Begin the script with a line/ });
});

t.test('a repeated submission with the same key is one job', async (t) => {
  const form = { script: '#!/bin/bash\nexit 0\n' };
  const key = { 'idempotency-key': 'once' };
  const first = await call('POST', '/jobs', form, key);
  const second = await call('POST', '/jobs', form, key);
  t.equal(second.json.id, first.json.id);
});

t.test('a job is held, released and cancelled', async (t) => {
  const { json } = await call('POST', '/jobs', { script: '#!/bin/bash\n#SBATCH --begin=now+1hour\nsleep 300\n' });
  const path = `/jobs/${json.id}`;
  const held = await call('POST', `${path}/hold`);
  t.match(held, { status: 202, json: { phase: 'held' } });
  t.match(await call('POST', `${path}/release`), { status: 202, json: { phase: 'queued' } });
  t.equal((await call('DELETE', path)).status, 204);
  await untilPhase(json.id, 'cancelled');
  t.equal((await call('DELETE', path)).status, 204, 'once more');
  for (const [method, url] of [
    ['GET', '/jobs/999999'],
    ['DELETE', '/jobs/999999'],
    ['POST', '/jobs/999999/hold'],
    ['POST', '/jobs/--help/release'],
    ['GET', '/jobs/999999/log'],
  ] as const) {
    t.match(await call(method, url), { status: 404, json: { code: 'job_not_found' } }, `${method} ${url}`);
  }
});

t.test('output that is no plain file is not read; output that is not there yet is empty', async (t) => {
  const pipe = join(home, 'pipe');
  await cluster.run('mkfifo', [pipe]);
  const waiting = (output: string) =>
    call('POST', '/jobs', { script: `#!/bin/bash\n#SBATCH --hold --output=${output}\nexit 0\n` });
  const [toPipe, toNothing] = [await waiting(pipe), await waiting('later.txt')];
  t.match(await call('GET', `/jobs/${toPipe.json.id}/log`), { status: 404, json: { code: 'not_found' } });
  t.match(await call('GET', `/jobs/${toNothing.json.id}/log`), { status: 200, text: '' });
  await Promise.all([toPipe, toNothing].map(({ json }) => call('DELETE', `/jobs/${json.id}`)));
});

t.test(
  'while squeue hangs, fails or prints garbage the jobs stay as last seen, and nothing waits for it',
  async (t) => {
    const { json } = await call('POST', '/jobs', { script: '#!/bin/bash\nsleep 300\n' });
    await untilPhase(json.id, 'running');
    const isOver = ({ id, ended_at }: { id: string; ended_at: string | null }) => id === json.id || ended_at !== null;
    await until(async () => (await call('GET', '/jobs')).json.jobs.every(isOver), 'the other jobs to end');
    const before = (await call('GET', '/jobs')).json.jobs;
    for (const [name, text] of [
      ['fails', 'echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1'],
      ['prints garbage', 'echo "<html>502 Bad Gateway</html>"'],
      ['prints half', 'printf "12\\x1fRUN"'],
      ['hangs', 'sleep 60'],
    ] as const) {
      writeCommand(faults, 'squeue', text);
      await until(() => queue.contact().state === 'lost', `contact lost while it ${name}`);
      const start = performance.now();
      const during = (await call('GET', '/jobs')).json;
      t.ok(performance.now() - start < 1000, 'the answer comes at once');
      t.match(during.scheduler.contact, { state: 'lost', since: String, message: /squeue/ }, name);
      t.same(during.jobs, before);
      rmSync(join(faults, 'squeue'));
      await until(() => queue.contact().state === 'ok', 'contact again');
    }
    t.equal(queue.find(json.id)?.phase, 'running');
  },
);

t.test('without a scheduler there are no jobs, and none can be handed in', async (t) => {
  const none = await serve(createJobQueue({ scheduler: null, log: { warn: () => undefined } }));
  t.same((await none.call('GET', '/jobs')).json, { scheduler: null, jobs: [] });
  t.match((await none.call('POST', '/jobs', { script: '#!/bin/bash\n' })).json, { code: 'not_supported' });
  t.match((await none.call('DELETE', '/jobs/1')).json, { code: 'not_supported' });
});

async function serve(jobs: JobQueue) {
  t.teardown(() => jobs.close());
  const app = fastify();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  registerErrorHandler(app);
  const ownJobs = createOwnJobs({ queue: jobs, files: createJobFiles(), logs: { tail: readLogTail }, home });
  await app.register(jobRoutes, { queue: jobs, ownJobs, idempotency: createIdempotencyStore() });
  t.teardown(() => app.close());
  const request = async (method: InjectOptions['method'], url: string, body?: object, headers = {}) => {
    const payload = body === undefined ? {} : { payload: body };
    const answer = await app.inject({ method: method ?? 'GET', url, headers, ...payload });
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      json: isJson ? answer.json() : null,
    };
  };
  return { queue: jobs, call: request };
}

async function untilPhase(id: string, phase: Job['phase']): Promise<void> {
  await until(
    () => queue.find(id)?.phase === phase,
    `job ${id} to be ${phase}: ${JSON.stringify(queue.find(id))}`,
    30_000,
  );
}
