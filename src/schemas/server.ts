import Type from 'typebox';
import { fieldTypes } from '../domain/form.ts';
import { serverStates } from '../domain/paraview-server.ts';
import { jobPhases } from '../domain/scheduler.ts';
import { nullable } from './nullable.ts';

const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
const FormValue = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

const ServerJobSchema = Type.Object({
  id: Type.String(),
  phase: Type.Enum([...jobPhases]),
  reason: nullable(Type.String({ description: 'In plain words' })),
  reason_code: nullable(Type.String({ description: 'The scheduler’s own word' })),
  account: nullable(Type.String()),
  partition: nullable(Type.String()),
  nodes: Type.Integer(),
  node_list: nullable(Type.String()),
  walltime_seconds: nullable(Type.Number()),
});

const UsageSchema = Type.Object(
  {
    elapsed_seconds: nullable(Type.Number()),
    walltime_seconds: nullable(Type.Number()),
    cpu_seconds: nullable(Type.Number()),
    cpu_seconds_allocated: nullable(Type.Number()),
    memory_peak_bytes: nullable(Type.Number()),
    memory_requested_bytes: nullable(Type.Number()),
  },
  { description: 'Used and asked for; jobs that ended, where the accounting knows' },
);

export const ServerSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    kind: Type.Union([Type.Literal('found'), Type.Literal('local'), Type.Literal('job')], {
      description: 'Runs by hand, was started on this machine, or by way of the scheduler',
    }),
    state: Type.Enum([...serverStates]),
    state_reason: nullable(Type.String()),
    hint: nullable(Type.String()),
    host: nullable(Type.String({ description: 'Where clients connect, once it listens' })),
    port: nullable(Type.Integer()),
    version: nullable(Type.String({ description: 'Of ParaView, as far as known' })),
    values: Type.Record(Type.String(), FormValue, { description: 'Of the form' }),
    created_at: nullable(Time),
    started_at: nullable(Time),
    ready_at: nullable(Time),
    ended_at: nullable(Time),
    ends_at: nullable(Time),
    expected_start_at: nullable(Time),
    exit_code: nullable(Type.Integer()),
    signal: nullable(Type.String()),
    log_tail: Type.Array(Type.String(), { description: 'The last lines of the log of one that failed' }),
    connected_instances: Type.Array(Type.String()),
    ends_with_last_client: Type.Boolean(),
    is_managed: Type.Boolean({ description: 'Whether it can be stopped and its log read here' }),
    after_server_id: nullable(Type.String({ description: 'The server whose end it waits for' })),
    job: nullable(ServerJobSchema),
    usage: nullable(UsageSchema),
  },
  { $id: 'ParaViewServer', description: 'A ParaView server: queued, running or ended' },
);

/** A field of a form that the site file describes, as it is to be shown now. */
export const ShownFieldSchema = Type.Object({
  name: Type.String(),
  label: Type.String(),
  help: nullable(Type.String()),
  type: Type.Enum([...fieldTypes]),
  required: Type.Boolean(),
  default: nullable(FormValue),
  min: nullable(Type.Number()),
  max: nullable(Type.Number()),
  choices: nullable(Type.Array(Type.String())),
  pattern: nullable(Type.String()),
  by_partition: Type.Record(
    Type.String(),
    Type.Object({
      min: Type.Optional(Type.Number()),
      max: Type.Optional(Type.Number()),
      default: Type.Optional(Type.Number()),
      choices: Type.Optional(Type.Array(Type.String())),
    }),
    { description: 'What differs in a partition, by its name' },
  ),
});

export const ServerListSchema = Type.Object({
  servers: Type.Array(ServerSchema),
  form: Type.Array(ShownFieldSchema, {
    description: 'What can be asked for; empty while the scheduler does not answer',
  }),
  can_start: Type.Boolean(),
});

/** The fields of the form stand beside `name`; they are checked against the site file, with the field of each mistake named. */
export const StartServerSchema = Type.Object(
  {
    name: Type.Optional(nullable(Type.String({ maxLength: 1000 }))),
    after: Type.Optional(
      nullable(Type.String({ maxLength: 100, description: 'Id of a server that has to end first' })),
    ),
  },
  { additionalProperties: Type.Unknown() },
);

export const StartServerQuerySchema = Type.Object({
  dry_run: Type.Optional(
    Type.Boolean({ description: 'Only show what would be handed in, and what would become of it' }),
  ),
});

export const DryRunSchema = Type.Object({
  script: Type.String(),
  problems: Type.Array(Type.String(), { description: 'Why it would be refused or never start' }),
  estimated_start: nullable(Time),
});

export const RestartServerSchema = Type.Object(
  {
    after: Type.Optional(Type.Boolean({ description: 'Begin when the old one has ended, as a job that waits for it' })),
  },
  { additionalProperties: false },
);

export const ServerParamsSchema = Type.Object({ id: Type.String({ maxLength: 300 }) });
