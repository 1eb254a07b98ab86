import Type from 'typebox';
import { serverStates } from '../domain/paraview-server.ts';
import { aField, aServer } from './examples/server.ts';
import { formValue, ShownFieldSchema } from './form-field.ts';
import { jobFields } from './job-fields.ts';
import { JobUsageSchema } from './job-usage.ts';
import { listQuery } from './list-query.ts';
import { nullable } from './nullable.ts';
import { time } from './time.ts';

const ServerJobSchema = Type.Object(
  {
    ...jobFields,
  },
  { $id: 'ServerJob', description: 'The batch job that a ParaView server runs as' },
);

const kinds = ['found', 'local', 'job'] as const;

export const ServerSchema = Type.Object(
  {
    id: Type.String({ description: 'Stays the same for life' }),
    name: Type.String({ description: 'For people' }),
    kind: Type.Enum([...kinds], {
      description: '"found" runs by hand, "local" was started on this machine, "job" by way of the scheduler',
    }),
    state: Type.Enum([...serverStates], {
      description:
        '"queued" waits for the scheduler, "starting" does not listen yet, "ready" listens, "ending" is being stopped or its time is nearly over, "stopped" ended as asked or by itself without an error, "failed" ended otherwise, "lost" cannot be asked',
    }),
    state_reason: nullable(Type.String({ description: 'A sentence; null when the state says it all' })),
    hint: nullable(Type.String({ description: 'How it could be mended, for those that failed' })),
    host: nullable(Type.String({ description: 'Where clients connect, once it listens' })),
    port: nullable(Type.Integer({ description: 'TCP port where clients connect, once it listens' })),
    version: nullable(Type.String({ description: 'Of ParaView, as far as known' })),
    values: Type.Record(Type.String(), formValue('Of a field'), { description: 'Of the form; a walltime in seconds' }),
    created_at: nullable(time('When it was asked for')),
    started_at: nullable(time('When it began to run')),
    ready_at: nullable(time('When it listened first')),
    ended_at: nullable(time('When it ended')),
    ends_at: nullable(time('When its time is over at the latest; null: open-ended')),
    expected_start_at: nullable(time('When its job starts, as the scheduler guesses')),
    exit_code: nullable(Type.Integer({ description: 'Of its command; null: it runs, or a signal ended it' })),
    signal: nullable(Type.String({ description: 'Name of the signal that ended it: "SIGKILL"' })),
    log_tail: Type.Array(Type.String(), { description: 'The last lines of the log of one that failed' }),
    connected_instances: Type.Array(Type.String(), { description: 'Ids of the instances that are connected to it' }),
    ends_with_last_client: Type.Boolean({ description: 'Whether it ends when its last client leaves' }),
    is_managed: Type.Boolean({ description: 'Whether it can be stopped and its log read here' }),
    after_server_id: nullable(Type.String({ description: 'Id of the server whose end it waits for' })),
    job: nullable(ServerJobSchema),
    usage: nullable(JobUsageSchema),
  },
  { $id: 'ParaViewServer', description: 'A ParaView server: queued, running or ended', examples: [aServer] },
);

export const ServerListSchema = Type.Object(
  {
    servers: Type.Array(ServerSchema, { description: 'Those that were asked for' }),
    form: Type.Array(ShownFieldSchema, {
      description: 'What can be asked for; empty while the scheduler does not answer',
    }),
    can_start: Type.Boolean({ description: 'Whether servers can be started here' }),
  },
  {
    $id: 'ParaViewServerList',
    description: 'ParaView servers, and the form that starts one',
    examples: [{ servers: [aServer], form: [aField], can_start: true }],
  },
);

export const ServerFilterSchema = listQuery({
  filters: {
    state: Type.Array(Type.Enum([...serverStates]), {
      minItems: 1,
      description: 'Only those in one of these states, separated by commas',
      examples: [['queued', 'ready']],
    }),
    kind: Type.Enum([...kinds], { description: 'Only those of this kind', examples: ['job'] }),
    host: Type.String({ maxLength: 300, description: 'Only those on this machine', examples: ['n17'] }),
    name: Type.String({
      maxLength: 200,
      description: 'Only those whose name has this in it, whatever the case',
      examples: ['run'],
    }),
  },
  sort: ['created_at', 'name', 'state'],
});

/** The fields of the form stand beside `name`; they are checked against the site file, with the field of each mistake named. */
export const StartServerSchema = Type.Object(
  {
    name: Type.Optional(nullable(Type.String({ maxLength: 1000, description: 'For people; a name is made without' }))),
    after: Type.Optional(
      nullable(Type.String({ maxLength: 100, description: 'Id of a server that has to end first' })),
    ),
  },
  {
    $id: 'StartServerRequest',
    description: 'A name, and beside it the fields of `form` in `GET servers`',
    additionalProperties: Type.Unknown(),
    examples: [{ name: 'for run 7', nodes: 2, walltime: '1h' }],
  },
);

export const RestartServerSchema = Type.Object(
  {
    after: Type.Optional(
      Type.Boolean({ description: 'Begins when the old one has ended, as a job that waits for it; default false' }),
    ),
  },
  {
    $id: 'RestartServerRequest',
    description: 'When it begins',
    additionalProperties: false,
    examples: [{ after: true }],
  },
);

export const ServerParamsSchema = Type.Object({
  id: Type.String({ maxLength: 300, description: 'Id of a ParaView server', examples: ['p7w2q8d4n1'] }),
});
