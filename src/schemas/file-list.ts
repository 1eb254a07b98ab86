import Type from 'typebox';
import { maximumEntries } from '../domain/file-list.ts';
import { nullable } from './nullable.ts';
import { time } from './time.ts';

const FileEntrySchema = Type.Object(
  {
    name: Type.String({ description: 'As it is; it may hold control characters' }),
    kind: Type.Enum(['directory', 'file'], { description: 'Of a symbolic link what it leads to' }),
    size_bytes: nullable(Type.Integer({ minimum: 0, description: 'Size in bytes; null for directories' })),
    modified_at: nullable(time('When it was changed last')),
    readable: Type.Boolean({ description: 'Whether the user may read it; a directory: list and enter it' }),
  },
  { $id: 'FileEntry', description: 'A file or a directory' },
);

export const FileListSchema = Type.Object(
  {
    path: Type.String({ description: 'Absolute path of the directory' }),
    parent: nullable(Type.String({ description: 'Absolute path of the directory above; null for the root' })),
    entries: Type.Array(FileEntrySchema, { description: 'Directories first; no pipes, sockets and devices' }),
    truncated: Type.Boolean({ description: 'Whether there are more than `limit`' }),
    problem: nullable(
      Type.String({ description: 'Why it could not be read, or is not what was asked for but the nearest above it' }),
    ),
  },
  {
    $id: 'FileList',
    description: 'What stands in a directory',
    examples: [
      {
        path: '/data',
        parent: '/',
        entries: [
          {
            name: 'run7',
            kind: 'directory',
            size_bytes: null,
            modified_at: '2026-01-14T16:02:00.000Z',
            readable: true,
          },
          {
            name: 'mesh.vtu',
            kind: 'file',
            size_bytes: 73_400_320,
            modified_at: '2026-01-14T16:02:00.000Z',
            readable: true,
          },
        ],
        truncated: false,
        problem: null,
      },
    ],
  },
);

export const FileQuerySchema = Type.Object(
  {
    path: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'A directory; it may begin with "~" and hold variables; empty: the home directory',
        examples: ['~/data'],
      }),
    ),
    kind: Type.Optional(
      Type.Enum(['directory', 'file'], {
        description: '"directory": no files; default: both',
        examples: ['directory'],
      }),
    ),
    prefix: Type.Optional(
      Type.String({
        maxLength: 255,
        description: 'Only names that begin so, whatever the case',
        examples: ['run'],
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: maximumEntries,
        description: `How many at most; default ${maximumEntries}`,
        examples: [100],
      }),
    ),
  },
  { additionalProperties: false },
);
