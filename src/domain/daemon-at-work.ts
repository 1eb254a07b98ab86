import type { DaemonAtWork, HostIdentity, InstanceRecord, ProcessIdentity } from './instance.ts';
import { isHere } from './instance-state.ts';

/** Where daemons run, and which this one is. */
export interface DaemonPlace {
  identity: HostIdentity;
  /** This daemon's own process. */
  self: ProcessIdentity;
  isAlive(process: ProcessIdentity | null): boolean;
}

/** A start that killed so many daemons, or was left for so long, is not tried again by itself. */
const mostAttempts = 3;
const freshMs = 600_000;

/** What a record says while this daemon is at work on it. */
export function ownWork({ identity, self }: DaemonPlace, attempts = 0): DaemonAtWork {
  return { host: identity.host, boot_id: identity.bootId, pid: self.pid, startTicks: self.startTicks, attempts };
}

/** True for work that this very daemon began. */
export function isOwnWork(work: DaemonAtWork | null | undefined, { identity, self }: DaemonPlace): boolean {
  if (work == null || work.host !== identity.host || work.boot_id !== identity.bootId) return false;
  return work.pid === self.pid && work.startTicks === self.startTicks;
}

/** What a record says of the work on it. */
export type WorkedOn = Pick<
  InstanceRecord,
  'at_work' | 'started_at' | 'stop_requested_at' | 'restart_requested_at' | 'removal_requested_at'
>;

/**
 * True for work whose daemon ran on this machine, in this boot or an earlier one, and is gone. Of daemons on other machines
 * nobody can say so, and another machine may bear the same name.
 */
export function isAbandoned(record: WorkedOn, place: DaemonPlace): boolean {
  const { at_work: work } = record;
  if (work == null || work.host !== place.identity.host) return false;
  if (work.boot_id === place.identity.bootId) return !place.isAlive(work);
  return isHere({ ...work, started_at: workedOnAt(record), ends_with: null }, place.identity);
}

/** True while another daemon of this machine, which runs, is at work. */
export function isInOtherHands(record: WorkedOn, place: DaemonPlace): boolean {
  const { at_work: work } = record;
  if (work == null || work.host !== place.identity.host || isOwnWork(work, place)) return false;
  return !isAbandoned(record, place);
}

/** The last moment at which a daemon is known to have been at work. */
function workedOnAt(record: WorkedOn): string {
  const { started_at, stop_requested_at, restart_requested_at, removal_requested_at } = record;
  const times = [started_at, stop_requested_at, restart_requested_at, removal_requested_at];
  return (
    times
      .filter((time) => time != null)
      .sort()
      .at(-1) ?? started_at
  );
}

/** True where a start that was cut off may be brought to its end without being asked again. */
export function mayStartAgain(record: InstanceRecord, now: number): boolean {
  const since = Date.parse(record.restart_requested_at ?? record.started_at);
  return (record.at_work?.attempts ?? 0) <= mostAttempts && Math.abs(now - since) < freshMs;
}
