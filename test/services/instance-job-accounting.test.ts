import t from 'tap';
import type { InstanceRecord } from '../../src/domain/instance.ts';
import type { InstanceContext } from '../../src/services/instance-context.ts';
import type { InstanceEntry } from '../../src/services/instance-entry.ts';
import { noteJob } from '../../src/services/instance-job-accounting.ts';
import { aJob, aJobInstance } from '../support/sample-job.ts';

/** What of a job is kept in the record of a run. */
async function kept(job: ReturnType<typeof aJob>, run: Parameters<typeof aJobInstance>[1]) {
  const record = aJobInstance({}, run);
  let patch: Partial<InstanceRecord> | null = null;
  const book = {
    async save(_entry: InstanceEntry, change: (record: InstanceRecord) => Partial<InstanceRecord> | null) {
      patch = change(record);
    },
  };
  await noteJob({ book } as unknown as InstanceContext, { record } as InstanceEntry, job);
  return patch;
}

t.test('what is found out of a job is kept, and its number where the answer of its submission was lost', async (t) => {
  t.match(await kept(aJob(), {}), { ends_at: '2025-11-21T11:00:00Z', job: { id: '12', seen: { phase: 'running' } } });
  t.match(await kept(aJob(), { id: null }), { job: { id: '12' } });
  t.match(await kept(aJob({ phase: 'completed', ends_at: null }), {}), { ends_at: '2025-11-21T11:00:00Z' });
});

t.test('a look at the job before does not reach the record of the run after a restart', async (t) => {
  t.equal(await kept(aJob(), { id: null, name: 'cone-k3abcdefghij-2' }), null);
  t.equal(await kept(aJob(), { id: '13', name: 'cone-k3abcdefghij-2' }), null);
});
