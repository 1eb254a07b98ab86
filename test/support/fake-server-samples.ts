import type { InstanceConnection } from '../../src/domain/connection.ts';
import type { ShownField } from '../../src/domain/form.ts';
import type { ParaViewServer } from '../../src/domain/paraview-server.ts';
import type { Job, JobUsage } from '../../src/domain/scheduler.ts';

/** The fields of a form whose bounds follow the partition. */
export function jobFields(): ShownField[] {
  const none = { help: null, min: null, max: null, choices: null, pattern: null, by_partition: {}, required: false };
  return [
    {
      ...none,
      name: 'account',
      label: 'Account',
      type: 'account',
      default: 'proj1',
      choices: ['proj1', 'proj2'],
      by_partition: { short: { choices: ['proj1'] } },
    },
    {
      ...none,
      name: 'partition',
      label: 'Partition',
      type: 'partition',
      default: 'batch',
      choices: ['batch', 'short'],
      required: true,
    },
    {
      ...none,
      name: 'nodes',
      label: 'Nodes',
      type: 'nodes',
      default: 1,
      min: 1,
      max: 4,
      required: true,
      by_partition: { short: { max: 1 } },
    },
    {
      ...none,
      name: 'time_limit',
      label: 'Walltime',
      type: 'walltime',
      default: 1_800,
      min: 60,
      max: 3_600,
      required: true,
      by_partition: { short: { max: 120, default: 120 } },
    },
    { ...none, name: 'reservation', label: 'Reservation', type: 'string', default: null, pattern: '[A-Za-z0-9_]+' },
    { ...none, name: 'offscreen', label: 'Render offscreen', type: 'boolean', default: true },
    {
      ...none,
      name: 'extra_lines',
      label: 'Extra lines',
      type: 'text',
      default: null,
      pattern: '#SBATCH .*',
      help: 'More directives, one a line.',
    },
  ];
}

/** A server that runs as a job and is ready; `change` makes it another. */
export function sampleServer(change: Partial<ParaViewServer> = {}): ParaViewServer {
  const startedAt = new Date(Date.now() - 600_000).toISOString();
  return {
    id: 'pv1',
    name: 'wing, two nodes',
    kind: 'job',
    state: 'ready',
    state_reason: null,
    hint: null,
    host: 'n1',
    port: 40_500,
    version: '5.11.0',
    values: { partition: 'batch', nodes: 2, time_limit: 3_600 },
    created_at: startedAt,
    started_at: startedAt,
    ready_at: startedAt,
    ended_at: null,
    ends_at: new Date(Date.now() + 3_000_000).toISOString(),
    expected_start_at: null,
    exit_code: null,
    signal: null,
    log_tail: [],
    connected_instances: [],
    ends_with_last_client: true,
    is_managed: true,
    after_server_id: null,
    job: sampleServerJob(),
    usage: null,
    ...change,
  };
}

/** The job of a server; `change` makes it another. */
export function sampleServerJob(
  change: Partial<NonNullable<ParaViewServer['job']>> = {},
): NonNullable<ParaViewServer['job']> {
  return {
    id: '123',
    phase: 'running',
    reason: null,
    reason_code: null,
    account: 'proj1',
    partition: 'batch',
    nodes: 2,
    node_list: 'n[1-2]',
    walltime_seconds: 3_600,
    ...change,
  };
}

/** A job that waits for others; `change` makes it another. */
export function sampleJob(change: Partial<Job> = {}): Job {
  return {
    id: '200',
    name: 'wing',
    phase: 'queued',
    reason: 'Other jobs are ahead.',
    reason_code: 'Priority',
    stuck: false,
    account: 'proj1',
    partition: 'batch',
    qos: null,
    nodes: 2,
    node_list: null,
    cpus: 8,
    walltime_seconds: 3_600,
    submitted_at: new Date(Date.now() - 300_000).toISOString(),
    expected_start_at: new Date(Date.now() + 900_000).toISOString(),
    queue_place: null,
    started_at: null,
    ends_at: null,
    ended_at: null,
    exit_code: null,
    signal: null,
    restarts: 0,
    working_directory: '/home/alice',
    usage: null,
    ...change,
  };
}

/** The link of an app that is not connected; `change` makes it another. */
export function sampleConnection(change: Partial<InstanceConnection> = {}): InstanceConnection {
  return {
    state: 'disconnected',
    server_id: null,
    host: null,
    port: null,
    since: null,
    reason: null,
    hint: null,
    ...change,
  };
}

/** What an ended job used. */
export const sampleUsage: JobUsage = {
  elapsed_seconds: 1_320,
  walltime_seconds: 3_600,
  cpu_seconds: 2_112,
  cpu_seconds_allocated: 2_640,
  memory_peak_bytes: 3_200_000_000,
  memory_requested_bytes: 16_000_000_000,
};
