import Type from 'typebox';
import { instanceStates } from '../domain/instance.ts';
import { ConnectionSchema } from './connection.ts';
import { aLaunch, anInstance } from './examples/instance.ts';
import { jobFields } from './job-fields.ts';
import { JobUsageSchema } from './job-usage.ts';
import { listQuery } from './list-query.ts';
import { nullable } from './nullable.ts';
import { time } from './time.ts';

const ParameterValue = Type.Union([Type.String({ maxLength: 32_768 }), Type.Number(), Type.Boolean()]);
const nameText = { minLength: 1, maxLength: 200 };

const InstanceJobSchema = Type.Object(
  {
    ...jobFields,
    expected_start_at: nullable(time('When it starts, as the scheduler guesses')),
    usage: nullable(JobUsageSchema),
  },
  { $id: 'InstanceJob', description: 'The batch job that an instance runs as' },
);

const InstanceUsageSchema = Type.Object(
  {
    cpu_percent: Type.Number({ minimum: 0, description: 'Percent; 100 is one processor core' }),
    memory_bytes: Type.Integer({ minimum: 0, description: 'Resident memory of all its processes; bytes' }),
  },
  { $id: 'InstanceUsage', description: 'What it uses now, measured every few seconds' },
);

export const InstanceSchema = Type.Object(
  {
    id: Type.String({ description: 'Stays the same for life, restarts included' }),
    name: Type.String({ description: 'For people' }),
    app: Type.String({ description: 'Id of its app' }),
    app_name: Type.String({ description: 'Name of its app when it was launched' }),
    kind: Type.Enum(['trame', 'web'], { description: 'As its app' }),
    state: Type.Enum([...instanceStates], {
      description:
        '"queued" waits for the scheduler, "starting" does not answer yet, "ready" answers, "ending" is being stopped or its time is nearly over, "stopped" ended as asked or by itself without an error, "failed" ended otherwise, "lost" cannot be asked',
    }),
    state_reason: nullable(Type.String({ description: 'A sentence; null when the state says it all' })),
    data_directory: nullable(Type.String({ description: 'Absolute path; null: none' })),
    parameters: Type.Record(Type.String(), ParameterValue, { description: 'Values of the app’s form, by their names' }),
    host: Type.String({ description: 'The machine it runs on; of a job that waits the one that handed it in' }),
    port: nullable(Type.Integer({ description: 'TCP port it listens on; null with a unix socket' })),
    path: Type.String({ description: 'Below the base: "/proxy/40123/"; of a job that has run "/proxy/n1:40123/"' }),
    pid: nullable(Type.Integer({ description: 'Process of its command; null where none runs on this machine' })),
    created_at: time('When it was launched first'),
    started_at: time('When this run was started'),
    ready_at: nullable(time('When it answered first')),
    ended_at: nullable(time('When it ended')),
    ends_at: nullable(time('When its time is over at the latest; null: open-ended')),
    ends_with: nullable(Type.String({ description: 'Why it may end with Jupyter, in a sentence; null: it does not' })),
    idle_since: nullable(time('Since when nobody watches; null while somebody does')),
    viewers: Type.Integer({ minimum: 0, description: 'Live websocket connections' }),
    usage: nullable(InstanceUsageSchema),
    exit_code: nullable(Type.Integer({ description: 'Of its command; null: it runs, or a signal ended it' })),
    signal: nullable(Type.String({ description: 'Name of the signal that ended it: "SIGSEGV"' })),
    hint: nullable(Type.String({ description: 'How it could be mended, for those that failed' })),
    log_tail: Type.Array(Type.String(), { description: 'Last lines of its log, for those that failed' }),
    port_open_to_node: Type.Boolean({ description: 'Whether other users of the node can reach its port' }),
    connection: nullable(ConnectionSchema),
    job: nullable(InstanceJobSchema),
  },
  { $id: 'Instance', description: 'A running or ended instance of an app', examples: [anInstance] },
);

export const InstanceListSchema = Type.Object(
  { instances: Type.Array(InstanceSchema, { description: 'Those that were asked for' }) },
  { $id: 'InstanceList', description: 'Instances, running and ended', examples: [{ instances: [anInstance] }] },
);

export const InstanceFilterSchema = listQuery({
  filters: {
    app: Type.String({ maxLength: 200, description: 'Only instances of the app with this id', examples: ['cone'] }),
    state: Type.Array(Type.Enum([...instanceStates]), {
      minItems: 1,
      description: 'Only those in one of these states, separated by commas',
      examples: [['starting', 'ready']],
    }),
    kind: Type.Enum(['trame', 'web'], { description: 'Only those of this kind', examples: ['trame'] }),
    host: Type.String({ maxLength: 300, description: 'Only those on this machine', examples: ['login1'] }),
    name: Type.String({
      maxLength: 200,
      description: 'Only those whose name has this in it, whatever the case',
      examples: ['run'],
    }),
  },
  sort: ['created_at', 'name', 'state'],
});

/** Parameters are checked against the app file by the route, which names the field of each mistake. */
export const LaunchSchema = Type.Object(
  {
    name: Type.Optional(
      nullable(Type.String({ ...nameText, description: 'For people; without, the app’s and a number' })),
    ),
    data_directory: Type.Optional(
      nullable(
        Type.String({ maxLength: 4096, description: 'Path of a directory; it may begin with ~ and hold variables' }),
      ),
    ),
    parameters: Type.Optional(
      nullable(
        Type.Record(Type.String(), Type.Unknown(), {
          description: 'Values of the app’s form, by their names; defaults without',
        }),
      ),
    ),
    resources: Type.Optional(
      nullable(
        Type.Record(Type.String(), Type.Unknown(), {
          description: '`run_on` ("local" or "job"), and for a job the fields of `GET job-form`',
        }),
      ),
    ),
    connect_to: Type.Optional(
      nullable(
        Type.String({ maxLength: 200, description: 'Id of the ParaView server to connect it to when both are ready' }),
      ),
    ),
  },
  { $id: 'LaunchRequest', description: 'What to launch it with', additionalProperties: false, examples: [aLaunch] },
);

export const RenameSchema = Type.Object(
  { name: Type.String({ ...nameText, description: 'The new name' }) },
  { $id: 'RenameRequest', description: 'A new name', additionalProperties: false, examples: [{ name: 'run 8' }] },
);

export const InstanceParamsSchema = Type.Object({
  id: Type.String({ maxLength: 100, description: 'Id of an instance', examples: ['k3v9x2m4p7'] }),
});

export const LogQuerySchema = Type.Object({
  tail: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100_000,
      description: 'Only so many last lines; all without',
      examples: [200],
    }),
  ),
});
