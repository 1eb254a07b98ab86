import t from 'tap';
import { blankNote } from '../../src/domain/connection-note.ts';

t.test('of a new run nothing is declared', async (t) => {
  const { version, run, ...declared } = blankNote('2025-11-21T15:00:00.000Z');
  t.strictSame([version, run], [1, '2025-11-21T15:00:00.000Z']);
  const fields = ['connected_since', 'lost_at', 'outcome', 'target', 'waiting_for', 'waiting_since'];
  t.strictSame(
    Object.entries(declared).sort(),
    fields.map((field) => [field, null]),
  );
});
