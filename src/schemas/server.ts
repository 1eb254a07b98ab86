import Type from 'typebox';

export const ServerListSchema = Type.Object({
  servers: Type.Array(Type.Record(Type.String(), Type.Unknown()), { description: 'ParaView servers' }),
});
