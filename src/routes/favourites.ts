import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ErrorCode } from '../domain/errors.ts';
import { AppParamsSchema } from '../schemas/app.ts';
import { FavouritePathSchema, FavouritesSchema } from '../schemas/favourites.ts';
import type { FavouriteBook } from '../services/favourites.ts';

const tag = 'favourites';
const changeErrors: readonly ErrorCode[] = ['invalid_parameters', 'state_not_writable', 'not_supported'];
const response = { 200: FavouritesSchema };

/** Apps and directories that the user keeps at hand. All answers are what is kept then. */
export const favouriteRoutes: FastifyPluginAsyncTypebox<{ favourites: FavouriteBook }> = async (
  app,
  { favourites },
) => {
  app.get(
    '/favourites',
    {
      schema: {
        response,
        operation: {
          id: 'listFavourites',
          tag,
          summary: 'List favourites and what was used lately',
          description: 'Apps and directories, in the order in which they were chosen or, the newest first, used.',
        },
      },
    },
    () => favourites.read(),
  );

  app.put(
    '/favourites/apps/:app',
    {
      schema: {
        params: AppParamsSchema,
        response,
        operation: {
          id: 'addFavouriteApp',
          tag,
          summary: 'Make an app a favourite',
          description: 'Changes nothing where it is one. There are 200 at most.',
          errors: changeErrors,
        },
      },
    },
    (request) => favourites.add('apps', request.params.app),
  );

  app.delete(
    '/favourites/apps/:app',
    {
      schema: {
        params: AppParamsSchema,
        response,
        operation: {
          id: 'removeFavouriteApp',
          tag,
          summary: 'Make an app no favourite any more',
          description: 'Changes nothing where it is none.',
          errors: changeErrors,
        },
      },
    },
    (request) => favourites.remove('apps', request.params.app),
  );

  app.put(
    '/favourites/paths',
    {
      schema: {
        body: FavouritePathSchema,
        response,
        operation: {
          id: 'addFavouritePath',
          tag,
          summary: 'Make a directory a favourite',
          description: 'Changes nothing where it is one. There are 200 at most; it need not exist.',
          errors: changeErrors,
        },
      },
    },
    (request) => favourites.add('paths', request.body.path),
  );

  // By the query: jupyter-server-proxy passes no DELETE with a body on.
  app.delete(
    '/favourites/paths',
    {
      schema: {
        querystring: FavouritePathSchema,
        response,
        operation: {
          id: 'removeFavouritePath',
          tag,
          summary: 'Make a directory no favourite any more',
          description: 'Changes nothing where it is none.',
          errors: changeErrors,
        },
      },
    },
    (request) => favourites.remove('paths', request.query.path),
  );
};
