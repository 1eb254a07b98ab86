import type { ParameterValue } from './app-parameters.ts';
import { fileName } from './file-name.ts';

/**
 * A launch as it is kept in a file and shared: which app, with which values. It holds no command: nothing in it is run. The
 * fields are those of the file and of the REST API (docs/recipes.md is their reference).
 */
export interface Recipe {
  /** Id of the app. */
  app: string;
  /** What the app was called where the recipe was saved. */
  app_name: string | null;
  /** Of the instances that are launched by it. */
  name: string | null;
  /** For who reads it. */
  description: string | null;
  /** As typed: it may begin with "~" and hold variables, which are those of whoever launches it. */
  data_directory: string | null;
  parameters: Record<string, ParameterValue>;
  /** `run_on` and values of the site's job form; null: as the app file says. */
  resources: Record<string, ParameterValue> | null;
  /** Name of a ParaView server to connect to; null: none. */
  connect_to: string | null;
  /** Where the app was when the recipe was saved; null: not known. */
  saved_from: RecipeOrigin | null;
}

export interface RecipeOrigin {
  /** Absolute path of the app's directory. */
  app_directory: string;
  /** SHA-256 of the app file, in hexadecimal digits; null: not known. */
  app_file_sha256: string | null;
}

/** Something wrong in a recipe's file; line and column count from 1, null: it has no place. */
export interface RecipeFileProblem {
  line: number | null;
  column: number | null;
  message: string;
  hint: string | null;
}

export type RecipeReading = { ok: true; recipe: Recipe } | { ok: false; problems: RecipeFileProblem[] };

/** Reads and writes recipes. Paths are absolute. */
export interface RecipeFiles {
  /** Never throws. */
  read(file: string): Promise<RecipeReading>;
  /** The same of a text. */
  parse(text: string): RecipeReading;
  /** A recipe as its file has it. */
  textOf(recipe: Recipe): string;
  /** Writes it whole or not at all. @throws ManagerError file_exists (without `replace`), file_not_written */
  write(file: string, recipe: Recipe, options: { replace: boolean }): Promise<void>;
  /** SHA-256 of a file, in hexadecimal digits; null where it cannot be read. */
  digest(file: string): Promise<string | null>;
}

/** What the names of all recipes end with. */
export const recipeEnding = '.trame-recipe.yml';

/** "Run 7" -> "Run_7.trame-recipe.yml" */
export function recipeFileName(name: string): string {
  return `${fileName(name, 'recipe').slice(0, 200)}${recipeEnding}`;
}

/** Whether a file of this name is taken for a recipe. */
export function isRecipeName(name: string): boolean {
  return name.endsWith(recipeEnding) && name !== recipeEnding;
}
