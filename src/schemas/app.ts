import Type from 'typebox';
import { parameterTypes } from '../domain/trame-app.ts';
import { anApp } from './examples/app.ts';
import { nullable } from './nullable.ts';

const scalar = (description: string) => Type.Union([Type.String(), Type.Number(), Type.Boolean()], { description });

const ParameterSchema = Type.Object(
  {
    name: Type.String({ description: 'The key in `parameters` of a launch; the command finds it as `$PARAM_<NAME>`' }),
    label: Type.String({ description: 'What a form shows' }),
    type: Type.Enum([...parameterTypes], {
      description: '"file" and "directory" are paths; a "choice" is one of `choices`',
    }),
    help: nullable(Type.String({ description: 'A sentence for the form' })),
    default: nullable(scalar('Taken where a launch gives none; null: a value is required')),
    min: nullable(Type.Number({ description: 'Smallest number; null: no bound' })),
    max: nullable(Type.Number({ description: 'Largest number; null: no bound' })),
    choices: nullable(Type.Array(Type.String(), { description: 'What a "choice" may be; null for other types' })),
  },
  { $id: 'AppParameter', description: 'A field of an app’s form' },
);

export const AppSchema = Type.Object(
  {
    id: Type.String({ description: 'The name of its directory; stays the same' }),
    name: Type.String({ description: 'For people' }),
    description: Type.String({ description: 'A sentence, or empty' }),
    category: Type.String({ description: 'Under which it is listed, or empty' }),
    tags: Type.Array(Type.String(), { description: 'Words to find it by' }),
    kind: Type.Enum(['trame', 'web'], { description: '"trame" speaks trame’s protocol; "web" is any web service' }),
    has_icon: Type.Boolean({ description: 'Whether `GET apps/{app}/icon` gives one' }),
    icon_url: nullable(Type.String({ description: 'Relative to the base' })),
    command: Type.String({ description: 'What bash runs' }),
    file: Type.String({ description: 'Absolute path of its app file' }),
    working_directory: nullable(
      Type.String({ description: 'As written, with ~ and variables; null: where Jupyter was started' }),
    ),
    data_directory: Type.Enum(['required', 'optional', 'none'], { description: 'Whether a launch names one' }),
    parameters: Type.Array(ParameterSchema, { description: 'The fields of its form' }),
    environment: Type.Record(Type.String(), Type.String(), { description: 'Variables that its command is given' }),
    idle_timeout_seconds: Type.Integer({
      minimum: 0,
      description: 'How long it runs while nobody watches; seconds, 0: for ever',
    }),
    paraview: Type.Boolean({ description: 'Whether it can be connected to a ParaView server' }),
    single_instance: Type.Boolean({ description: 'Whether it runs only once at a time' }),
    path: Type.String({ description: 'Where opening starts, below the instance’s own path' }),
    run_on: Type.Enum(['local', 'job'], { description: 'Where it runs unless a launch says otherwise' }),
    job_defaults: Type.Record(Type.String(), Type.Unknown(), { description: 'For the fields of `GET job-form`' }),
  },
  { $id: 'App', description: 'An app that can be launched', examples: [anApp] },
);

const AppProblemSchema = Type.Object(
  {
    app: Type.String({ description: 'The name of its directory' }),
    file: Type.String({ description: 'Absolute path' }),
    line: nullable(Type.Integer({ minimum: 1, description: 'Counted from 1; null: no place' })),
    column: nullable(Type.Integer({ minimum: 1, description: 'Counted from 1; null: no place' })),
    message: Type.String({ description: 'What is wrong, in a sentence' }),
    hint: nullable(Type.String({ description: 'How to mend it' })),
  },
  { $id: 'AppProblem', description: 'Why an app file cannot be used' },
);

export const AppListSchema = Type.Object(
  {
    apps: Type.Array(AppSchema, { description: 'Sorted by name' }),
    problems: Type.Array(AppProblemSchema, { description: 'App files that cannot be used' }),
    searched: Type.Array(Type.String(), {
      description: 'Directories that were looked through, the first of a name wins; one may not exist',
    }),
  },
  {
    $id: 'AppList',
    description: 'The apps that were found',
    examples: [{ apps: [anApp], problems: [], searched: ['/home/ada/.local/share/jupyter/trame'] }],
  },
);

export const AppParamsSchema = Type.Object({
  app: Type.String({ maxLength: 200, description: 'Id of an app', examples: ['cone'] }),
});
