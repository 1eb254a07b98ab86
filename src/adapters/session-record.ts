import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { InstanceRecord } from '../domain/instance.ts';

/** What is wrong with a record, in a sentence. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

/**
 * Reads a record.json. `id` is the name of its session directory.
 * @throws UnreadableRecord where it is no JSON, of another version, of another instance or not of the right shape
 */
export function parseRecord(text: string, id: string): InstanceRecord {
  const value = parseJson(text);
  if (isObject(value) && typeof value.version === 'number' && value.version > 1) {
    throw new UnreadableRecord(`it was written by a newer Trame Manager (layout ${value.version})`);
  }
  if (!validator.Check(value)) {
    const first = validator.Errors(value)[0];
    throw new UnreadableRecord(`${first?.instancePath || 'it'} ${first?.message ?? 'is not valid'}`);
  }
  const record: InstanceRecord = value;
  if (record.id !== id) throw new UnreadableRecord('it belongs to another instance');
  return record;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableRecord('it is not valid JSON', { cause: error });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' });
const port = Type.Integer({ minimum: 0, maximum: 65_535 });
const processIdentity = Type.Object({ pid: Type.Integer({ minimum: 1 }), startTicks: Type.Integer({ minimum: 0 }) });

const validator = Compile(
  Type.Object({
    version: Type.Literal(1),
    id: Type.String(),
    name: Type.String(),
    app: Type.String(),
    app_name: Type.String(),
    kind: Type.Union([Type.Literal('trame'), Type.Literal('web')]),
    data_directory: orNull(Type.String()),
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
    ends_at: Type.Optional(orNull(time)),
    ends_with: Type.Optional(orNull(Type.String())),
    damage: Type.Optional(orNull(Type.String())),
  }),
);
