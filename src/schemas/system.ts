import Type from 'typebox';
import { aSystem } from './examples/system.ts';
import { nullable } from './nullable.ts';

const limit = (description: string) => nullable(Type.Integer({ description: `${description}; null: no limit` }));

const PartitionSchema = Type.Object(
  {
    name: Type.String({ description: 'The scheduler’s name of it' }),
    is_default: Type.Boolean({ description: 'Whether jobs that name none go there' }),
    is_up: Type.Boolean({ description: 'False where jobs cannot start now' }),
    state_reason: nullable(Type.String({ description: 'Why it is not up' })),
    maximum_walltime_seconds: limit('Longest time of a job; seconds'),
    default_walltime_seconds: limit('Time of a job that asks for none; seconds'),
    maximum_nodes: limit('Most nodes of a job'),
    total_nodes: Type.Integer({ minimum: 0, description: 'How many nodes it has' }),
    cpus_per_node: limit('Processors of its largest node'),
    memory_per_node_bytes: limit('Memory of its largest node; bytes'),
    gpus_per_node: Type.Integer({ minimum: 0, description: 'Most GPUs of a node; 0: none' }),
    allowed_accounts: nullable(Type.Array(Type.String(), { description: 'Who may use it; null: all' })),
    allowed_qos: nullable(Type.Array(Type.String(), { description: 'Qualities of service there; null: all' })),
  },
  { $id: 'Partition', description: 'A part of the machine with limits of its own' },
);

export const HealthSchema = Type.Object(
  {
    status: Type.Literal('ok', { description: 'It answers' }),
    version: Type.String({ description: 'Of Trame Manager' }),
  },
  { $id: 'Health', description: 'That the daemon answers', examples: [{ status: 'ok', version: '0.1.0' }] },
);

export const SystemSchema = Type.Object(
  {
    version: Type.String({ description: 'Of Trame Manager' }),
    user: Type.String({ description: 'Whose daemon it is' }),
    home: Type.String({ description: 'Absolute path of the user’s home directory' }),
    host: Type.String({ description: 'The machine it runs on' }),
    configuration: Type.Object(
      {
        name: Type.String({ description: 'Name or path of the site file' }),
        title: Type.String({ description: 'For people' }),
      },
      { description: 'The site file in use' },
    ),
    scheduler: Type.String({ description: '"none", or the scheduler’s name: "slurm"' }),
    accounts: Type.Array(Type.String(), { description: 'The user’s accounts; empty where the site keeps none' }),
    partitions: Type.Array(PartitionSchema, { description: 'What the user may ask for; empty without a scheduler' }),
    working_directory: Type.String({ description: 'Absolute path of where Jupyter was started' }),
    places: Type.Array(
      Type.Object(
        { title: Type.String({ description: 'For people' }), path: Type.String({ description: 'Absolute' }) },
        { description: 'A directory of the site' },
      ),
      { description: 'Where choosing a directory or a file begins: those of the site that are there' },
    ),
    help: Type.Array(
      Type.Object(
        { title: Type.String({ description: 'For people' }), url: Type.String({ description: 'Where it leads' }) },
        { description: 'A link' },
      ),
      { description: 'Where the site’s users find help' },
    ),
  },
  { $id: 'System', description: 'Who and where this daemon is, and what the scheduler allows', examples: [aSystem] },
);
