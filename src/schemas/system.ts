import Type from 'typebox';
import { nullable } from './nullable.ts';

const limit = (description: string) => nullable(Type.Integer({ description: `${description}; null: no limit` }));

const PartitionSchema = Type.Object({
  name: Type.String(),
  is_default: Type.Boolean(),
  is_up: Type.Boolean({ description: 'False where jobs cannot start now' }),
  state_reason: nullable(Type.String({ description: 'Why it is not up' })),
  maximum_walltime_seconds: limit('Longest time of a job'),
  default_walltime_seconds: limit('Time of a job that asks for none'),
  maximum_nodes: limit('Most nodes of a job'),
  total_nodes: Type.Integer(),
  cpus_per_node: limit('Processors of its largest node'),
  memory_per_node_bytes: limit('Memory of its largest node'),
  gpus_per_node: Type.Integer({ description: '0: none' }),
  allowed_accounts: nullable(Type.Array(Type.String(), { description: 'Null: all' })),
  allowed_qos: nullable(Type.Array(Type.String(), { description: 'Null: all' })),
});

export const SystemSchema = Type.Object(
  {
    version: Type.String(),
    user: Type.String(),
    home: Type.String(),
    host: Type.String(),
    configuration: Type.Object({ name: Type.String(), title: Type.String() }),
    scheduler: Type.String(),
    accounts: Type.Array(Type.String()),
    partitions: Type.Array(PartitionSchema),
    working_directory: Type.String({ description: 'Where Jupyter was started' }),
    places: Type.Array(Type.Object({ title: Type.String(), path: Type.String({ description: 'Absolute' }) }), {
      description: 'Where choosing a directory or a file begins: those of the site that are there',
    }),
    help: Type.Array(Type.Object({ title: Type.String(), url: Type.String() })),
  },
  { $id: 'System' },
);
