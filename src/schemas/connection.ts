import Type from 'typebox';
import { connectionStates } from '../domain/connection.ts';
import { nullable } from './nullable.ts';

export const ConnectionSchema = Type.Object(
  {
    state: Type.Enum([...connectionStates], {
      description:
        'Asked, not remembered. "waiting": until app and server are ready; "connecting": the app stands still meanwhile; "failed": the last attempt did; "unknown": nobody can tell',
    }),
    server_id: nullable(Type.String({ description: 'Null: not a listed server, or none' })),
    host: nullable(Type.String()),
    port: nullable(Type.Integer()),
    since: nullable(Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })),
    reason: nullable(Type.String()),
    hint: nullable(Type.String()),
  },
  { $id: 'Connection', description: 'The link of an instance to a ParaView server' },
);

/** Host and port are checked by the service, which names the field of each mistake. */
export const ConnectSchema = Type.Union([
  Type.Object(
    {
      server_id: Type.String({ maxLength: 200, description: 'A listed server' }),
      when_ready: Type.Optional(
        Type.Boolean({
          description: 'Answers at once, and connects as soon as both are ready: state "waiting" until then',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { host: Type.String({ maxLength: 300, description: 'A name, or an IPv4 address' }), port: Type.Number() },
    { additionalProperties: false },
  ),
]);
