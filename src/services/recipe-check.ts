import { isAbsolute, resolve } from 'node:path';
import { checkParameters, type ParameterValue } from '../domain/app-parameters.ts';
import { inheritable } from '../domain/instance-environment.ts';
import { isLiveServer, type ParaViewServer } from '../domain/paraview-server.ts';
import { expandPath } from '../domain/path-expansion.ts';
import type { Recipe } from '../domain/recipe.ts';
import { type RecipeRemark, type RecipeValues, remark } from '../domain/recipe-preview.ts';
import type { JobTemplate } from '../domain/site.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import type { PathOwner } from './typed-path.ts';

/** What a recipe is held against. */
export interface RecipeSurroundings extends PathOwner {
  /** How apps run as jobs; null: they do not. */
  appJobs: JobTemplate | null;
  servers: readonly ParaViewServer[];
  isDirectory(path: string): Promise<boolean>;
}

/** Holds a recipe against the app as it is here. What cannot be had is left out of the values, and said. */
export async function checkRecipe(
  recipe: Recipe,
  app: TrameApp,
  here: RecipeSurroundings,
): Promise<{ values: RecipeValues; problems: RecipeRemark[] }> {
  const problems: RecipeRemark[] = [];
  const say = (...words: Parameters<typeof remark>) => void problems.push(remark(...words));
  const values: RecipeValues = {
    name: recipe.name,
    data_directory: await checkDataDirectory(recipe, app, here, say),
    parameters: checkValues(recipe, app, say),
    resources: checkResources(recipe, here, say),
    connect_to: checkServer(recipe, app, here, say),
  };
  return { values, problems };
}

type Say = (...words: Parameters<typeof remark>) => void;

async function checkDataDirectory(
  { data_directory: typed }: Recipe,
  app: TrameApp,
  here: RecipeSurroundings,
  say: Say,
): Promise<string | null> {
  const field = '/data_directory';
  if (app.dataDirectory === 'none') {
    if (typed !== null) say('note', field, `"${app.name}" takes no data directory here.`);
    return null;
  }
  if (typed === null) {
    if (app.dataDirectory === 'required') say('error', field, 'The recipe names no data directory: choose one.');
    return null;
  }
  const env = inheritable(here.env);
  const expanded = expandPath(typed, { home: here.home, env, extra: { APP_DIRECTORY: app.directory } });
  if (!expanded.ok) say('error', field, expanded.message);
  else if (!isAbsolute(expanded.path)) say('error', field, `"${typed}" is no full path: it does not begin with "/".`);
  else if (!(await here.isDirectory(resolve(expanded.path))))
    say('error', field, `${expanded.path} is no directory, or you may not look into it.`, 'Choose another one.');
  return typed;
}

/** Values that fit; for others the form has the app's defaults. */
function checkValues({ parameters }: Recipe, app: TrameApp, say: Say): Record<string, ParameterValue> {
  const checked = checkParameters(app.parameters, parameters);
  if (checked.ok) return onlyGiven(parameters, checked.values);
  const wrong = new Set(checked.errors.map(({ path }) => path));
  for (const { path, message } of checked.errors) say('error', path, message);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !wrong.has(`/parameters/${name}`)));
}

function onlyGiven(given: Recipe['parameters'], checked: Recipe['parameters']): Recipe['parameters'] {
  return Object.fromEntries(Object.entries(checked).filter(([name]) => Object.hasOwn(given, name)));
}

function checkResources({ resources }: Recipe, { appJobs }: RecipeSurroundings, say: Say): RecipeValues['resources'] {
  if (resources === null) return null;
  const { run_on: runOn = null, ...jobValues } = resources;
  if (runOn === null) return null;
  if (runOn === 'local') return { run_on: runOn };
  if (runOn !== 'job') {
    say('error', '/resources/run_on', 'It has to be "local" or "job".');
    return null;
  }
  if (appJobs === null) {
    say('error', '/resources/run_on', 'Apps do not run as jobs here.', 'It can be launched on this machine.');
    return null;
  }
  const names = new Set(appJobs.fields.flatMap(({ name, aliases }) => [name, ...aliases]));
  const unknown = Object.keys(jobValues).filter((name) => !names.has(name));
  for (const name of unknown) say('note', `/resources/${name}`, `Jobs have no field "${name}" here: it is left out.`);
  return { run_on: runOn, ...Object.fromEntries(Object.entries(jobValues).filter(([name]) => names.has(name))) };
}

function checkServer({ connect_to: name }: Recipe, app: TrameApp, here: RecipeSurroundings, say: Say): string | null {
  if (name === null) return null;
  const field = '/connect_to';
  if (!app.paraview) {
    say('note', field, `"${app.name}" cannot be connected to a ParaView server here.`);
    return null;
  }
  const named = here.servers.filter((server) => server.name === name && isLiveServer(server.state));
  const server = named.find(({ state }) => state === 'ready') ?? named[0];
  if (server === undefined) say('note', field, `No ParaView server "${name}" is there: choose another one, or none.`);
  return server?.id ?? null;
}
