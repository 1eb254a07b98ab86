import type { Static } from 'typebox';
import type { CopyPlanSchema } from '../../schemas/app-copy.ts';
import type { RecipePreviewSchema, SavedRecipeSchema } from '../../schemas/recipe.ts';
import type { AppView } from '../api-types.ts';
import type { RestClient } from '../rest-client.ts';
import { instancePath } from '../rest-paths.ts';

/** What would become of a recipe here. */
export type RecipePreviewView = Static<typeof RecipePreviewSchema>;
/** The values of a launch by a recipe. */
export type RecipeValuesView = NonNullable<RecipePreviewView['values']>;
/** What a copy of an app would be. */
export type CopyPlanView = Static<typeof CopyPlanSchema>;
/** Where a recipe was saved. */
export type SavedRecipeView = Static<typeof SavedRecipeSchema>;

/** Where a recipe is to be saved, and what it says. */
export interface SaveRecipeBody {
  path: string;
  name: string;
  description: string;
  replace: boolean;
}

/** Recipes, and apps that are copied from others. Every method throws ApiError. */
export class RecipesApi {
  readonly #client: RestClient;

  constructor(client: RestClient) {
    this.#client = client;
  }

  preview(path: string): Promise<RecipePreviewView> {
    return this.#client.json('POST', 'recipes/preview', { body: { path } });
  }

  save(instance: string, body: SaveRecipeBody): Promise<SavedRecipeView> {
    return this.#client.json('POST', `${instancePath(instance)}/recipe`, { body });
  }

  /** What `copyApp` would do; `name` null: under the name that it has. */
  planCopy(path: string, name: string | null): Promise<CopyPlanView> {
    return this.#client.json('POST', 'apps/copy?dry_run=true', { body: { path, name } });
  }

  copyApp(path: string, name: string): Promise<AppView> {
    return this.#client.json('POST', 'apps/copy', { body: { path, name } });
  }
}
