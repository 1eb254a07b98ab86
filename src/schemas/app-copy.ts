import Type from 'typebox';
import { aCopyPlan } from './examples/recipe.ts';
import { nullable } from './nullable.ts';

export const CopyAppSchema = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'The directory of an app, or its app file; it may begin with "~" and hold variables',
    }),
    name: Type.Optional(
      nullable(Type.String({ minLength: 1, maxLength: 100, description: 'Id of the copy; default: that of the app' })),
    ),
  },
  {
    $id: 'CopyApp',
    description: 'An app to copy',
    additionalProperties: false,
    examples: [{ path: '/data/shared/apps/cone' }],
  },
);

export const CopyPlanSchema = Type.Object(
  {
    name: Type.String({ description: 'Name of the app' }),
    description: Type.String({ description: 'As the app file has it' }),
    command: Type.String({ description: 'What a launch of the copy runs' }),
    directory: Type.String({ description: 'Absolute path of what is copied' }),
    target: Type.String({ description: 'Absolute path of the copy' }),
    id: Type.String({ description: 'Of the copy' }),
    files: Type.Integer({ minimum: 0, description: 'How many' }),
    bytes: Type.Integer({ minimum: 0, description: 'Of all files' }),
    faults: Type.Array(Type.String(), { description: 'What keeps it from being copied, each in a sentence' }),
    notes: Type.Array(Type.String(), { description: 'What is worth to know before, each in a sentence' }),
  },
  { $id: 'CopyPlan', description: 'What a copy of an app would be', examples: [aCopyPlan] },
);

export const CopyAppQuerySchema = Type.Object(
  {
    dry_run: Type.Optional(
      Type.Boolean({ description: 'Copies nothing, and tells what would be copied', examples: [true] }),
    ),
  },
  { additionalProperties: false },
);
