import t from 'tap';
import type { Instance } from '../../src/domain/instance.ts';
import { endInWords } from '../../src/proxy/end-in-words.ts';

function ended(changes: Partial<Instance>): Instance {
  return {
    state: 'failed',
    state_reason: null,
    exit_code: null,
    signal: null,
    started_at: '2026-01-01T10:00:00.000Z',
    ready_at: null,
    ended_at: null,
    ...changes,
  } as Instance;
}

t.test('an exit code is told with what it means', async (t) => {
  t.equal(
    endInWords(ended({ state_reason: 'Ended with exit code 3', exit_code: 3 })),
    'Ended with exit code 3 (the program itself reported an error).',
  );
  t.equal(endInWords(ended({ exit_code: 127 })), 'Ended with exit code 127 (a command was not found).');
});

t.test('a signal is told with what it means', async (t) => {
  t.equal(endInWords(ended({ signal: 'SIGSEGV' })), 'Ended by SIGSEGV (a crash: memory that is not its own).');
  t.equal(endInWords(ended({ state_reason: 'Ended by SIGUSR1', signal: 'SIGUSR1' })), 'Ended by SIGUSR1.');
});

t.test('the signal that we sent is not told as the reason', async (t) => {
  const late = ended({ state_reason: 'It did not answer within 90 s', signal: 'SIGTERM' });
  t.equal(endInWords(late), 'It did not answer within 90 s.');
});

t.test('it says how far the instance came', async (t) => {
  const ended_at = '2026-01-01T10:00:04.000Z';
  t.match(endInWords(ended({ exit_code: 1, ended_at })), / That was 4 s after its start, before it answered\.$/);
  t.match(
    endInWords(ended({ exit_code: 1, ended_at: '2026-01-01T10:00:00.400Z' })),
    / That was right after its start, /,
  );
  const ready_at = '2026-01-01T10:00:01.000Z';
  t.match(endInWords(ended({ signal: 'SIGKILL', ready_at, ended_at })), / It had been running for 3 s\.$/);
  t.equal(endInWords(ended({ state: 'stopped', state_reason: 'Stopped by you', ended_at })), 'Stopped by you.');
});

t.test('an end of which nothing is known is told as such', async (t) => {
  t.equal(endInWords(ended({})), 'It has ended.');
});
