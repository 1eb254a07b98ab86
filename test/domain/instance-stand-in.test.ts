import t from 'tap';
import { blankInstanceRecord } from '../../src/domain/instance-stand-in.ts';

t.test('what stands in for a damaged record claims nothing but its id', async (t) => {
  const now = '2025-11-21T15:00:00.000Z';
  const { id, name, app_name, host, created_at, started_at, ready_at, ...unknown } = blankInstanceRecord('k3', now);
  t.strictSame([id, name, app_name, host], ['k3', 'Damaged record k3', 'Unknown app', 'an unknown machine']);
  t.strictSame([created_at, started_at, ready_at], [now, now, now]);
  t.strictSame(unknown, {
    version: 1,
    app: '',
    kind: 'web',
    data_directory: null,
    parameters: {},
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
    ended_at: null,
    stop_requested_at: null,
    stop_reason: null,
    exit_code: null,
    signal: null,
    end_state: null,
    state_reason: null,
    hint: null,
  });
});
