import t from 'tap';
import { createServerStore } from '../../../src/adapters/server-store.ts';
import { fakeJobQueue } from '../../support/fake-job-queue.ts';
import { makeStateDirectory } from '../../support/instance-fixture.ts';
import { makeServers } from '../../support/server-fixture.ts';

t.test('closing waits for the look that is under way, and none follows', async (t) => {
  const state = await makeStateDirectory(t);
  const store = createServerStore(state);
  const { queue } = fakeJobQueue();
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let reads = 0;
  let isHeld = false;
  const readExitStatus: typeof store.readExitStatus = async (id) => {
    if (isHeld) {
      reads += 1;
      begun.resolve();
      await gate.promise;
    }
    return store.readExitStatus(id);
  };
  const servers = await makeServers(t, state, queue, {
    store: { ...store, readExitStatus },
    paraview_site: {
      start: 'job',
      command: 'exec pvserver',
      job: { template: 'bash {{ command_file }}\n', fields: [] },
    },
    tickMs: 3_600_000,
  });
  await servers.start({ name: 'mine', values: {}, after: null });
  isHeld = true;
  queue.emit('change');
  await begun.promise;
  queue.emit('change');
  let isClosed = false;
  const closed = servers.close().then(() => {
    isClosed = true;
  });
  // Whatever resolves by itself has resolved before the next turn of the loop.
  await new Promise(setImmediate);
  t.notOk(isClosed, 'the look goes on');
  gate.resolve();
  await closed;
  t.equal(reads, 1, 'the second hint leads to no look any more');
});
