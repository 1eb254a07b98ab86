import Type from 'typebox';
import { connectionStates } from '../domain/connection.ts';
import { nullable } from './nullable.ts';
import { time } from './time.ts';

export const ConnectionSchema = Type.Object(
  {
    state: Type.Enum([...connectionStates], {
      description:
        'Asked, not remembered. "waiting": until app and server are ready; "connecting": the app stands still meanwhile; "failed": the last attempt did; "unknown": nobody can tell',
    }),
    server_id: nullable(Type.String({ description: 'Id of the server; null: not a listed server, or none' })),
    host: nullable(Type.String({ description: 'The server’s host' })),
    port: nullable(Type.Integer({ description: 'The server’s TCP port' })),
    since: nullable(time('Since when this state is seen')),
    reason: nullable(Type.String({ description: 'Why it failed or is unknown, or that the server ended' })),
    hint: nullable(Type.String({ description: 'What can be done about it' })),
  },
  {
    $id: 'Connection',
    description: 'The link of an instance to a ParaView server',
    examples: [
      {
        state: 'connected',
        server_id: 'pv1',
        host: 'n17',
        port: 11_111,
        since: '2026-01-15T09:35:12.000Z',
        reason: null,
        hint: null,
      },
    ],
  },
);

/** Host and port are checked by the service, which names the field of each mistake. */
export const ConnectSchema = Type.Union(
  [
    Type.Object(
      {
        server_id: Type.String({ maxLength: 200, description: 'Id of a listed server' }),
        when_ready: Type.Optional(
          Type.Boolean({
            description:
              'Answers at once, and connects as soon as both are ready: state "waiting" until then; default false',
          }),
        ),
      },
      { additionalProperties: false, description: 'A listed server' },
    ),
    Type.Object(
      {
        host: Type.String({ maxLength: 300, description: 'A name, or an IPv4 address' }),
        port: Type.Number({ description: 'TCP port, 1 to 65535' }),
      },
      { additionalProperties: false, description: 'Any server' },
    ),
  ],
  {
    $id: 'ConnectRequest',
    description: 'What to connect to',
    examples: [{ server_id: 'pv1' }, { host: 'n17', port: 11_111 }],
  },
);
