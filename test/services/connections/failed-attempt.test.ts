import t from 'tap';
import { blankNote, type ConnectionNote } from '../../../src/domain/connection-note.ts';
import { ManagerError } from '../../../src/domain/errors.ts';
import type { ConnectionBook } from '../../../src/services/connections/connection-book.ts';
import type { Goal } from '../../../src/services/connections/connection-goal.ts';
import { notConnected } from '../../../src/services/connections/connection-view.ts';
import { noteFailure } from '../../../src/services/connections/failed-attempt.ts';

const at = '2025-11-21T10:00:00.000Z';
const before = { server_id: 'old', name: 'Old', host: 'n0', port: 1, addresses: [] };
const target = { server_id: 'pv', name: 'Mine', host: 'n1', port: 11_111, addresses: ['10.0.0.1'] };
const goal: Goal = { ...target, server: null, dial: 'n1' };
const unreachable = new ManagerError('server_unreachable', '"Mine" does not answer.');

/** What is noted of an attempt that failed, beside another instance that crashed. */
async function noted(given: { note?: Partial<ConnectionNote>; goal?: Goal | null; error?: unknown; signal?: string }) {
  const { error = unreachable, signal = null } = given;
  const messages: string[] = [];
  let patch: Partial<ConnectionNote> = {};
  const book = {
    instances: {
      list: () => [
        { id: 'another', signal: 'SIGSEGV' },
        { id: 'a', signal },
      ],
    },
    log: {
      info: (details: { code: string }, message: string) => messages.push(`${details.code}: ${message}`),
      error: (_: object, message: string) => messages.push(message),
    },
    save: async (_: unknown, change: Partial<ConnectionNote>) => {
      patch = change;
    },
  } as unknown as ConnectionBook;
  const entry = { id: 'a', note: { ...blankNote(at), ...given.note }, shown: notConnected, attempt: null };
  await noteFailure(book, entry, given.goal === undefined ? goal : given.goal, error);
  return { patch, messages };
}

t.test('a refusal is noted with its words, and where it was to go', async (t) => {
  const { patch, messages } = await noted({});
  t.match(patch, {
    target,
    connected_since: null,
    lost_at: null,
    outcome: { state: 'failed', reason: '"Mine" does not answer.', hint: /.+/ },
  });
  t.notMatch(patch.outcome?.hint ?? '', /Restart the app/, 'another one crashed');
  t.strictSame(messages, ['server_unreachable: an app was not connected: "Mine" does not answer.']);
});

t.test('an error that nobody expected is told to the log alone', async (t) => {
  const { patch, messages } = await noted({ error: new Error('secret of the code') });
  t.match(patch.outcome, { reason: 'The daemon met an error that it did not expect.' });
  t.strictSame(messages, [
    'an app cannot be connected',
    'internal_error: an app was not connected: The daemon met an error that it did not expect.',
  ]);
});

t.test('an app that crashed of it gets the hint of that', async (t) => {
  t.match((await noted({ signal: 'SIGSEGV' })).patch.outcome, { hint: /^Restart the app\. If it crashes again/ });
});

t.test('a link that stands is kept', async (t) => {
  const linked = { target: before, connected_since: at };
  t.notOk('target' in (await noted({ note: linked })).patch);
  t.match((await noted({ note: { ...linked, lost_at: at } })).patch, { target, connected_since: null });
  t.notOk('target' in (await noted({ goal: null })).patch, 'what has no address names none');
});
