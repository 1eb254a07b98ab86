import type { InstanceJobRecord, InstanceRecord } from '../../src/domain/instance.ts';
import { notEnded } from '../../src/domain/instance.ts';
import type { Job } from '../../src/domain/scheduler.ts';

/** A job that runs since 10:00 with a walltime of one hour. */
export function aJob(changes: Partial<Job> = {}): Job {
  return {
    id: '12',
    name: 'cone-k3abcdefghij-1',
    phase: 'running',
    reason: null,
    reason_code: null,
    stuck: false,
    account: 'proj1',
    partition: 'batch',
    qos: null,
    nodes: 1,
    node_list: 'n1',
    cpus: 1,
    walltime_seconds: 3600,
    submitted_at: '2025-11-21T09:59:00Z',
    expected_start_at: null,
    queue_place: null,
    started_at: '2025-11-21T10:00:00Z',
    ends_at: '2025-11-21T11:00:00Z',
    ended_at: null,
    exit_code: null,
    signal: null,
    restarts: 0,
    working_directory: '/home/ada',
    usage: null,
    ...changes,
  };
}

/** What the record of an instance holds of that job. */
export function aJobRecord(changes: Partial<InstanceJobRecord> = {}): InstanceJobRecord {
  return {
    id: '12',
    name: 'cone-k3abcdefghij-1',
    submitted_at: '2025-11-21T09:59:00.000Z',
    values: {},
    restarts: 0,
    path_host: 'n1',
    address: { host: 'n1', address: '10.0.0.1', at: '2025-11-21T10:00:01.000Z', seen_at: '2025-11-21T10:00:02.000Z' },
    seen: null,
    ...changes,
  };
}

/** The record of an instance that runs as that job and answers. */
export function aJobInstance(
  changes: Partial<InstanceRecord> = {},
  job: Partial<InstanceJobRecord> = {},
): InstanceRecord & { job: InstanceJobRecord } {
  return {
    version: 1,
    id: 'k3abcdefghij',
    name: 'run 1',
    app: 'cone',
    app_name: 'Cone',
    kind: 'trame',
    data_directory: null,
    parameters: {},
    host: 'login1',
    boot_id: 'b',
    number: 23_456,
    port: 23_456,
    unix_socket: null,
    absolute_url: false,
    open_path: '/',
    ready: { path: '/', timeout_seconds: 90 },
    idle_timeout_seconds: 0,
    paraview: false,
    keeper: null,
    process: null,
    created_at: '2025-11-21T09:59:00.000Z',
    started_at: '2025-11-21T09:59:00.000Z',
    ready_at: '2025-11-21T10:00:05.000Z',
    ...notEnded,
    ends_at: '2025-11-21T11:00:00Z',
    ends_with: null,
    ...changes,
    job: aJobRecord(job),
  };
}
