import t from 'tap';
import { createOwnJobs, type OwnJobForm } from '../../src/services/own-jobs.ts';
import { fakeJobQueue, makeJob } from '../support/fake-job-queue.ts';

const scripts = new Map([
  ['/home/ada/run.sh', '#!/bin/bash\nhostname\n'],
  ['/data/other.sh', '#!/bin/bash\n'],
]);
const directories = ['/home/ada', '/data'];

function jobsOf(changes: { output?: string | null; error?: string | null } = {}) {
  const fake = fakeJobQueue();
  const { output = null, error = null } = changes;
  fake.queue.outputFiles = async () => ({ output, error });
  const jobs = createOwnJobs({
    queue: fake.queue,
    files: {
      readScript: async (path) => scripts.get(path) ?? Promise.reject(new Error(`no ${path}`)),
      isDirectory: async (path) => directories.includes(path),
      mayRead: async (path) => (path.includes('foreign') ? 'no' : path.includes('later') ? 'absent' : 'yes'),
    },
    logs: { tail: async (path, lines) => `${lines} of ${path}` },
    home: '/home/ada',
  });
  return { jobs, ...fake };
}

t.test('a script is handed in from its file, or as it is', async (t) => {
  const { jobs, told } = jobsOf();
  const submitted = async (form: OwnJobForm) => {
    await jobs.submit(form);
    return told.submissions.at(-1);
  };
  const nothingElse = { outputFile: null, afterJobId: null };
  t.strictSame(await submitted({ script_file: '~/run.sh' }), {
    jobName: 'run.sh',
    keepsOwnName: true,
    script: '#!/bin/bash\nhostname\n',
    workingDirectory: '/home/ada',
    ...nothingElse,
  });
  t.strictSame(await submitted({ script_file: '/data/other.sh', name: 'mine' }), {
    jobName: 'mine',
    keepsOwnName: false,
    script: '#!/bin/bash\n',
    workingDirectory: '/data',
    ...nothingElse,
  });
  t.strictSame(await submitted({ script: '#!/bin/sh\n', working_directory: '/data' }), {
    jobName: 'job',
    keepsOwnName: true,
    script: '#!/bin/sh\n',
    workingDirectory: '/data',
    ...nothingElse,
  });
  t.match(await submitted({ script: '#!/bin/sh\n' }), { workingDirectory: '/home/ada' });
  t.match(await submitted({ script_file: '/data/other.sh', working_directory: '~' }), {
    workingDirectory: '/home/ada',
  });
});

t.test('what cannot be handed in is refused with the field that has to be mended', async (t) => {
  const { jobs, told } = jobsOf();
  const wrong: [form: OwnJobForm, path: string, message: RegExp][] = [
    [{}, '/script_file', /either the path of a script or the script/],
    [{ script_file: '/data/other.sh', script: 'x' }, '/script_file', /either the path/],
    [{ script_file: 'run.sh' }, '/script_file', /"run\.sh" is not a whole path/],
    [{ script_file: '/data/a\0b' }, '/script_file', /is not a whole path/],
    [{ script_file: '~eve/run.sh' }, '/script_file', /another user/],
    [{ script: 'x', working_directory: 'here' }, '/working_directory', /is not a whole path/],
    [{ script: 'x', working_directory: '/gone' }, '/working_directory', /\/gone is not a directory/],
  ];
  for (const [form, path, message] of wrong) {
    const refusal = { code: 'invalid_parameters', message, errors: [{ path, message }] };
    await t.rejects(jobs.submit(form), refusal);
    await t.rejects(jobs.dryRun(form), refusal);
  }
  t.strictSame(told.submissions, []);
  const nowhere = jobsOf();
  Object.assign(nowhere.queue, { title: null });
  await t.rejects(nowhere.jobs.submit({ script: 'x' }), { code: 'not_supported' });
});

t.test('the answer is the job as the queue shows it, or what is known before', async (t) => {
  const { jobs, queue, show } = jobsOf();
  t.match(await jobs.submit({ script: 'x', name: 'mine' }), {
    id: '101',
    name: 'mine',
    phase: 'queued',
    working_directory: '/home/ada',
  });
  queue.refresh = async () => show(makeJob({ id: '102', account: 'proj1' }));
  t.match(await jobs.submit({ script: 'x' }), { id: '102', account: 'proj1' });
  let looks = 0;
  queue.refresh = async () => {
    looks += 1;
    if (looks === 2) show(makeJob({ id: '103', account: 'proj2' }));
  };
  t.match(await jobs.submit({ script: 'x' }), { account: 'proj2' }, 'a look that had begun before does not count');
  t.equal(looks, 2);
});

t.test('a dry run hands nothing in', async (t) => {
  const { jobs } = jobsOf();
  t.strictSame(await jobs.dryRun({ script: '#!/bin/sh\n' }), {
    script: '#!/bin/sh\n',
    problems: ['It would wait for ever.'],
    estimated_start: '2025-11-21T15:00:00.000Z',
  });
});

t.test('the log is what the job printed, on one stream or two', async (t) => {
  const read = (output: string | null, error: string | null) => jobsOf({ output, error }).jobs.readLog('1', 9);
  t.equal(await read('/o', '/o'), '9 of /o');
  t.equal(await read('/o', null), '9 of /o');
  t.equal(await read('/o', '/e'), '9 of /o\n--- /e ---\n9 of /e');
  t.equal(await read(null, '/e'), '--- /e ---\n9 of /e');
  t.equal(await read(null, null), '');
  t.equal(await read('/later', null), '9 of /later', 'one that is not there yet is empty');
  await t.rejects(read('/foreign', null), { code: 'not_found', message: /\/foreign is no file that you may read/ });
  await t.rejects(read('/o', '/foreign'), { code: 'not_found' });
});
