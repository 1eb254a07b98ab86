import type { HostIdentity, InstanceRecord, InstanceState } from './instance.ts';

/** For this long after a start a record without a process is one whose keeper is just being started. */
const startGuardMs = 30_000;
/** A restart that takes longer than this was given up, for instance because its daemon was killed. */
const restartGuardMs = 120_000;

/** The state that a record shows, and a sentence where the state alone does not say enough. */
export function stateOf(record: InstanceRecord, here: HostIdentity): { state: InstanceState; reason: string | null } {
  if (record.ended_at !== null && record.end_state !== null) {
    return { state: record.end_state, reason: record.state_reason };
  }
  if (!isHere(record, here)) {
    const isNamesake = record.host === here.host;
    return { state: 'lost', reason: `Runs on ${isNamesake ? `another machine named ${here.host}` : record.host}` };
  }
  if (record.restart_requested_at) return { state: 'ending', reason: 'Restarting' };
  if (record.stop_requested_at !== null) return { state: 'ending', reason: record.state_reason ?? 'Stopping' };
  const reason = record.damage ?? null;
  return record.ready_at === null ? { state: 'starting', reason } : { state: 'ready', reason };
}

/**
 * True where the instance was started on this machine, in this boot or an earlier one. What was started under the same name
 * in another boot, but after this machine's start, runs elsewhere: two machines, or a machine and a container, bear one name.
 * (A container that comes again under its name is another boot, too: what ended with the one before is said to have ended.)
 */
export function isHere(
  { host, boot_id, started_at, ends_with }: Pick<InstanceRecord, 'host' | 'boot_id' | 'started_at' | 'ends_with'>,
  here: HostIdentity,
): boolean {
  if (host !== here.host) return false;
  if (boot_id === here.bootId || ends_with || here.bootedAtMs == null) return true;
  return Date.parse(started_at) < here.bootedAtMs + bootSlackMs;
}
/** So far the kernel's word on its start may move with the clock. */
const bootSlackMs = 5000;

/** True while its processes end only in order to be started again, by this daemon or another. */
export function isRestarting(record: InstanceRecord, now: number): boolean {
  return (
    record.restart_requested_at != null && Math.abs(now - Date.parse(record.restart_requested_at)) < restartGuardMs
  );
}

/** True while a missing process proves nothing, because this daemon or another is about to start it. */
export function isBeingStarted(record: InstanceRecord, now: number): boolean {
  return !record.damage && record.keeper === null && Math.abs(now - Date.parse(record.started_at)) < startGuardMs;
}

/** Since when nobody watches: `lastWatchedAt` is in milliseconds, null for never. */
export function idleSince(record: InstanceRecord, viewers: number, lastWatchedAt: number | null): string | null {
  if (viewers > 0 || record.ready_at === null || record.ended_at !== null) return null;
  return new Date(Math.max(Date.parse(record.ready_at), lastWatchedAt ?? 0)).toISOString();
}

/** Milliseconds as people say it: 14_400_000 -> "4 h", 90_000 -> "90 s", 5_400_000 -> "90 min". */
export function sayDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (seconds >= 7200 || seconds === 3600) return `${Number((seconds / 3600).toFixed(1))} h`;
  if (seconds > 90) return `${Math.round(seconds / 60)} min`;
  return `${seconds} s`;
}
