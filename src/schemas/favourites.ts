import Type from 'typebox';

export const FavouritesSchema = Type.Object(
  {
    apps: Type.Array(Type.String(), { description: 'Ids of apps; one may be gone meanwhile' }),
    paths: Type.Array(Type.String(), { description: 'Absolute paths of directories' }),
    recent_apps: Type.Array(Type.String(), { description: 'Ids of the apps launched last, the newest first' }),
    recent_paths: Type.Array(Type.String(), { description: 'Data directories of launches, the newest first' }),
  },
  {
    $id: 'Favourites',
    description: 'What the user keeps at hand, and what was used lately',
    examples: [{ apps: ['cone'], paths: ['/data/run7'], recent_apps: ['cone'], recent_paths: ['/data/run7'] }],
  },
);

export const FavouritePathSchema = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'Absolute path of a directory',
      examples: ['/data/run7'],
    }),
  },
  { additionalProperties: false, description: 'A directory', examples: [{ path: '/data/run7' }] },
);
