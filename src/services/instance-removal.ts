import { isLive } from '../domain/instance.ts';
import { isoNow } from './instance-context.ts';
import { refuseElsewhere, requestEnd } from './instance-end-request.ts';
import { type InstanceEntry, isUnderWay } from './instance-entry.ts';
import { untilInOwnHands } from './instance-hands.ts';
import type { InstanceParts } from './instance-parts.ts';

/** See Instances.remove. A daemon that dies of it leaves a note with which the next one goes on. */
export async function remove({ context, supervisor }: InstanceParts, entry: InstanceEntry): Promise<void> {
  const { book, host, site } = context;
  await entry.launching;
  await entry.restarting?.catch(() => undefined);
  await untilInOwnHands(context, entry);
  const { record, instance } = entry;
  const quietMs = Date.now() - Date.parse(record.ready_at ?? record.started_at);
  // Of a machine that is gone for good nobody else can remove the card.
  if (instance.state === 'lost' && quietMs < site.instances.keepStoppedMs) refuseElsewhere(entry);
  if (isLive(instance.state) || isUnderWay(entry)) {
    await requestEnd(context, entry, 'Removed', { removal_requested_at: record.removal_requested_at ?? isoNow() });
    // A job that was cancelled may take its time; what it still writes finds no directory.
    const limit = record.job == null ? null : pause(site.instances.stopGraceMs);
    await Promise.race([supervisor.end(entry), limit].filter((promise) => promise !== null));
  }
  // First what the session directory's name leads to: with the directory the knowledge of it would be gone.
  await host.removeOutside(record.id).catch(() => undefined);
  await host.sessions.remove(record.id);
  if (entry.reservedPort !== null) await host.ports.release(entry.reservedPort);
  book.remove(entry);
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs).unref());
}
