import { type InstanceRecord, notEnded } from './instance.ts';

/** What stands in a record's place for everything that is not known of an instance. `now` is ISO 8601, UTC. */
export function blankInstanceRecord(id: string, now: string): InstanceRecord {
  return {
    version: 1,
    id,
    name: `Damaged record ${id}`,
    app: '',
    app_name: 'Unknown app',
    kind: 'web',
    data_directory: null,
    parameters: {},
    host: 'an unknown machine',
    boot_id: '',
    number: 0,
    port: null,
    unix_socket: null,
    absolute_url: false,
    open_path: '/',
    ready: { path: '/', timeout_seconds: 0 },
    idle_timeout_seconds: 0,
    paraview: false,
    keeper: null,
    process: null,
    created_at: now,
    started_at: now,
    ready_at: now,
    ...notEnded,
  };
}
