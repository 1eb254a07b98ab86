import Type from 'typebox';

export const SystemSchema = Type.Object(
  {
    version: Type.String(),
    user: Type.String(),
    home: Type.String(),
    host: Type.String(),
    configuration: Type.Object({ name: Type.String(), title: Type.String() }),
    scheduler: Type.String(),
    accounts: Type.Array(Type.String()),
    partitions: Type.Array(Type.Record(Type.String(), Type.Unknown())),
    working_directory: Type.String({ description: 'Where Jupyter was started' }),
    help: Type.Array(Type.Object({ title: Type.String(), url: Type.String() })),
  },
  { $id: 'System' },
);
