import t from 'tap';
import { announcement } from '../../src/web/announcement.ts';
import { sampleInstance } from '../support/fake-samples.ts';

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
