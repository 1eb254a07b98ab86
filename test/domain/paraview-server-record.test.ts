import t from 'tap';
import { blankServerRecord } from '../../src/domain/paraview-server-record.ts';

const now = '2025-11-21T15:00:00.000Z';

t.test('what stands in for a damaged record claims nothing but its id', async (t) => {
  const record = blankServerRecord('k3', now);
  t.equal(record.version, 1);
  t.equal(record.id, 'k3');
  t.equal(record.name, 'Damaged record k3');
  t.equal(record.created_at, now);
  t.strictSame(record.values, {});
  t.strictSame(record.job, { id: null, name: '', restarts: 0, expected_start_at: null, seen: null });
  const said = ['version', 'id', 'name', 'kind', 'values', 'created_at', 'job'];
  for (const [field, value] of Object.entries(record)) if (!said.includes(field)) t.equal(value, null, field);
});

t.test('it has every field of a record that has not started', async (t) => {
  const record = blankServerRecord('k3', now);
  for (const field of ['started_at', 'ready_at', 'ended_at', 'ends_at', 'address', 'stop_requested_at', 'end_state']) {
    t.ok(field in record, field);
  }
});
