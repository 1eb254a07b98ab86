import Type from 'typebox';
import { ShownFieldSchema } from './server.ts';

export const JobFormSchema = Type.Object({
  available: Type.Boolean({ description: 'Whether apps can run as jobs here' }),
  fields: Type.Array(ShownFieldSchema),
});
