import { recipeDialogTexts } from '../texts/recipe-dialogs.ts';
import type { RecipePreviewView } from './recipes-api.ts';

const words = recipeDialogTexts.preview;

/** A recipe as rows of names and values, in the order in which a form asks for them; what it does not say is left out. */
export function recipeFacts({ path, recipe, app }: RecipePreviewView): [string, string][] {
  if (recipe === null) return path === null ? [] : [[words.file, path]];
  const { run_on: runOn, ...job } = recipe.resources ?? {};
  const rows: [string, string | null][] = [
    [words.file, path],
    [words.app, app?.name ?? recipe.app_name ?? recipe.app],
    [words.appWas, recipe.saved_from?.app_directory ?? null],
    [words.name, recipe.name],
    [words.data, recipe.data_directory],
    ...values(recipe.parameters),
    [words.runOn, runOn === undefined ? null : (words.runOnLabels[String(runOn)] ?? String(runOn))],
    ...values(job),
    [words.server, recipe.connect_to],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

function values(named: Record<string, string | number | boolean>): [string, string][] {
  return Object.entries(named).map(([name, value]) => [name, valueText(value)]);
}

function valueText(value: string | number | boolean): string {
  if (typeof value !== 'boolean') return String(value);
  return value ? words.yes : words.no;
}
