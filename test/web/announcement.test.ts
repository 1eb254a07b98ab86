import t from 'tap';
import {
  announcement,
  connectionAnnouncement,
  queueAnnouncements,
  serverAnnouncement,
} from '../../src/web/announcement.ts';
import type { QueueView } from '../../src/web/api-types.ts';
import { sampleInstance } from '../support/fake-samples.ts';
import { sampleConnection, sampleJob, sampleServer } from '../support/fake-server-samples.ts';

t.test('only a new state is spoken, with its reason', async (t) => {
  const ready = sampleInstance({ name: 'run' });
  t.equal(announcement(ready, { ...ready, viewers: 3 }), null);
  t.equal(announcement(ready, { ...ready, state: 'starting' }), 'run is ready.');
  t.equal(announcement({ ...ready, state: 'starting' }, null), 'run is starting.');
  t.equal(
    announcement({ ...ready, state: 'failed', state_reason: 'The command ended.' }, ready),
    'run failed: The command ended.',
  );
});

t.test('a changed server is spoken with its reason', async (t) => {
  const queued = sampleServer({ state: 'queued', state_reason: 'Other jobs are ahead.' });
  t.equal(serverAnnouncement(queued, null), 'ParaView server wing, two nodes is queued: Other jobs are ahead.');
  t.equal(serverAnnouncement(queued, queued), null);
  t.equal(serverAnnouncement(sampleServer(), queued), 'ParaView server wing, two nodes is ready.');
});

t.test('a link that is made, lost or fails is spoken with the server’s name', async (t) => {
  const servers = new Map([['pv1', sampleServer()]]);
  const linked = sampleInstance({ connection: sampleConnection({ state: 'connected', server_id: 'pv1' }) });
  const unlinked = sampleInstance({ connection: sampleConnection({ reason: 'The server ended.' }) });
  t.equal(connectionAnnouncement(linked, unlinked, servers), 'run 1 is connected to wing, two nodes.');
  t.equal(
    connectionAnnouncement(unlinked, linked, servers),
    'run 1 is not connected to a ParaView server. The server ended.',
  );
  t.equal(connectionAnnouncement(unlinked, null, servers), null, 'a new one without a link says nothing');
  t.equal(connectionAnnouncement(linked, linked, servers), null);
});

t.test('jobs in another phase are spoken, many as a number, and a scheduler that is lost', async (t) => {
  const queue = (state: 'ok' | 'lost', ...jobs: ReturnType<typeof sampleJob>[]): QueueView => ({
    title: 'Slurm',
    contact: { state, since: null, message: null },
    jobs,
  });
  const before = queue('ok', sampleJob());
  t.same(queueAnnouncements(queue('ok', sampleJob({ phase: 'running' })), before), ['Job wing (200): Running.']);
  t.same(queueAnnouncements(queue('ok', sampleJob(), sampleJob({ id: 'new' })), before), []);
  t.same(queueAnnouncements(queue('lost', sampleJob()), before), ['Lost contact with Slurm.']);
  t.same(queueAnnouncements(before, queue('lost', sampleJob())), ['Slurm answers again.']);
  const many = ['1', '2', '3', '4'].map((id) => sampleJob({ id }));
  const ended = many.map((job) => ({ ...job, phase: 'completed' as const }));
  t.same(queueAnnouncements(queue('ok', ...ended), queue('ok', ...many)), ['4 jobs changed.']);
});
