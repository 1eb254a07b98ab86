import type { HostIdentity } from './instance.ts';
import { stateInJob } from './job-state.ts';
import type { ServerState } from './paraview-server.ts';
import type { ServerRecord } from './paraview-server-record.ts';
import type { Job } from './scheduler.ts';

/** What is known of a server's surroundings now. */
export interface ServerFacts {
  here: HostIdentity;
  /** Its job as the queue shows it; null: it shows none, or this is none. */
  job: Job | null;
  /** As in JobQueue.contact. */
  contact: { state: 'unknown' | 'ok' | 'lost'; since: string | null; message: string | null };
  /** "Slurm"; null: the site has no scheduler. */
  schedulerTitle: string | null;
  /** Milliseconds. */
  now: number;
  /** How long before the end of its time a server is shown as ending. */
  warnBeforeEndMs: number;
}

export interface StateInWords {
  state: ServerState;
  /** A sentence, or null when the state says it all. */
  reason: string | null;
}

/** The state that a server shows now. */
export function serverState(record: ServerRecord, facts: ServerFacts): StateInWords {
  if (record.ended_at !== null && record.end_state !== null) {
    return { state: record.end_state, reason: record.state_reason };
  }
  if (record.kind === 'job') return jobState(record, facts);
  if (record.local !== null && record.local.host !== facts.here.host) {
    return { state: 'lost', reason: `Runs on ${record.local.host}` };
  }
  return endingState(record) ?? { state: record.ready_at === null ? 'starting' : 'ready', reason: null };
}

function jobState(record: ServerRecord, facts: ServerFacts): StateInWords {
  const { schedulerTitle, contact, job } = facts;
  if (schedulerTitle === null) return { state: 'lost', reason: 'This configuration has no scheduler to ask' };
  if (contact.state === 'unknown') return { state: 'lost', reason: `${schedulerTitle} has not answered yet` };
  if (contact.state === 'lost') return { state: 'lost', reason: lostContact(schedulerTitle, contact) };
  const ending = endingState(record);
  if (ending !== null) return ending;
  if (job === null) return unlisted(record, schedulerTitle);
  return stateInJob(job, { ...facts, schedulerTitle, readyAt: record.ready_at, hasEnded: false });
}

/** Handed in a moment ago, or forgotten by the queue and about to be judged. */
function unlisted(record: ServerRecord, title: string): StateInWords {
  if (record.job?.seen == null) return { state: 'queued', reason: `Handed in; ${title} does not show it yet` };
  return { state: 'ending', reason: `${title} does not show it any more` };
}

function endingState(record: ServerRecord): StateInWords | null {
  if (record.stop_requested_at === null) return null;
  return { state: 'ending', reason: record.state_reason ?? 'Stopping' };
}

/** "No contact with Slurm since 2025-11-21 14:05 UTC: squeue timed out." */
function lostContact(title: string, { since, message }: ServerFacts['contact']): string {
  const when = since === null ? '' : ` since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  return `Lost contact with ${title}${when}${message === null ? '' : `: ${message}`}`;
}
