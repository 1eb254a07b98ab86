import Type from 'typebox';
import { instanceStates } from '../domain/instance.ts';
import { jobPhases } from '../domain/scheduler.ts';
import { ConnectionSchema } from './connection.ts';
import { nullable } from './nullable.ts';

const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
const ParameterValue = Type.Union([Type.String({ maxLength: 32_768 }), Type.Number(), Type.Boolean()]);
const nameText = { minLength: 1, maxLength: 200 };

const Amount = nullable(Type.Number({ minimum: 0 }));

const InstanceJobSchema = Type.Object(
  {
    id: Type.String({ description: 'Its number in the queue' }),
    phase: Type.Enum([...jobPhases]),
    reason: nullable(Type.String({ description: 'Why it waits or how it ended, in plain words' })),
    reason_code: nullable(Type.String({ description: 'The scheduler’s own word' })),
    account: nullable(Type.String()),
    partition: nullable(Type.String()),
    nodes: Type.Integer(),
    node_list: nullable(Type.String()),
    walltime_seconds: Amount,
    expected_start_at: nullable(Time),
    usage: nullable(
      Type.Object(
        {
          elapsed_seconds: Amount,
          walltime_seconds: Amount,
          cpu_seconds: Amount,
          cpu_seconds_allocated: Amount,
          memory_peak_bytes: Amount,
          memory_requested_bytes: Amount,
        },
        { description: 'Used and asked for, once it ended and the accounting knows' },
      ),
    ),
  },
  { description: 'The batch job that it runs as' },
);

export const InstanceSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    app: Type.String({ description: 'The id of its app' }),
    app_name: Type.String(),
    kind: Type.Union([Type.Literal('trame'), Type.Literal('web')]),
    state: Type.Enum([...instanceStates]),
    state_reason: nullable(Type.String()),
    data_directory: nullable(Type.String()),
    parameters: Type.Record(Type.String(), ParameterValue),
    host: Type.String(),
    port: nullable(Type.Integer({ description: 'TCP port it listens on; null with a unix socket' })),
    path: Type.String({ description: 'Below the base: "/proxy/40123/"; of a job that has run "/proxy/n1:40123/"' }),
    pid: nullable(Type.Integer()),
    created_at: Time,
    started_at: Time,
    ready_at: nullable(Time),
    ended_at: nullable(Time),
    ends_at: nullable(Time),
    ends_with: nullable(Type.String()),
    idle_since: nullable(Time),
    viewers: Type.Integer({ description: 'Live websocket connections' }),
    usage: nullable(
      Type.Object({
        cpu_percent: Type.Number({ description: '100 is one processor core' }),
        memory_bytes: Type.Integer({ description: 'Resident memory of all its processes' }),
      }),
    ),
    exit_code: nullable(Type.Integer()),
    signal: nullable(Type.String()),
    hint: nullable(Type.String()),
    log_tail: Type.Array(Type.String()),
    port_open_to_node: Type.Boolean(),
    connection: nullable(ConnectionSchema),
    job: nullable(InstanceJobSchema),
  },
  { $id: 'Instance', description: 'A running or ended instance of an app' },
);

export const InstanceListSchema = Type.Object({ instances: Type.Array(InstanceSchema) });

export const InstanceFilterSchema = Type.Object({
  app: Type.Optional(Type.String({ description: 'Only instances of this app' })),
  state: Type.Optional(Type.String({ description: 'Only these states, separated by commas' })),
});

/** Parameters are checked against the app file by the route, which names the field of each mistake. */
export const LaunchSchema = Type.Object(
  {
    name: Type.Optional(nullable(Type.String(nameText))),
    data_directory: Type.Optional(nullable(Type.String({ maxLength: 4096 }))),
    parameters: Type.Optional(nullable(Type.Record(Type.String(), Type.Unknown()))),
    resources: Type.Optional(
      nullable(
        Type.Record(Type.String(), Type.Unknown(), {
          description: '`run_on` ("local" or "job"), and for a job the fields of GET job-form',
        }),
      ),
    ),
    connect_to: Type.Optional(
      nullable(
        Type.String({ maxLength: 200, description: 'Id of the ParaView server to connect it to when both are ready' }),
      ),
    ),
  },
  { additionalProperties: false },
);

export const RenameSchema = Type.Object({ name: Type.String(nameText) }, { additionalProperties: false });

export const InstanceParamsSchema = Type.Object({ id: Type.String({ maxLength: 100 }) });

export const LinkRequestSchema = Type.Object(
  {
    expires_in_seconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        description: 'How long the link waits for its first use; 60 without',
      }),
    ),
    note: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
  },
  { additionalProperties: false },
);

export const LinkSchema = Type.Object({
  url: Type.String({ description: 'Path and query, relative to the server’s origin; works once' }),
  expires_at: Time,
});

export const LinkListSchema = Type.Object({
  links: Type.Array(
    Type.Object({ expires_at: Time, created_at: Time, note: nullable(Type.String()), used_at: nullable(Time) }),
  ),
});

export const LogQuerySchema = Type.Object({
  tail: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'Only the last lines; all without' })),
});
