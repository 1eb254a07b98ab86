import t from 'tap';
import { ManagerError } from '../../src/domain/errors.ts';
import type { InstanceJobRecord, InstanceRecord } from '../../src/domain/instance.ts';
import { blankInstanceRecord } from '../../src/domain/instance-stand-in.ts';
import type { InstanceContext } from '../../src/services/instance-context.ts';
import { checkJobValues, jobFiles, needJobs } from '../../src/services/instance-job-launcher.ts';
import type { Run } from '../../src/services/instance-run.ts';
import { makeApp } from '../support/instance-app.ts';

const fields = [
  { name: 'partition', aliases: [] },
  { name: 'time_limit', aliases: ['walltime'] },
];

/** A site whose forms take everything, unless `refuses` says otherwise. */
function siteOf(refuses: Error | null = null, changes: object = {}) {
  const rendered: unknown[] = [];
  const scripts: { basePath: unknown; environment: Record<string, string>; commandFile: string }[] = [];
  const context = {
    basePath: '/user/a/',
    site: { name: 'big', scheduler: 'slurm', jobs: { fields }, environmentCommands: [], paraview: { hostSuffix: '' } },
    jobs: {
      queue: { title: 'Slurm' },
      forms: {
        check: async (_fields: unknown, values: unknown) => {
          if (refuses) throw refuses;
          return values;
        },
        render: (...given: unknown[]) => {
          rendered.push(given);
          return 'the script';
        },
      },
    },
    host: {
      sessions: { directory: (id: string) => `/s/${id}` },
      makeJobScript: (options: (typeof scripts)[number]) => {
        scripts.push(options);
        return 'what the job runs';
      },
    },
    ...changes,
  } as unknown as InstanceContext;
  return { context, rendered, scripts };
}

const app = makeApp({ jobDefaults: { partition: 'gpu', walltime: '1h', licence: 'x' } });

t.test('values come before defaults, of which only those of the form are taken', async (t) => {
  const { context } = siteOf();
  t.strictSame(await checkJobValues(context, app, {}), { partition: 'gpu', walltime: '1h' });
  t.strictSame(await checkJobValues(context, app, { partition: 'cpu', nodes: 2 }), {
    ...{ partition: 'cpu', walltime: '1h', nodes: 2 },
  });
});

t.test('what the form refuses is told at its place in the request', async (t) => {
  const errors = [{ path: '/partition', message: 'is none of this site' }];
  const { context } = siteOf(new ManagerError('invalid_parameters', 'Mend the form.', { errors }));
  await t.rejects(checkJobValues(context, app, {}), {
    code: 'invalid_parameters',
    message: 'Mend the form.',
    errors: [{ path: '/resources/partition', message: 'is none of this site' }],
  });
  const away = new ManagerError('scheduler_unavailable', 'squeue did not answer.');
  t.equal(await checkJobValues(siteOf(away).context, app, {}).catch((error) => error), away, 'another refusal stays');
  const mistake = new TypeError('a mistake of ours');
  t.equal(await checkJobValues(siteOf(mistake).context, app, {}).catch((error) => error), mistake);
  await t.rejects(checkJobValues(siteOf().context, makeApp({ unixSocket: true }), {}), {
    code: 'not_supported',
    message: /unix socket/,
  });
});

t.test('where there are no jobs the reason is told', (t) => {
  const { context } = siteOf();
  const reasonOf = (changes: object) => {
    try {
      needJobs({ ...context, ...changes } as InstanceContext);
      return 'none';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const { site, jobs } = context;
  t.equal(reasonOf({}), 'none');
  t.match(reasonOf({ jobs: null, site: { ...site, scheduler: 'none' } }), /^The configuration "big" has no scheduler,/);
  t.match(reasonOf({ jobs: null }), /has no job template for apps, so instances run on this machine only\.$/);
  t.match(reasonOf({ jobs: { ...jobs, queue: { title: null } } }), /has no scheduler/);
  t.match(reasonOf({ site: { ...site, jobs: null } }), /has no job template for apps/);
  t.end();
});

t.test('the files of a job: what it runs, and the script of the form with its places', (t) => {
  const { context, rendered, scripts } = siteOf();
  const job = { name: 'cone-a-1', values: { partition: 'gpu' }, path_host: 'node7' } as unknown as InstanceJobRecord;
  const blank = blankInstanceRecord('a', '2026-11-22T00:00:00Z');
  const run = { app, workingDirectory: '/work' } as unknown as Run;
  const filesOf = (changes: Partial<InstanceRecord>) =>
    jobFiles(context, { ...blank, number: 4711, ...changes, job }, run, 'secret-path');
  t.strictSame(filesOf({}), [
    { name: 'job.sh', text: 'what the job runs' },
    { name: 'job-script', text: 'the script' },
    { name: 'address', text: '' },
  ]);
  const places = { session_directory: '/s/a', command_file: '/s/a/job.sh', log_file: '/s/a/log' };
  t.strictSame(rendered, [[{ fields }, { partition: 'gpu' }, { job_name: 'cone-a-1', ...places }]]);
  t.match(scripts, [
    {
      ...{ commandFile: '/s/a/command.sh', workingDirectory: '/work', preferredPort: 4711, environmentCommands: [] },
      basePath: { host: 'node7', after: ':4711/' },
      environment: { INSTANCE_ID: 'a', SESSION_DIR: '/s/a' },
    },
  ]);
  t.notOk('HOME' in (scripts[0]?.environment ?? {}), 'a job starts from the environment of its node');
  filesOf({ absolute_url: true });
  t.strictSame(
    scripts.map(({ basePath }) => (basePath as { before: string }).before),
    ['/user/a/proxy/', '/user/a/proxy/absolute/'],
  );
  t.end();
});
