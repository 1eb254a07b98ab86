import Type from 'typebox';
import { jobPhases } from '../domain/scheduler.ts';
import { aJob, aSubmission } from './examples/job.ts';
import { JobUsageSchema } from './job-usage.ts';
import { listQuery } from './list-query.ts';
import { nullable } from './nullable.ts';
import { time } from './time.ts';

export const JobSchema = Type.Object(
  {
    id: Type.String({ description: 'Its number in the queue; of an array "17_3"' }),
    name: Type.String({ description: 'As it was handed in' }),
    phase: Type.Enum([...jobPhases], {
      description:
        '"queued" waits for its turn, "held" for a person, "starting" prepares its nodes, "running" runs, "suspended" stands still on its nodes, "ending" is cleaned up; all others have ended',
    }),
    reason: nullable(Type.String({ description: 'Why it waits or how it ended, in plain words' })),
    reason_code: nullable(Type.String({ description: 'The scheduler’s own word for it' })),
    stuck: Type.Boolean({ description: 'Whether it will never start as it is' }),
    account: nullable(Type.String({ description: 'Who pays' })),
    partition: nullable(Type.String({ description: 'Part of the machine' })),
    qos: nullable(Type.String({ description: 'Quality of service' })),
    nodes: Type.Integer({ minimum: 0, description: 'How many nodes it has or wants' }),
    node_list: nullable(Type.String({ description: 'Names of its nodes: "n[1-2]"; null before it has any' })),
    cpus: nullable(Type.Integer({ minimum: 0, description: 'How many processors it has or wants' })),
    walltime_seconds: nullable(Type.Number({ minimum: 0, description: 'How long it may run; seconds' })),
    submitted_at: nullable(time('When it was handed in')),
    expected_start_at: nullable(time('When it starts, as the scheduler guesses')),
    queue_place: nullable(
      Type.Object(
        {
          place: Type.Integer({ minimum: 1, description: 'Its place; 1: it is the next' }),
          waiting: Type.Integer({ minimum: 1, description: 'How many jobs wait there for their turn, with this one' }),
          partition: Type.String({ description: 'The partition in which they wait' }),
        },
        {
          description:
            'Where it stands among the waiting jobs of all users; null: it waits not, or that cannot be told',
        },
      ),
    ),
    started_at: nullable(time('When it started')),
    ends_at: nullable(time('When its walltime is over')),
    ended_at: nullable(time('When it ended')),
    exit_code: nullable(Type.Integer({ description: 'Of its script' })),
    signal: nullable(Type.String({ description: 'Name of the signal that ended it: "SIGKILL"' })),
    restarts: Type.Integer({ minimum: 0, description: 'How often it was put back into the queue' }),
    working_directory: nullable(Type.String({ description: 'Absolute path of where it starts' })),
    usage: nullable(JobUsageSchema),
  },
  { $id: 'Job', description: 'A job of this user in the queue of the scheduler', examples: [aJob] },
);

const SchedulerSchema = Type.Object(
  {
    title: Type.String({ description: 'As it stands in sentences: "Slurm"' }),
    contact: Type.Object(
      {
        state: Type.Enum(['unknown', 'ok', 'lost'], {
          description: '"unknown" before its first answer; "lost": the jobs are those that were last known',
        }),
        since: nullable(time('Of its last answer, or of the first question that had none')),
        message: nullable(Type.String({ description: 'Why it does not answer, in a sentence' })),
      },
      { description: 'Whether it answers' },
    ),
  },
  { $id: 'SchedulerContact', description: 'How it stands with the scheduler' },
);

export const JobListSchema = Type.Object(
  {
    scheduler: nullable(SchedulerSchema),
    jobs: Type.Array(JobSchema, { description: 'Newest first, unless sorted otherwise' }),
  },
  {
    $id: 'JobList',
    description: 'The jobs of this user; `scheduler` is null where the site has none',
    examples: [
      {
        scheduler: { title: 'Slurm', contact: { state: 'ok', since: '2026-01-15T09:31:00.000Z', message: null } },
        jobs: [aJob],
      },
    ],
  },
);

export const JobFilterSchema = listQuery({
  filters: {
    phase: Type.Array(Type.Enum([...jobPhases]), {
      minItems: 1,
      description: 'Only those in one of these phases, separated by commas',
      examples: [['queued', 'running']],
    }),
    account: Type.String({ maxLength: 200, description: 'Only those of this account', examples: ['proj1'] }),
    partition: Type.String({ maxLength: 200, description: 'Only those in this partition', examples: ['batch'] }),
    name: Type.String({
      maxLength: 200,
      description: 'Only those whose name has this in it, whatever the case',
      examples: ['run'],
    }),
  },
  sort: ['submitted_at', 'name', 'phase'],
});

export const JobParamsSchema = Type.Object({
  id: Type.String({ maxLength: 200, description: 'Number of a job', examples: ['4711'] }),
});

const noControlCharacters = '^[^\\u0000-\\u001f\\u007f]+$';

export const SubmitJobSchema = Type.Object(
  {
    script_file: Type.Optional(
      nullable(Type.String({ maxLength: 4096, description: 'Absolute path of a script, or one that begins with ~/' })),
    ),
    script: Type.Optional(nullable(Type.String({ description: 'The script itself, in place of a file' }))),
    working_directory: Type.Optional(
      nullable(
        Type.String({
          maxLength: 4096,
          description: 'Absolute path of where it starts; without, the script’s own directory, or the home',
        }),
      ),
    ),
    name: Type.Optional(
      nullable(
        Type.String({
          maxLength: 200,
          pattern: noControlCharacters,
          description: 'Shown in the queue; without, as the script says, or the file’s name',
        }),
      ),
    ),
  },
  { $id: 'SubmitRequest', description: 'A batch script', additionalProperties: false, examples: [aSubmission] },
);

export const JobLogQuerySchema = Type.Object({
  tail: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100_000,
      description: 'Only so many last lines; 1000 without',
      examples: [200],
    }),
  ),
});
