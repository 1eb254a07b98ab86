import t from 'tap';
import type { Submission } from '../../src/domain/scheduler.ts';
import { submitChecked } from '../../src/services/checked-submission.ts';

const submission: Submission = {
  jobName: 'a',
  script: '#!/bin/bash\n',
  workingDirectory: '/',
  outputFile: '/log',
  afterJobId: null,
};

function queueWith(problems: string[]) {
  const submitted: Submission[] = [];
  return {
    submitted,
    test: async () => ({ problems, estimatedStart: null }),
    async submit(given: Submission) {
      submitted.push(given);
      return { jobId: '7' };
    },
  };
}

t.test('a script that nothing speaks against is handed in', async (t) => {
  const queue = queueWith([]);
  t.strictSame(await submitChecked(queue, submission), { jobId: '7' });
  t.strictSame(queue.submitted, [submission]);
});

t.test('one that would wait for ever is not, and each reason is told', async (t) => {
  const queue = queueWith(['It asks for 3 nodes.', 'The partition is down.']);
  await t.rejects(submitChecked(queue, submission), {
    code: 'job_refused',
    message: 'It asks for 3 nodes. The partition is down.',
  });
  t.strictSame(queue.submitted, []);
});
