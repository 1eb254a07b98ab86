import type { ExitStatus, InstanceRecord } from '../domain/instance.ts';
import type { InstanceHost } from '../domain/instance-host.ts';
import type { InstanceContext } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';

/** The keeper's own note tells the processes where a daemon was killed before it could record them. */
export async function learnProcesses({ book, host }: InstanceContext, entry: InstanceEntry): Promise<void> {
  if (entry.record.keeper !== null) return;
  const noted = await host.sessions.readProcesses(entry.record.id);
  if (noted === null) return;
  await book.save(entry, (record) =>
    record.keeper === null ? { keeper: noted.keeper, process: noted.command } : null,
  );
}

/** An app may start its server in the background and end with 0: it then lives on in what it started. */
export async function livesOn(host: InstanceHost, record: InstanceRecord, exit: ExitStatus | null): Promise<boolean> {
  if (record.stop_requested_at !== null || (exit !== null && exit.status !== 0)) return false;
  return isOfUse(host, record);
}

/** Helpers that stay when the server itself is over (an Xvfb, a watcher) are no instance. */
export async function isOfUse(host: InstanceHost, record: InstanceRecord): Promise<boolean> {
  if (record.ready_at === null || record.port === null) return true;
  return (await host.whoListens(record.port)) !== 'none';
}
