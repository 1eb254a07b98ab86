import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { once } from '../domain/once.ts';
import { blankServerRecord, type ServerRecord } from '../domain/paraview-server-record.ts';
import { jobPhases } from '../domain/scheduler.ts';
import { daemonAtWork } from './session-record.ts';
import { type ReadRecord, type RecordLayout, readStateRecord } from './state-record.ts';

/**
 * Reads a ParaView server's record.json. `id` is the name of its directory.
 * @throws UnreadableRecord where it is no JSON, of another server or not of the right shape
 */
export function parseServerRecord(text: string, id: string): ReadRecord<ServerRecord> {
  return readStateRecord(text, id, layout);
}

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' });
const port = Type.Integer({ minimum: 1, maximum: 65_535 });
const processIdentity = Type.Object({ pid: Type.Integer({ minimum: 1 }), startTicks: Type.Integer({ minimum: 0 }) });
const text = Type.String({ maxLength: 65_536 });

const jobSeen = Type.Object({
  id: text,
  phase: Type.Enum([...jobPhases]),
  reason: orNull(text),
  reason_code: orNull(text),
  account: orNull(text),
  partition: orNull(text),
  nodes: Type.Integer({ minimum: 0 }),
  node_list: orNull(text),
  walltime_seconds: orNull(Type.Number()),
});

const usage = Type.Object({
  elapsed_seconds: orNull(Type.Number()),
  walltime_seconds: orNull(Type.Number()),
  cpu_seconds: orNull(Type.Number()),
  cpu_seconds_allocated: orNull(Type.Number()),
  memory_peak_bytes: orNull(Type.Number()),
  memory_requested_bytes: orNull(Type.Number()),
});

const validator = once(() =>
  Compile(
    Type.Object({
      version: Type.Literal(1),
      id: text,
      name: text,
      kind: Type.Union([Type.Literal('local'), Type.Literal('job')]),
      values: Type.Record(Type.String(), Type.Union([text, Type.Number(), Type.Boolean()])),
      after_server_id: orNull(text),
      created_at: time,
      started_at: orNull(time),
      ready_at: orNull(time),
      ended_at: orNull(time),
      ends_at: orNull(time),
      address: orNull(Type.Object({ host: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,255}$' }), port })),
      paraview_version: orNull(text),
      stop_requested_at: orNull(time),
      stop_reason: orNull(text),
      exit_code: orNull(Type.Integer()),
      signal: orNull(text),
      end_state: orNull(Type.Union([Type.Literal('stopped'), Type.Literal('failed')])),
      state_reason: orNull(text),
      hint: orNull(text),
      usage: orNull(usage),
      start_mark: Type.Optional(orNull(Type.Object({ key: text, request: text }))),
      removal_requested_at: Type.Optional(orNull(time)),
      at_work: Type.Optional(orNull(daemonAtWork)),
      local: orNull(
        Type.Object({
          host: text,
          boot_id: text,
          port: Type.Integer({ minimum: 0, maximum: 65_535 }),
          keeper: orNull(processIdentity),
          process: orNull(processIdentity),
        }),
      ),
      job: orNull(
        Type.Object({
          id: orNull(text),
          name: text,
          restarts: Type.Integer({ minimum: 0 }),
          expected_start_at: orNull(time),
          seen: orNull(jobSeen),
        }),
      ),
    }),
  ),
);

const layout: RecordLayout<ServerRecord> = {
  owner: 'server',
  version: 1,
  upgrades: {},
  validator,
  blank: (id) => blankServerRecord(id, new Date().toISOString()),
};
