import { dump } from 'js-yaml';
import type { Recipe, RecipeReading } from '../domain/recipe.ts';
import { type RecipeContent, recipeSchema } from './recipe-schema.ts';
import { parseYamlDocument, type YamlDocument } from './yaml-document.ts';
import { readYamlDocument } from './yaml-document-file.ts';
import { checkAgainst, type Finding, located } from './yaml-document-mismatches.ts';
import { DocumentError, wholeFile } from './yaml-document-problem.ts';

/** Reads and checks the file of a recipe. Never throws. */
export function readRecipe(file: string): Promise<RecipeReading> {
  return reading(() => readYamlDocument(file));
}

/** Checks a recipe that is at hand as text. Never throws. */
export function parseRecipe(text: string): RecipeReading {
  try {
    return fromDocument(parseYamlDocument(text));
  } catch (error) {
    return failed(error);
  }
}

/** A recipe as its file has it: `parseRecipe` of it gives the same again. */
export function recipeText(recipe: Recipe): string {
  const written = Object.entries(recipe).filter(([, value]) => value !== null && !isEmptyMapping(value));
  return `${head}${dump({ recipe: 1, ...Object.fromEntries(written.map(withoutNulls)) }, { lineWidth: 100 })}`;
}

const head = `# A recipe of Trame Manager: an app, and the values to launch it with. Nothing in this file is run.\n`;

function withoutNulls([key, value]: [string, unknown]): [string, unknown] {
  if (typeof value !== 'object' || value === null) return [key, value];
  return [key, Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== null))];
}

async function reading(read: () => Promise<YamlDocument>): Promise<RecipeReading> {
  try {
    return fromDocument(await read());
  } catch (error) {
    return failed(error);
  }
}

function fromDocument(document: YamlDocument): RecipeReading {
  const version = document.value.recipe;
  if (version === undefined) return { ok: false, problems: [{ ...document.place(''), ...noRecipe }] };
  const checked = checkAgainst(recipeSchema, document.value);
  if (!checked.ok) return { ok: false, problems: located(document, checked.findings) };
  const findings = unusableNames(checked.value);
  if (findings.length > 0) return { ok: false, problems: located(document, findings) };
  return { ok: true, recipe: toRecipe(checked.value) };
}

const noRecipe = {
  message: 'This is no recipe: its line "recipe: 1" is missing.',
  hint: 'Choose a file that was saved by "Save as recipe".',
};

/** Parameters and form fields have such names alone. */
function unusableNames({ parameters = {}, resources = {} }: RecipeContent): Finding[] {
  return Object.entries({ parameters, resources }).flatMap(([key, values]) =>
    Object.keys(values)
      .filter((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name))
      .map((name): Finding => {
        const pointer = `/${key}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const message = `"${name.slice(0, 100)}" cannot be the name of a value.`;
        return { pointer, of: 'key', message, hint: 'Names have letters, digits and "_".' };
      }),
  );
}

function toRecipe(content: RecipeContent): Recipe {
  const { saved_from: origin } = content;
  return {
    app: content.app,
    app_name: content.app_name ?? null,
    name: content.name ?? null,
    description: content.description ?? null,
    data_directory: content.data_directory ?? null,
    parameters: content.parameters ?? {},
    resources: content.resources ?? null,
    connect_to: content.connect_to ?? null,
    saved_from:
      origin === undefined
        ? null
        : { app_directory: origin.app_directory, app_file_sha256: origin.app_file_sha256 ?? null },
  };
}

function failed(error: unknown): RecipeReading {
  const problem = error instanceof DocumentError ? error.problem : wholeFile(`It cannot be read: ${String(error)}.`);
  return { ok: false, problems: [problem] };
}

function isEmptyMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
