import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import {
  PreviewRequestSchema,
  RecipeListQuerySchema,
  RecipeListSchema,
  RecipePreviewSchema,
  RecipeWordsSchema,
  SavedRecipeSchema,
  SaveRecipeSchema,
} from '../schemas/recipe.ts';
import type { Recipes } from '../services/recipes.ts';

const tag = 'recipes';

/** Launches that are kept in files: saving, listing and previewing them. A recipe is launched by the ordinary launch. */
export const recipeRoutes: FastifyPluginAsyncTypebox<{ recipes: Recipes }> = async (app, { recipes }) => {
  app.get(
    '/recipes',
    {
      schema: {
        querystring: RecipeListQuerySchema,
        response: { 200: RecipeListSchema },
        operation: {
          id: 'listRecipes',
          tag,
          summary: 'List the recipes in a directory',
          description:
            'Files whose names end with ".trame-recipe.yml". A directory that cannot be read is told in `problem`.',
        },
      },
    },
    ({ query }) => recipes.list(query.path ?? ''),
  );

  app.post(
    '/recipes/preview',
    {
      schema: {
        body: PreviewRequestSchema,
        response: { 200: RecipePreviewSchema },
        operation: {
          id: 'previewRecipe',
          tag,
          summary: 'What would become of a recipe here',
          description:
            'Reads it and holds it against the apps, directories and servers that there are. Nothing is run. `values` is the body for a launch of `app`; a file that cannot be used is told in `problems`, with its line.',
          errors: ['invalid_parameters'],
        },
      },
    },
    ({ body: { path, text = '' } }) => recipes.preview(path === undefined ? { text } : { path }),
  );

  app.get(
    '/instances/:id/recipe',
    {
      schema: {
        params: InstanceParamsSchema,
        querystring: RecipeWordsSchema,
        operation: {
          id: 'getRecipe',
          tag,
          summary: 'The recipe of an instance',
          description: 'Its app and values as a YAML file, without parameters whose names are those of secrets.',
          errors: ['instance_not_found'],
          answers: {
            200: {
              description: 'A recipe',
              contentType: 'application/yaml',
              headers: { 'Content-Disposition': 'A name for the file' },
            },
          },
        },
      },
    },
    async ({ params, query }, reply) => {
      const { text, fileName } = await recipes.textOf(params.id, query);
      return reply
        .type('application/yaml; charset=utf-8')
        .header('content-disposition', `attachment; filename="${fileName}"`)
        .send(text);
    },
  );

  app.post(
    '/instances/:id/recipe',
    {
      schema: {
        params: InstanceParamsSchema,
        body: SaveRecipeSchema,
        response: { 201: SavedRecipeSchema },
        operation: {
          id: 'saveRecipe',
          tag,
          summary: 'Save the recipe of an instance',
          description:
            'Writes the file whole or not at all, with the rights that the umask leaves. A directory gets a file of the recipe’s name in it; names always end with ".trame-recipe.yml".',
          errors: ['instance_not_found', 'invalid_parameters', 'file_exists', 'file_not_written'],
        },
      },
    },
    async ({ params, body }, reply) => {
      const { path, replace = false, ...words } = body;
      return reply.code(201).send(await recipes.save(params.id, { path, replace }, words));
    },
  );
};
