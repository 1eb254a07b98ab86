import { isLiveServer, type ParaViewServer } from '../../domain/paraview-server.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import { serverState } from '../../domain/paraview-server-state.ts';
import type { Job } from '../../domain/scheduler.ts';
import { ownJob, wasPutBack } from './own-job.ts';
import type { ServerEntry } from './server-book.ts';
import type { ServersOptions } from './server-context.ts';

/** What is known of a server, as the REST API shows it. */
export function presentServer(options: ServersOptions, entry: ServerEntry): ParaViewServer {
  const { host, queue, site } = options;
  const job = entry.record.ended_at === null ? ownJob(queue, entry.record) : null;
  const record = asOfThisRun(entry.record, job);
  const { state, reason } = serverState(record, {
    here: host.identity,
    job,
    contact: queue.contact(),
    schedulerTitle: queue.title,
    now: Date.now(),
    warnBeforeEndMs: site.paraview.warnBeforeEndMs,
  });
  const isOver = record.ended_at !== null;
  return {
    id: record.id,
    name: record.name,
    kind: record.kind,
    state,
    state_reason: reason,
    hint: record.hint,
    host: record.ready_at === null ? null : (record.address?.host ?? null),
    port: record.ready_at === null ? null : (record.address?.port ?? null),
    version: record.paraview_version,
    values: record.values,
    created_at: record.created_at,
    started_at: record.started_at,
    ready_at: record.ready_at,
    ended_at: record.ended_at,
    ends_at: isOver ? null : record.ends_at,
    expected_start_at: state === 'queued' ? (record.job?.expected_start_at ?? null) : null,
    exit_code: record.exit_code,
    signal: record.signal,
    log_tail: state === 'failed' ? entry.logTail : [],
    connected_instances: isLiveServer(state) || state === 'lost' ? entry.connectedInstances : [],
    ends_with_last_client: site.paraview.endsWithLastClient,
    is_managed: true,
    after_server_id: record.after_server_id,
    job: record.job?.seen ?? null,
    usage: record.usage,
  };
}

/** The queue may show that a job was put back before the record does: where it listened says nothing any more. */
function asOfThisRun(record: ServerRecord, job: Job | null): ServerRecord {
  return job !== null && wasPutBack(job, record) ? { ...record, ready_at: null, address: null } : record;
}
