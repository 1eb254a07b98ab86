import type { ParameterValue } from './app-parameters.ts';
import type { Recipe } from './recipe.ts';

/** What stands in the way of a recipe here (`error`), or is worth to know (`note`). */
export interface RecipeRemark {
  severity: 'error' | 'note';
  /** JSON pointer into the recipe; null: it is about all of it. */
  field: string | null;
  /** Of the file, from 1; null: no place. */
  line: number | null;
  column: number | null;
  /** A sentence. */
  message: string;
  /** How to mend it; null when the message says it all. */
  hint: string | null;
}

/** The body of a launch, with what of a recipe can be had here. */
export interface RecipeValues {
  name: string | null;
  data_directory: string | null;
  parameters: Record<string, ParameterValue>;
  resources: Record<string, ParameterValue> | null;
  /** Id of a ParaView server. */
  connect_to: string | null;
}

/** What would become of a recipe here. */
export interface RecipePreview {
  /** Absolute path of its file; null where it came as text. */
  path: string | null;
  /** Null: it cannot be read, see `problems`. */
  recipe: Recipe | null;
  /** The app here; null: there is none of this id. */
  app: { id: string; name: string; file: string } | null;
  /** Where an app that is not there can be copied from; null: not known, or it cannot be read. */
  app_to_copy: string | null;
  problems: RecipeRemark[];
  /** Null without an app. */
  values: RecipeValues | null;
  /** Opens this preview, as path and query below the server's origin; null where it came as text. */
  link: string | null;
}

/** A remark on one field. */
export function remark(
  severity: RecipeRemark['severity'],
  field: string | null,
  message: string,
  hint: string | null = null,
): RecipeRemark {
  return { severity, field, line: null, column: null, message, hint };
}
