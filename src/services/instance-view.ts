import type { Instance, InstanceRecord } from '../domain/instance.ts';
import { isLive } from '../domain/instance.ts';
import type { InstanceHost } from '../domain/instance-host.ts';
import { instanceJob, isJobRecord, jobStateOf } from '../domain/instance-job.ts';
import { idleSince, stateOf } from '../domain/instance-state.ts';
import { proxyName } from '../domain/proxy-path.ts';
import type { InstanceEntry } from './instance-entry.ts';

/** How states of jobs are said. */
export interface JobWords {
  /** "Slurm" */
  schedulerTitle: string;
  warnBeforeEndMs: number;
}

/** What is known of an instance, as the REST API shows it. */
export function presentInstance(entry: InstanceEntry, host: InstanceHost, words: JobWords): Instance {
  const { record, viewers } = entry;
  const { state, reason } = shownState(entry, host, words);
  const live = isLive(state);
  return {
    id: record.id,
    name: record.name,
    app: record.app,
    app_name: record.app_name,
    kind: record.kind,
    state,
    state_reason: reason,
    data_directory: record.data_directory,
    parameters: record.parameters,
    host: record.job?.address?.host ?? record.host,
    port: record.port,
    path: `/proxy/${proxyName(record)}/`,
    pid: live ? (record.process?.pid ?? null) : null,
    created_at: record.created_at,
    // Of a job the wait in the queue does not count.
    started_at: record.job?.address?.seen_at ?? record.started_at,
    ready_at: record.ready_at,
    ended_at: record.ended_at,
    ends_at: live || state === 'lost' ? (record.ends_at ?? null) : null,
    ends_with: (live || state === 'lost') && record.ends_with ? sayEndsWith(record) : null,
    idle_since: live ? idleSince(record, viewers, entry.watchedAt) : null,
    viewers,
    usage: live ? entry.usage : null,
    exit_code: record.exit_code,
    signal: record.signal,
    hint: record.hint,
    log_tail: state === 'failed' ? entry.logTail : [],
    port_open_to_node: live && record.port !== null,
    connection: null,
    job: record.job == null ? null : entry.job === null ? record.job.seen : instanceJob(entry.job, record.job.seen),
  };
}

/** Processes that outlive the command are being ended: the record does not say so, as it is over in a moment. */
function shownState(
  entry: InstanceEntry,
  host: InstanceHost,
  words: JobWords,
): { state: Instance['state']; reason: string | null } {
  const { record } = entry;
  const shown = isJobRecord(record)
    ? jobStateOf(record, { ...entry, ...words, now: Date.now() })
    : stateOf(record, host.identity);
  const isRestarted = entry.restarting !== null || (entry.finishing !== null && record.restart_requested_at != null);
  if (isRestarted && shown.state !== 'starting') return { state: 'ending', reason: 'Restarting' };
  if (entry.ending !== null && isLive(shown.state)) return { state: 'ending', reason: shown.reason ?? 'Ending' };
  const isSuspended = entry.suspended && (shown.state === 'ready' || shown.state === 'starting');
  return isSuspended && shown.reason === null ? { ...shown, reason: saySuspended(record) } : shown;
}

function saySuspended({ process }: InstanceRecord): string {
  return `It does not answer: a signal suspended it. It goes on after kill -CONT ${process?.pid ?? ''}.`;
}

function sayEndsWith(record: InstanceRecord): string {
  return `Ends with this Jupyter session, as it belongs to ${record.ends_with}.`;
}
