import t from 'tap';
import { type JobEndFacts, verdictOfJob } from '../../src/domain/instance-job-verdict.ts';
import type { JobPhase } from '../../src/domain/scheduler.ts';
import { aJob, aJobInstance } from '../support/sample-job.ts';

const now = Date.parse('2025-11-21T10:31:00.000Z');
const exit = (status: number, endedAt = '2025-11-21T10:30:00.000Z') => ({ status, endedAt });

function verdict(facts: Partial<JobEndFacts> & { phase?: JobPhase }, record = aJobInstance()) {
  const { phase = 'completed', ...rest } = facts;
  return verdictOfJob(record, { job: aJob({ phase }), exit: null, logTail: [], now, ...rest });
}

t.test('the scheduler’s reasons come before the exit code, each with a hint', (t) => {
  const expected: [JobPhase, string, RegExp][] = [
    ['timed_out', 'stopped', /^Its walltime was over$/],
    ['cancelled', 'stopped', /cancelled from outside/],
    ['out_of_memory', 'failed', /out of memory/],
    ['node_failed', 'failed', /node failed/],
    ['preempted', 'failed', /goes first/],
  ];
  for (const [phase, state, reason] of expected) {
    t.match(verdict({ phase, exit: exit(143) }), {
      end_state: state,
      state_reason: reason,
      hint: /\w/,
      signal: 'SIGTERM',
    });
  }
  t.end();
});

t.test('else the end is the app’s own', (t) => {
  t.match(verdict({ exit: exit(0) }), {
    end_state: 'stopped',
    state_reason: 'Ended by itself',
    ended_at: '2025-11-21T10:30:00.000Z',
  });
  t.match(verdict({ phase: 'failed', exit: exit(3) }), {
    end_state: 'failed',
    state_reason: 'Ended with exit code 3',
    exit_code: 3,
  });
  t.match(verdict({ phase: 'failed', exit: exit(139) }), { signal: 'SIGSEGV', hint: /SIGSEGV/ });
  t.end();
});

t.test('an app that ends shortly before its walltime was told to', (t) => {
  for (const status of [0, 143]) {
    t.match(verdict({ phase: 'failed', exit: exit(status, '2025-11-21T10:59:10.000Z') }), {
      state_reason: 'Its walltime was over',
    });
  }
  t.match(verdict({ phase: 'failed', exit: exit(1, '2025-11-21T10:59:10.000Z') }), {
    state_reason: 'Ended with exit code 1',
  });
  t.match(verdict({ exit: exit(0, '2025-11-21T10:50:00.000Z') }), { state_reason: 'Ended by itself' });
  t.end();
});

t.test('whoever asked for the end is named, whatever the scheduler calls it', (t) => {
  const stopped = aJobInstance({ stop_requested_at: '2025-11-21T10:29:00.000Z', stop_reason: 'Stopped by you' });
  t.match(verdict({ phase: 'cancelled', exit: exit(143) }, stopped), {
    end_state: 'stopped',
    state_reason: 'Stopped by you',
    hint: null,
  });
  t.match(verdict({ phase: 'cancelled' }, stopped), { end_state: 'stopped', state_reason: 'Stopped by you' });
  const tooLate = aJobInstance({
    stop_requested_at: '2025-11-21T10:29:00.000Z',
    end_state: 'failed',
    state_reason: 'Too late',
    hint: 'Wait',
  });
  t.match(verdict({ phase: 'cancelled' }, tooLate), { end_state: 'failed', state_reason: 'Too late', hint: 'Wait' });
  t.end();
});

t.test('a verdict that was fixed before is kept, whatever the scheduler says', (t) => {
  const fixed = aJobInstance({ end_state: 'failed', state_reason: 'It did not answer within 90 s', hint: 'Wait' });
  t.match(verdict({ phase: 'cancelled', exit: exit(143) }, fixed), {
    end_state: 'failed',
    state_reason: 'It did not answer within 90 s',
    hint: 'Wait',
    signal: 'SIGTERM',
  });
  t.end();
});

t.test('a job that ended before the app’s own script ran is explained from the scheduler and the log', (t) => {
  const job = aJob({
    phase: 'failed',
    exit_code: 1,
    reason: 'It ended with exit code 1',
    ended_at: '2025-11-21T10:00:03Z',
  });
  t.match(verdict({ job, logTail: ["Module ERROR: Unable to locate a modulefile for 'ParaView'"] }), {
    end_state: 'failed',
    state_reason: 'Its job ended with exit code 1: It ended with exit code 1',
    exit_code: 1,
    hint: /no module "ParaView"/,
    ended_at: '2025-11-21T10:00:03Z',
  });
  t.match(verdict({ job: aJob({ phase: 'failed', signal: 'SIGKILL' }) }), { state_reason: /SIGKILL/, hint: /\w/ });
  t.end();
});

t.test('a job that nobody knows any more is judged by its own note, or has failed', (t) => {
  t.match(verdict({ job: null, exit: exit(0) }), { end_state: 'stopped', state_reason: 'Ended by itself' });
  t.match(verdict({ job: null }), {
    end_state: 'failed',
    state_reason: /does not know its job any more/,
    ended_at: '2025-11-21T10:31:00.000Z',
  });
  t.end();
});
