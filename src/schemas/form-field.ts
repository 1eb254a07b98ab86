import Type from 'typebox';
import { fieldTypes } from '../domain/form.ts';
import { nullable } from './nullable.ts';

/** A value of a form; `description` says of which field. */
export function formValue(description: string) {
  return Type.Union([Type.String(), Type.Number(), Type.Boolean()], { description });
}

const PartitionBoundsSchema = Type.Object(
  {
    min: Type.Optional(Type.Number({ description: 'Smallest number' })),
    max: Type.Optional(Type.Number({ description: 'Largest number' })),
    default: Type.Optional(Type.Number({ description: 'Taken without a value' })),
    choices: Type.Optional(Type.Array(Type.String(), { description: 'What it may be' })),
  },
  { description: 'What holds there in place of the field’s own' },
);

/** A field of a form that the site file describes, as it is to be shown now. */
export const ShownFieldSchema = Type.Object(
  {
    name: Type.String({ description: 'Its key in a request' }),
    label: Type.String({ description: 'What a form shows' }),
    help: nullable(Type.String({ description: 'A sentence for the form' })),
    type: Type.Enum([...fieldTypes], {
      description:
        '"text": several lines; "account", "partition" and "qos" are the scheduler’s names; "nodes" and "gpus" are numbers, gpus of each node; "walltime" is a time as "1h30m", "01:30:00" or seconds',
    }),
    required: Type.Boolean({ description: 'Whether a value is needed' }),
    default: nullable(formValue('Taken without a value; of a walltime in seconds')),
    min: nullable(Type.Number({ description: 'Smallest number; of a walltime in seconds' })),
    max: nullable(Type.Number({ description: 'Largest number; of a walltime in seconds' })),
    choices: nullable(Type.Array(Type.String(), { description: 'What it may be; null: whatever the type allows' })),
    pattern: nullable(Type.String({ description: 'A regular expression that the whole text has to match' })),
    by_partition: Type.Record(Type.String(), PartitionBoundsSchema, {
      description: 'What differs in a partition, by its name',
    }),
  },
  { $id: 'FormField', description: 'A field of a form of the site' },
);
