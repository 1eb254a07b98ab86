import t from 'tap';
import { blankNote } from '../../../src/domain/connection-note.ts';
import type { Instance } from '../../../src/domain/instance.ts';
import type { ParaViewServer } from '../../../src/domain/paraview-server.ts';
import { notConnected } from '../../../src/services/connections/connection-view.ts';
import type { Attempt, ConnectionsContext } from '../../../src/services/connections/connections-context.ts';
import { judgeWaiting } from '../../../src/services/connections/waiting.ts';
import { listedServers } from '../../support/connections-fixture.ts';

interface Given {
  state?: Instance['state'] | null;
  server?: Partial<ParaViewServer> | null;
  missingSince?: number | null;
  attempt?: Attempt | null;
  waitingFor?: string | null;
}

function judge({ state = 'ready', server = {}, missingSince = null, attempt = null, waitingFor = 'pv' }: Given) {
  const { servers, put } = listedServers();
  if (server !== null) put('pv', { name: 'Mine', host: 'n1', port: 11_111, ...server });
  const instances = { list: () => (state === null ? [] : [{ id: 'a', state }]) };
  const note = { ...blankNote('2025-11-21T10:00:00.000Z'), waiting_for: waitingFor };
  const entry = { id: 'a', note, shown: notConnected, attempt };
  return judgeWaiting({ instances, servers } as unknown as ConnectionsContext, entry, missingSince);
}
const wait = { kind: 'wait' };

t.test('an app is connected when both are ready', async (t) => {
  t.strictSame(judge({}), { kind: 'connect', serverId: 'pv' });
  t.strictSame(judge({ state: 'starting' }), wait);
  t.strictSame(judge({ state: 'lost' }), wait);
  t.strictSame(judge({ server: { state: 'queued' } }), wait);
  t.strictSame(judge({ server: { state: 'lost' } }), wait);
  t.strictSame(judge({ server: { host: null } }), wait);
  t.strictSame(judge({ server: { port: null } }), wait);
});

t.test('one that is just being connected, that waits for nothing, or is gone, is left alone', async (t) => {
  t.strictSame(judge({ attempt: {} as Attempt }), wait);
  t.strictSame(judge({ waitingFor: null }), wait);
  t.strictSame(judge({ state: null }), wait);
});

t.test('waiting ends when one of them has ended', async (t) => {
  for (const state of ['stopped', 'failed'] as const)
    t.strictSame(judge({ state }), { kind: 'give_up', reason: 'The app ended before it could be connected.' });
  t.strictSame(judge({ server: { state: 'failed', state_reason: 'Out of memory' } }), {
    kind: 'give_up',
    reason: 'The ParaView server "Mine" ended before it could be connected to: Out of memory.',
  });
  t.strictSame(judge({ server: { state: 'stopped' } }), {
    kind: 'give_up',
    reason: 'The ParaView server "Mine" ended before it could be connected to.',
  });
});

t.test('a server that nobody lists is waited for a moment more', async (t) => {
  t.strictSame(judge({ server: null }), wait);
  t.strictSame(judge({ server: null, missingSince: performance.now() - 10_000 }), wait);
  t.strictSame(judge({ server: null, missingSince: performance.now() - 16_000 }), {
    kind: 'give_up',
    reason: 'The ParaView server that it waited for is gone.',
  });
});
