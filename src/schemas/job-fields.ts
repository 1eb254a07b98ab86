import Type from 'typebox';
import { jobPhases } from '../domain/scheduler.ts';
import { nullable } from './nullable.ts';

/** What is told of the batch job that something runs as. */
export const jobFields = {
  id: Type.String({ description: 'Its number in the queue' }),
  phase: Type.Enum([...jobPhases], { description: 'How far it is' }),
  reason: nullable(Type.String({ description: 'Why it waits or how it ended, in plain words' })),
  reason_code: nullable(Type.String({ description: 'The scheduler’s own word' })),
  account: nullable(Type.String({ description: 'Who pays' })),
  partition: nullable(Type.String({ description: 'Part of the machine' })),
  nodes: Type.Integer({ minimum: 0, description: 'How many nodes it has or wants' }),
  node_list: nullable(Type.String({ description: 'Names of its nodes: "n[1-2]"; null before it has any' })),
  walltime_seconds: nullable(Type.Number({ minimum: 0, description: 'How long it may run; seconds' })),
};
