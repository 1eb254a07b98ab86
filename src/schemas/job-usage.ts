import Type from 'typebox';
import { nullable } from './nullable.ts';

const amount = (description: string) => nullable(Type.Number({ minimum: 0, description }));
const bytes = (description: string) => nullable(Type.Integer({ minimum: 0, description }));

export const JobUsageSchema = Type.Object(
  {
    elapsed_seconds: amount('How long it ran; seconds'),
    walltime_seconds: amount('How long it might have run; seconds'),
    cpu_seconds: amount('Processor time of all its processors together; seconds'),
    cpu_seconds_allocated: amount('Processors times elapsed time: what was kept for it; seconds'),
    memory_peak_bytes: bytes('The most that one of its tasks held; bytes'),
    memory_requested_bytes: bytes('What was asked for; bytes'),
  },
  {
    $id: 'JobUsage',
    description: 'What an ended job used, and what it asked for; null where the accounting does not know',
  },
);
