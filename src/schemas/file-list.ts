import Type from 'typebox';
import { maximumEntries } from '../domain/file-list.ts';
import { nullable } from './nullable.ts';

export const FileListSchema = Type.Object(
  {
    path: Type.String({ description: 'Absolute' }),
    parent: nullable(Type.String({ description: 'Null for the root' })),
    entries: Type.Array(
      Type.Object({
        name: Type.String({ description: 'As it is; it may hold control characters' }),
        kind: Type.Union([Type.Literal('directory'), Type.Literal('file')]),
        size_bytes: nullable(Type.Integer({ description: 'Null for directories' })),
        modified_at: nullable(Type.String()),
        readable: Type.Boolean(),
      }),
      { description: 'Directories first; no pipes, sockets and devices' },
    ),
    truncated: Type.Boolean({ description: 'There are more' }),
    problem: nullable(
      Type.String({ description: 'Why it could not be read, or is not what was asked for but the nearest above it' }),
    ),
  },
  { $id: 'FileList', description: 'What stands in a directory' },
);

export const FileQuerySchema = Type.Object(
  {
    path: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'It may begin with "~" and hold variables; empty: the home directory',
      }),
    ),
    kind: Type.Optional(
      Type.Union([Type.Literal('directory'), Type.Literal('file')], {
        description: '"directory": no files; default: both',
      }),
    ),
    prefix: Type.Optional(Type.String({ maxLength: 255, description: 'Only names that begin so, whatever the case' })),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: maximumEntries, description: `How many at most; default ${maximumEntries}` }),
    ),
  },
  { additionalProperties: false },
);
