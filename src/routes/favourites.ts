import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppParamsSchema } from '../schemas/app.ts';
import { FavouritePathSchema, FavouritesSchema } from '../schemas/favourites.ts';
import type { FavouriteBook } from '../services/favourites.ts';

const tags = ['favourites'];
const response = { 200: FavouritesSchema };

/** Apps and directories that the user keeps at hand. All answers are what is kept then. */
export const favouriteRoutes: FastifyPluginAsyncTypebox<{ favourites: FavouriteBook }> = async (
  app,
  { favourites },
) => {
  app.get('/favourites', { schema: { tags, summary: 'List favourites and what was used lately', response } }, () =>
    favourites.read(),
  );

  app.put(
    '/favourites/apps/:app',
    { schema: { tags, summary: 'Make an app a favourite', params: AppParamsSchema, response } },
    (request) => favourites.add('apps', request.params.app),
  );

  app.delete(
    '/favourites/apps/:app',
    { schema: { tags, summary: 'Make it none any more', params: AppParamsSchema, response } },
    (request) => favourites.remove('apps', request.params.app),
  );

  app.put(
    '/favourites/paths',
    { schema: { tags, summary: 'Make a directory a favourite', body: FavouritePathSchema, response } },
    (request) => favourites.add('paths', request.body.path),
  );

  // By the query: jupyter-server-proxy passes no DELETE with a body on.
  app.delete(
    '/favourites/paths',
    { schema: { tags, summary: 'Make it none any more', querystring: FavouritePathSchema, response } },
    (request) => favourites.remove('paths', request.query.path),
  );
};
