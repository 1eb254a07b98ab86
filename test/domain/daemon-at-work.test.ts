import t from 'tap';
import {
  type DaemonPlace,
  isAbandoned,
  isInOtherHands,
  isOwnWork,
  mayStartAgain,
  ownWork,
  type WorkedOn,
} from '../../src/domain/daemon-at-work.ts';
import type { DaemonAtWork, InstanceRecord } from '../../src/domain/instance.ts';

const now = Date.parse('2025-11-21T10:00:00.000Z');
const iso = (offsetMs: number) => new Date(now + offsetMs).toISOString();

/** A machine on which daemon 100 looks and daemon 200 runs. */
const place: DaemonPlace = {
  identity: { host: 'n1', bootId: 'b1', bootedAtMs: now - 3_600_000 },
  self: { pid: 100, startTicks: 5 },
  isAlive: (process) => process?.pid === 100 || process?.pid === 200,
};

function workedOn(work: Partial<DaemonAtWork> | null, changes: Partial<WorkedOn> = {}): WorkedOn {
  const at_work = work && { host: 'n1', boot_id: 'b1', pid: 300, startTicks: 7, attempts: 0, ...work };
  return { at_work, started_at: iso(-60_000), stop_requested_at: null, ...changes };
}

t.test('work of a daemon that is gone is abandoned, that of one that runs is not', async (t) => {
  t.equal(isAbandoned(workedOn({}), place), true);
  t.equal(isAbandoned(workedOn({ pid: 200 }), place), false);
  t.equal(isAbandoned(workedOn({ pid: 100 }), place), false);
  t.equal(isAbandoned(workedOn(null), place), false);
});

t.test('of other machines nobody can say so, also not of one of the same name', async (t) => {
  t.equal(isAbandoned(workedOn({ host: 'n2' }), place), false);
  t.equal(isAbandoned(workedOn({ boot_id: 'b2' }), place), false, 'it was at work after this machine was started');
  const before = iso(-7_200_000);
  t.equal(isAbandoned(workedOn({ boot_id: 'b0' }, { started_at: before }), place), true, 'an earlier boot of this one');
  for (const later of ['stop_requested_at', 'restart_requested_at', 'removal_requested_at']) {
    const record = workedOn({ boot_id: 'b2' }, { started_at: before, [later]: iso(-1000) });
    t.equal(isAbandoned(record, place), false, later);
  }
});

t.test('own work, and that in the hands of another daemon', async (t) => {
  t.equal(isOwnWork(ownWork(place), place), true);
  for (const other of [{ pid: 101 }, { startTicks: 6 }, { host: 'n2' }, { boot_id: 'b2' }]) {
    t.equal(isOwnWork({ ...ownWork(place), ...other }, place), false, JSON.stringify(other));
  }
  t.equal(isOwnWork(null, place), false);
  t.equal(isInOtherHands(workedOn({ pid: 200 }), place), true);
  t.equal(isInOtherHands(workedOn(ownWork(place)), place), false);
  t.equal(isInOtherHands(workedOn({}), place), false, 'it is gone');
  t.equal(isInOtherHands(workedOn({ host: 'n2' }), place), false, 'nobody knows');
  t.equal(isInOtherHands(workedOn(null), place), false);
});

t.test('a start is tried again a few times, and soon', async (t) => {
  const record = (attempts: number, changes = {}) =>
    ({ ...workedOn({ attempts }), ...changes }) as Partial<InstanceRecord> as InstanceRecord;
  t.equal(mayStartAgain(record(3), now), true);
  t.equal(mayStartAgain(record(4), now), false);
  t.equal(mayStartAgain(record(1, { started_at: iso(-3_600_000) }), now), false);
  t.equal(mayStartAgain(record(1, { started_at: iso(-3_600_000), restart_requested_at: iso(-1000) }), now), true);
  t.equal(mayStartAgain(record(1, { started_at: iso(3_600_000) }), now), false, 'a clock that was set back');
});
