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

t.test('each signal that usually ends programs has its meaning', async (t) => {
  for (const name of 'HUP INT QUIT ILL ABRT BUS FPE KILL SEGV PIPE TERM XCPU XFSZ SYS'.split(' ')) {
    t.match(
      endInWords(ended({ signal: `SIG${name}` })),
      new RegExp(`^Ended by SIG${name} \\([a-z][a-z ,:-]{10,}\\)\\.$`),
    );
  }
});

t.test('a reason that is no exit code is left as it is', async (t) => {
  t.equal(endInWords(ended({ state_reason: 'Stopped by you', exit_code: 1 })), 'Stopped by you.');
  t.equal(endInWords(ended({ state_reason: 'Ended with exit code 0', exit_code: 0 })), 'Ended with exit code 0.');
  t.equal(endInWords(ended({ exit_code: 126 })), 'Ended with exit code 126 (a command could not be run).');
  for (const reason of ['It ended.', 'Who knows?', 'Gone!'])
    t.equal(endInWords(ended({ state_reason: reason })), reason);
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

t.test('where the times cannot be, nothing is said of them', async (t) => {
  const ended_at = '2026-01-01T09:00:00.000Z';
  t.equal(endInWords(ended({ exit_code: 1, ended_at })), endInWords(ended({ exit_code: 1 })), 'before its start');
  const same = ended({ signal: 'SIGKILL', ready_at: '2026-01-01T10:00:00.000Z', ended_at: '2026-01-01T10:00:00.000Z' });
  t.match(endInWords(same), / It had been running for 0 s\.$/);
  const second = ended({ exit_code: 1, ended_at: '2026-01-01T10:00:01.000Z' });
  t.match(endInWords(second), / That was 1 s after its start, /);
});

t.test('an end of which nothing is known is told as such', async (t) => {
  t.equal(endInWords(ended({})), 'It has ended.');
});
