import { isAbandoned, ownWork } from '../../domain/daemon-at-work.ts';
import type { DaemonAtWork } from '../../domain/instance.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import type { ServersContext } from './server-context.ts';

/** True where the daemon that started, ended or removed it is gone: this one has to finish that. */
export function isLeft({ host }: Pick<ServersContext, 'host'>, record: ServerRecord): boolean {
  return isAbandoned({ ...record, started_at: record.started_at ?? record.created_at }, host);
}

/** What a record says while this daemon is at work on it. */
export function atWork({ host }: Pick<ServersContext, 'host'>): { at_work: DaemonAtWork } {
  return { at_work: ownWork(host) };
}
