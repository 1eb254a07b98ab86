import Type from 'typebox';

export const FavouritesSchema = Type.Object(
  {
    apps: Type.Array(Type.String(), { description: 'Ids of apps; one may be gone meanwhile' }),
    paths: Type.Array(Type.String(), { description: 'Absolute paths of directories' }),
    recent_apps: Type.Array(Type.String(), { description: 'Launched last, the newest first' }),
    recent_paths: Type.Array(Type.String(), { description: 'Directories of launches, the newest first' }),
  },
  { $id: 'Favourites', description: 'What the user keeps at hand, and what was used lately' },
);

export const FavouritePathSchema = Type.Object(
  { path: Type.String({ minLength: 1, maxLength: 4096, description: 'Absolute path of a directory' }) },
  { additionalProperties: false },
);
