import t from 'tap';
import { judgeJob } from '../../../src/adapters/slurm/job-verdict.ts';

t.test('a waiting job shows its reason in plain words, and whether it will ever start', async (t) => {
  const waiting = (reason: string) => judgeJob('PENDING', reason, '0', false);
  t.match(waiting('Priority'), {
    phase: 'queued',
    reason: 'Other jobs are ahead',
    reason_code: 'Priority',
    stuck: false,
  });
  t.match(waiting('Resources'), { reason: 'Waits for free nodes', stuck: false });
  t.match(waiting('PartitionTimeLimit'), { reason: /more time than the partition allows/, stuck: true });
  t.match(waiting('JobHeldUser'), { phase: 'held', reason: 'Held by you' });
  t.match(waiting('launch failed requeued held'), { phase: 'held', stuck: true });
  t.match(waiting('QOSMaxWallDurationPerJobLimit'), { reason: /its QOS allows one job/, stuck: true });
  t.match(waiting('QOSMaxJobsPerUserLimit'), { reason: /Your running jobs/, stuck: false });
  t.match(waiting('AssocGrpCPUMinutesLimit'), { reason: 'The budget of the account is used up', stuck: true });
  t.match(waiting('AssocGrpCPURunMinutesLimit'), { reason: /Running jobs use all/, stuck: false });
  t.match(waiting('None'), { phase: 'queued', reason: null, reason_code: null });
});

t.test('a reason keeps its details for the help desk', async (t) => {
  const { reason, reason_code } = judgeJob('PENDING', 'ReqNodeNotAvail, UnavailableNodes:n1', '0', false);
  t.equal(reason, 'A node that it needs is not available now');
  t.equal(reason_code, 'ReqNodeNotAvail, UnavailableNodes:n1');
});

t.test('a reason that nobody knows yet is shown as it is', async (t) => {
  t.match(judgeJob('PENDING', 'MoonPhase', '0', false), {
    reason: 'MoonPhase',
    reason_code: 'MoonPhase',
    stuck: false,
  });
});

t.test('a running job has no reason to show, and an ended one says how it ended', async (t) => {
  t.match(judgeJob('RUNNING', 'None', '0', true), { phase: 'running', reason: null, exit_code: null });
  t.match(judgeJob('COMPLETED', 'None', '0', true), { phase: 'completed', reason: null, exit_code: 0 });
  const ends: [string, string, string, string, string][] = [
    ['FAILED', 'NonZeroExitCode', '768', 'failed', 'It ended with exit code 3'],
    ['FAILED', 'JobLaunchFailure', '9', 'failed', 'It was ended by SIGKILL'],
    ['FAILED', 'JobLaunchFailure', '4021', 'failed', 'Its output file could not be written'],
    ['FAILED', 'BadConstraints', '1', 'failed', 'No node has what it asks for'],
    ['BOOT_FAIL', 'None', '0', 'failed', 'It failed'],
    ['CANCELLED by 1000', 'None', '0:0', 'cancelled', 'It was cancelled'],
    ['TIMEOUT', 'TimeLimit', '0', 'timed_out', 'Its time was over'],
    ['DEADLINE', 'DeadLine', '0', 'timed_out', 'Its time was over'],
    ['OUT_OF_MEMORY', 'OutOfMemory', '0:125', 'out_of_memory', 'It used more memory than it had asked for'],
    ['NODE_FAIL', 'NodeDown', '0', 'node_failed', 'A node failed'],
    ['PREEMPTED', 'None', '0', 'preempted', 'A job of higher priority took its nodes'],
  ];
  for (const [state, code, exit, phase, reason] of ends)
    t.match(judgeJob(state, code, exit, true), { phase, reason }, state);
  t.equal(judgeJob('CANCELLED', 'None', '0:0', true).exit_code, null, 'a cancelled job did not succeed');
});

t.test('all other states have a phase', async (t) => {
  const phases = Object.entries({
    CONFIGURING: 'starting',
    COMPLETING: 'ending',
    STAGE_OUT: 'ending',
    SUSPENDED: 'suspended',
    REQUEUED: 'queued',
    REQUEUE_HOLD: 'held',
    SPECIAL_EXIT: 'held',
    RESIZING: 'running',
  });
  for (const [state, phase] of phases) t.equal(judgeJob(state, 'None', '0', true).phase, phase, state);
  t.equal(judgeJob('DANCING', 'None', '0', true).phase, 'running', 'a state of a later version');
  t.equal(judgeJob('DANCING', 'None', '0', false).phase, 'queued');
});
