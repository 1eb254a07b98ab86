import Type from 'typebox';
import { parameterTypes } from '../domain/trame-app.ts';
import { nullable } from './nullable.ts';

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

export const AppSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    description: Type.String(),
    category: Type.String(),
    tags: Type.Array(Type.String()),
    kind: Type.Union([Type.Literal('trame'), Type.Literal('web')]),
    has_icon: Type.Boolean(),
    icon_url: nullable(Type.String({ description: 'Relative to the base' })),
    command: Type.String(),
    file: Type.String(),
    working_directory: nullable(Type.String({ description: 'Null: where Jupyter was started' })),
    data_directory: Type.Union([Type.Literal('required'), Type.Literal('optional'), Type.Literal('none')]),
    parameters: Type.Array(
      Type.Object({
        name: Type.String(),
        label: Type.String(),
        type: Type.Enum([...parameterTypes]),
        help: nullable(Type.String()),
        default: nullable(Scalar),
        min: nullable(Type.Number()),
        max: nullable(Type.Number()),
        choices: nullable(Type.Array(Type.String())),
      }),
    ),
    environment: Type.Record(Type.String(), Type.String()),
    idle_timeout_seconds: Type.Integer({ description: '0: never' }),
    paraview: Type.Boolean(),
    single_instance: Type.Boolean(),
    path: Type.String(),
    run_on: Type.Union([Type.Literal('local'), Type.Literal('job')]),
    job_defaults: Type.Record(Type.String(), Type.Unknown(), { description: 'For the fields of GET job-form' }),
  },
  { $id: 'App', description: 'An app that can be launched' },
);

export const AppListSchema = Type.Object({
  apps: Type.Array(AppSchema),
  problems: Type.Array(
    Type.Object({
      app: Type.String(),
      file: Type.String(),
      line: nullable(Type.Integer()),
      column: nullable(Type.Integer()),
      message: Type.String(),
      hint: nullable(Type.String()),
    }),
  ),
  searched: Type.Array(Type.String({ description: 'Directories that were looked through' })),
});

export const AppParamsSchema = Type.Object({ app: Type.String({ maxLength: 200 }) });
