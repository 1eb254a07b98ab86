import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { InstanceRecord } from '../domain/instance.ts';
import { blankInstanceRecord } from '../domain/instance-stand-in.ts';
import { once } from '../domain/once.ts';
import { jobPhases } from '../domain/scheduler.ts';
import { type ReadRecord, type RecordLayout, readStateRecord } from './state-record.ts';

/**
 * Reads a record.json. `id` is the name of its session directory.
 * @throws UnreadableRecord where it is no JSON, of another instance or not of the right shape
 */
export function parseRecord(text: string, id: string): ReadRecord<InstanceRecord> {
  return readStateRecord(text, id, layout);
}

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' });
const port = Type.Integer({ minimum: 0, maximum: 65_535 });
const processIdentity = Type.Object({ pid: Type.Integer({ minimum: 1 }), startTicks: Type.Integer({ minimum: 0 }) });

/** See DaemonAtWork. */
export const daemonAtWork = Type.Object({
  ...processIdentity.properties,
  host: Type.String(),
  boot_id: Type.String(),
  attempts: Type.Integer({ minimum: 0 }),
});

const amount = orNull(Type.Number({ minimum: 0 }));

/** As in Instance: what a job asked for and used, as last known. */
const seenJob = Type.Object({
  id: Type.String(),
  phase: Type.Enum([...jobPhases]),
  reason: orNull(Type.String()),
  reason_code: orNull(Type.String()),
  account: orNull(Type.String()),
  partition: orNull(Type.String()),
  nodes: Type.Integer({ minimum: 0 }),
  node_list: orNull(Type.String()),
  walltime_seconds: orNull(Type.Number()),
  expected_start_at: orNull(Type.String()),
  usage: orNull(
    Type.Object({
      elapsed_seconds: amount,
      walltime_seconds: amount,
      cpu_seconds: amount,
      cpu_seconds_allocated: amount,
      memory_peak_bytes: amount,
      memory_requested_bytes: amount,
    }),
  ),
});

const job = Type.Object({
  id: orNull(Type.String({ minLength: 1 })),
  name: Type.String(),
  submitted_at: time,
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  restarts: Type.Integer({ minimum: 0 }),
  // Part of a URL and of a connection: what another program wrote in between is not taken.
  path_host: orNull(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' })),
  address: orNull(
    Type.Object({
      host: Type.String(),
      address: Type.String({ pattern: '^[0-9A-Fa-f.:]+$' }),
      at: time,
      seen_at: time,
    }),
  ),
  seen: orNull(seenJob),
});

const validator = once(() =>
  Compile(
    Type.Object({
      version: Type.Literal(1),
      id: Type.String(),
      name: Type.String(),
      app: Type.String(),
      app_name: Type.String(),
      kind: Type.Union([Type.Literal('trame'), Type.Literal('web')]),
      data_directory: orNull(Type.String()),
      data_directory_typed: Type.Optional(orNull(Type.String())),
      parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
      host: Type.String(),
      boot_id: Type.String(),
      number: port,
      port: orNull(port),
      unix_socket: orNull(Type.String()),
      absolute_url: Type.Boolean(),
      open_path: Type.String(),
      ready: Type.Object({ path: Type.String(), timeout_seconds: Type.Number({ minimum: 0 }) }),
      idle_timeout_seconds: Type.Number({ minimum: 0 }),
      paraview: Type.Boolean(),
      keeper: orNull(processIdentity),
      process: orNull(processIdentity),
      created_at: time,
      started_at: time,
      ready_at: orNull(time),
      ended_at: orNull(time),
      stop_requested_at: orNull(time),
      stop_reason: orNull(Type.String()),
      exit_code: orNull(Type.Integer()),
      signal: orNull(Type.String()),
      end_state: orNull(Type.Union([Type.Literal('stopped'), Type.Literal('failed')])),
      state_reason: orNull(Type.String()),
      hint: orNull(Type.String()),
      restart_requested_at: Type.Optional(orNull(time)),
      launch_mark: Type.Optional(orNull(Type.Object({ key: Type.String(), request: Type.String() }))),
      removal_requested_at: Type.Optional(orNull(time)),
      at_work: Type.Optional(orNull(daemonAtWork)),
      ends_at: Type.Optional(orNull(time)),
      ends_with: Type.Optional(orNull(Type.String())),
      damage: Type.Optional(orNull(Type.String())),
      job: Type.Optional(orNull(job)),
    }),
  ),
);

const layout: RecordLayout<InstanceRecord> = {
  owner: 'instance',
  version: 1,
  upgrades: {},
  validator,
  blank: (id) => blankInstanceRecord(id, new Date().toISOString()),
};
