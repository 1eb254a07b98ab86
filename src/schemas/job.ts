import Type from 'typebox';
import { jobPhases } from '../domain/scheduler.ts';
import { nullable } from './nullable.ts';

const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
const Seconds = Type.Number({ minimum: 0 });

export const JobSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    phase: Type.Enum([...jobPhases]),
    reason: nullable(Type.String({ description: 'Why it waits or how it ended, in plain words' })),
    reason_code: nullable(Type.String({ description: 'The scheduler’s own word for it' })),
    stuck: Type.Boolean({ description: 'It will never start as it is' }),
    account: nullable(Type.String()),
    partition: nullable(Type.String()),
    qos: nullable(Type.String()),
    nodes: Type.Integer(),
    node_list: nullable(Type.String()),
    cpus: nullable(Type.Integer()),
    walltime_seconds: nullable(Seconds),
    submitted_at: nullable(Time),
    expected_start_at: nullable(Time),
    started_at: nullable(Time),
    ends_at: nullable(Time),
    ended_at: nullable(Time),
    exit_code: nullable(Type.Integer()),
    signal: nullable(Type.String()),
    restarts: Type.Integer(),
    working_directory: nullable(Type.String()),
    usage: nullable(
      Type.Object({
        elapsed_seconds: nullable(Seconds),
        walltime_seconds: nullable(Seconds),
        cpu_seconds: nullable(Seconds),
        cpu_seconds_allocated: nullable(Seconds),
        memory_peak_bytes: nullable(Type.Integer()),
        memory_requested_bytes: nullable(Type.Integer()),
      }),
    ),
  },
  { $id: 'Job', description: 'A job of this user in the queue of the scheduler' },
);

export const JobListSchema = Type.Object({
  scheduler: nullable(
    Type.Object({
      title: Type.String({ description: 'As it stands in sentences: "Slurm"' }),
      contact: Type.Object({
        state: Type.Enum(['unknown', 'ok', 'lost'], { description: 'lost: the jobs are those that were last known' }),
        since: nullable(Time),
        message: nullable(Type.String()),
      }),
    }),
  ),
  jobs: Type.Array(JobSchema, { description: 'Newest first' }),
});

export const JobParamsSchema = Type.Object({ id: Type.String({ maxLength: 200 }) });

const noControlCharacters = '^[^\\u0000-\\u001f\\u007f]+$';

export const SubmitJobSchema = Type.Object(
  {
    script_file: Type.Optional(
      nullable(Type.String({ maxLength: 4096, description: 'Absolute path of a script, or one that begins with ~/' })),
    ),
    script: Type.Optional(nullable(Type.String({ description: 'The script itself, in place of a file' }))),
    working_directory: Type.Optional(
      nullable(Type.String({ maxLength: 4096, description: 'The script’s own directory, or the home, without' })),
    ),
    name: Type.Optional(
      nullable(
        Type.String({
          maxLength: 200,
          pattern: noControlCharacters,
          description: 'As the script says, or the file’s name, without',
        }),
      ),
    ),
  },
  { additionalProperties: false },
);

export const SubmitJobQuerySchema = Type.Object({
  dry_run: Type.Optional(Type.Boolean({ description: 'Only say what would become of it' })),
});

export const JobDryRunSchema = Type.Object({
  script: Type.String(),
  problems: Type.Array(Type.String(), { description: 'Why it would be refused, or never start' }),
  estimated_start: nullable(Time),
});

export const JobLogQuerySchema = Type.Object({
  tail: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'So many last lines; 1000 without' })),
});
