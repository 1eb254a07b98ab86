import type { DaemonAtWork, HostIdentity, InstanceRecord, ProcessIdentity } from './instance.ts';

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

/** True for work whose daemon ran on this machine and is gone. Of daemons on other machines nobody can say so. */
export function isAbandoned({ at_work: work }: Pick<InstanceRecord, 'at_work'>, place: DaemonPlace): boolean {
  if (work == null || work.host !== place.identity.host) return false;
  return work.boot_id !== place.identity.bootId || !place.isAlive(work);
}

/** True while another daemon of this machine, which runs, is at work. */
export function isInOtherHands({ at_work: work }: Pick<InstanceRecord, 'at_work'>, place: DaemonPlace): boolean {
  if (work == null || work.host !== place.identity.host || isOwnWork(work, place)) return false;
  return !isAbandoned({ at_work: work }, place);
}

/** True where a start that was cut off may be brought to its end without being asked again. */
export function mayStartAgain(record: InstanceRecord, now: number): boolean {
  const since = Date.parse(record.restart_requested_at ?? record.started_at);
  return (record.at_work?.attempts ?? 0) <= mostAttempts && Math.abs(now - since) < freshMs;
}
