import t from 'tap';
import { orderByLife } from '../../src/web/life-order.ts';
import { sampleInstance } from '../support/fake-samples.ts';

const at = (hour: number) => `2026-05-09T${String(hour).padStart(2, '0')}:00:00Z`;

t.test('what runs or may run is apart from what ended, the newest first', async (t) => {
  const { running, ended } = orderByLife(
    [
      sampleInstance({ id: 'old', created_at: at(1) }),
      sampleInstance({ id: 'lost', state: 'lost', created_at: at(3) }),
      sampleInstance({ id: 'early', state: 'stopped', created_at: at(9), ended_at: at(10) }),
      sampleInstance({ id: 'late', state: 'failed', created_at: at(2), ended_at: at(11) }),
      sampleInstance({ id: 'removed', state: 'failed', ended_at: at(12) }),
    ],
    (id) => id === 'removed',
  );
  t.same(
    running.map(({ id }) => id),
    ['lost', 'old'],
  );
  t.same(
    ended.map(({ id }) => id),
    ['late', 'early'],
  );
});
