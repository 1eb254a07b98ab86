import Type from 'typebox';
import { nullable } from './nullable.ts';
import { time } from './time.ts';

const aLink = {
  url: '/user/ada/trame-manager/proxy/40123/?launch_token=Jb1x…',
  expires_at: '2026-01-15T09:33:00.000Z',
};

export const LinkRequestSchema = Type.Object(
  {
    expires_in_seconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        description: 'How long the link waits for its first use; seconds, 60 without',
      }),
    ),
    note: Type.Optional(nullable(Type.String({ maxLength: 200, description: 'Shown where links are listed' }))),
  },
  {
    $id: 'LinkRequest',
    description: 'What kind of link',
    additionalProperties: false,
    examples: [{ expires_in_seconds: 300, note: 'for Grace' }],
  },
);

export const LinkSchema = Type.Object(
  {
    url: Type.String({ description: 'Path and query, relative to the server’s origin; works once' }),
    expires_at: time('Until when it can be used first'),
  },
  { $id: 'Link', description: 'A link that lets one browser in', examples: [aLink] },
);

const ListedLinkSchema = Type.Object(
  {
    expires_at: time('Until when it could be used first'),
    created_at: time('When it was made'),
    note: nullable(Type.String({ description: 'As it was given' })),
    used_at: nullable(time('When it was used; null: not yet')),
  },
  { $id: 'ListedLink', description: 'A link without its token' },
);

export const LinkListSchema = Type.Object(
  { links: Type.Array(ListedLinkSchema, { description: 'Those of this instance' }) },
  {
    $id: 'LinkList',
    description: 'Links of an instance',
    examples: [
      {
        links: [
          { expires_at: aLink.expires_at, created_at: '2026-01-15T09:32:00.000Z', note: 'for Grace', used_at: null },
        ],
      },
    ],
  },
);
