import type { AppView } from '../api-types.ts';
import type { RecipeValuesView } from '../recipes/recipes-api.ts';
import type { FieldValue } from './check-parameter.ts';
import { initialForm, type LaunchForm } from './launch-form.ts';

/** The launch form filled in by a recipe; what it leaves open has the app's defaults. */
export function recipeForm(app: AppView, values: RecipeValuesView): LaunchForm {
  const { run_on: runOn, ...job } = values.resources ?? {};
  const form = initialForm(app, {
    dataDirectory: values.data_directory ?? '',
    parameters: asTyped(values.parameters),
    ...(runOn === 'local' || runOn === 'job' ? { runOn } : {}),
    job: asTyped(job),
  });
  return { ...form, name: values.name ?? '', connectTo: values.connect_to ?? '' };
}

/** Fields hold text, but for checkboxes. */
function asTyped(values: Record<string, string | number | boolean>): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
  );
}
