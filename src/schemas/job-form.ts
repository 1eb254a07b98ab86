import Type from 'typebox';
import { aField } from './examples/server.ts';
import { ShownFieldSchema } from './form-field.ts';

export const JobFormSchema = Type.Object(
  {
    available: Type.Boolean({ description: 'Whether apps can run as jobs here' }),
    fields: Type.Array(ShownFieldSchema, { description: 'What can be asked for' }),
  },
  {
    $id: 'JobForm',
    description: 'The form of apps that run as jobs',
    examples: [{ available: true, fields: [aField] }],
  },
);
