import t from 'tap';
import { blankNote, type ConnectionNote, type NotedTarget } from '../../../src/domain/connection-note.ts';
import type { Instance } from '../../../src/domain/instance.ts';
import type { ParaViewServer } from '../../../src/domain/paraview-server.ts';
import { notConnected, showConnection } from '../../../src/services/connections/connection-view.ts';
import type { Attempt } from '../../../src/services/connections/connections-context.ts';
import type { LinkFacts } from '../../../src/services/connections/link-facts.ts';
import { listedServers } from '../../support/connections-fixture.ts';

const target: NotedTarget = { server_id: 'pv', name: 'Mine', host: 'n1', port: 11_111, addresses: ['10.0.0.1'] };
const address = { server_id: 'pv', host: 'n1', port: 11_111 };
const none: LinkFacts = { kind: 'none' };
const at = '2025-11-21T10:00:00.000Z';

interface Shown {
  note?: Partial<ConnectionNote>;
  attempt?: Partial<Attempt>;
  facts?: LinkFacts;
  state?: Instance['state'];
  server?: Partial<ParaViewServer>;
}

function show({ note = {}, attempt, facts = none, state = 'ready', server }: Shown) {
  const { servers, put } = listedServers();
  // Another one that runs says nothing of it.
  put('another', { name: 'Another' });
  if (server !== undefined) put('pv', { name: 'Mine', ...server });
  const entry = {
    id: 'a',
    note: { ...blankNote(at), ...note },
    shown: notConnected,
    attempt: attempt === undefined ? null : ({ goal: null, since: at, ...attempt } as Attempt),
  };
  return showConnection(entry, facts, { state } as Instance, servers);
}

t.test('nothing asked for and nothing found is no connection', async (t) => {
  t.strictSame(show({}), notConnected);
  t.strictSame(show({ note: { lost_at: at } }), notConnected, 'of a target that nobody knows');
});

t.test('what is under way comes first', async (t) => {
  const note = { outcome: { state: 'failed', reason: 'r', hint: null, at } } as const;
  t.strictSame(show({ note, attempt: { state: 'connecting', goal: target }, facts: { kind: 'linked', target } }), {
    ...notConnected,
    ...address,
    state: 'connecting',
    since: at,
    reason: 'The app stands still until it is connected.',
  });
  t.strictSame(show({ attempt: { state: 'disconnecting' } }), { ...notConnected, state: 'disconnecting', since: at });
});

t.test('then what was found', async (t) => {
  const note = { connected_since: at, target, waiting_for: 'other' };
  t.strictSame(show({ note, facts: { kind: 'linked', target } }), {
    ...notConnected,
    ...address,
    state: 'connected',
    since: at,
  });
  t.strictSame(show({ note, facts: { kind: 'unknown', reason: 'nobody tells' } }), {
    ...notConnected,
    ...address,
    state: 'unknown',
    since: at,
    reason: 'nobody tells',
  });
});

t.test('who waits says for what', async (t) => {
  const note = { waiting_for: 'pv', waiting_since: at };
  const waiting = { state: 'waiting', server_id: 'pv', since: at };
  t.match(show({ note, server: { state: 'queued', host: 'n1', port: 1 } }), {
    ...waiting,
    ...{ host: 'n1', port: 1 },
    reason: 'Connects as soon as the ParaView server "Mine" is ready.',
  });
  t.match(show({ note, state: 'starting', server: { state: 'queued' } }), {
    reason: 'Connects as soon as the app and the ParaView server "Mine" are ready.',
  });
  t.match(show({ note, state: 'starting', server: { state: 'ready' } }), {
    reason: 'Connects as soon as the app is ready.',
  });
  t.match(show({ note, server: { state: 'ready' } }), { ...waiting, reason: null });
  t.match(show({ note }), { ...waiting, host: null, port: null, reason: /the ParaView server "pv" is ready/ });
});

t.test('how the last thing ended is said, with its hint', async (t) => {
  const outcome = { state: 'failed', reason: 'It was busy.', hint: 'Take another.', at } as const;
  const expected = { ...notConnected, state: 'failed', since: at, reason: 'It was busy.', hint: 'Take another.' };
  t.strictSame(show({ note: { outcome, target } }), { ...expected, ...address });
  t.strictSame(show({ note: { outcome } }), expected);
});

t.test('a link that is gone says what became of its server', async (t) => {
  const note = { target, lost_at: at };
  const lost = (given: Shown) => show({ note, ...given });
  const other = 'Connect to another ParaView server, or start one.';
  t.strictSame(lost({ server: { state: 'failed', state_reason: 'Out of memory' } }), {
    ...notConnected,
    ...address,
    since: at,
    reason: 'The ParaView server "Mine" ended: Out of memory.',
    hint: other,
  });
  t.match(lost({ server: { state: 'stopped' } }), { reason: 'The ParaView server "Mine" ended.', hint: other });
  t.match(lost({}), { reason: 'The ParaView server "Mine" ended.' });
  const closed = 'The connection to the ParaView server "Mine" was closed.';
  t.match(lost({ server: { ends_with_last_client: true } }), { reason: closed, hint: /^That server may be ending/ });
  t.match(lost({ server: { ends_with_last_client: false } }), { reason: closed, hint: other });
  const unlisted = { ...target, server_id: null, name: 'n1:11111' };
  t.match(show({ note: { target: unlisted, lost_at: at } }), {
    server_id: null,
    host: 'n1',
    reason: 'The connection to n1:11111 was closed: that server may have ended.',
    hint: other,
  });
  t.strictSame(lost({ state: 'stopped', server: {} }), notConnected, 'an app that ended has lost nothing');
});
