import { basename, dirname, join } from 'node:path';
import type { AppCopier } from '../domain/app-copy.ts';
import type { InstanceRecord } from '../domain/instance.ts';
import {
  isRecipeName,
  type Recipe,
  type RecipeFiles,
  type RecipeOrigin,
  type RecipeReading,
  recipeEnding,
  recipeFileName,
} from '../domain/recipe.ts';
import { type RecipePreview, remark } from '../domain/recipe-preview.ts';
import { looksSecret } from '../domain/secret-names.ts';
import type { JobTemplate } from '../domain/site.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import type { FileBrowser } from './file-browser.ts';
import type { AppCatalog, Instances, ParaViewServers } from './ports.ts';
import { checkRecipe } from './recipe-check.ts';
import { findTyped, type PathOwner, resolveTyped } from './typed-path.ts';

/** Launches that are kept in files, shared and launched again. */
export interface Recipes {
  /** What would become of a recipe here; reads, and runs nothing. @throws ManagerError invalid_parameters (the path) */
  preview(source: { path: string } | { text: string }): Promise<RecipePreview>;
  /** Those of a directory. */
  list(typed: string): Promise<RecipeList>;
  /** The recipe of an instance, as the text of a file of that name. @throws ManagerError instance_not_found */
  textOf(instanceId: string, words?: RecipeWords): Promise<{ text: string; fileName: string }>;
  /**
   * Saves the recipe of an instance. A path that names a directory gets a file of the recipe's name in it.
   * @throws ManagerError instance_not_found, invalid_parameters, file_exists, file_not_written
   */
  save(instanceId: string, where: { path: string; replace: boolean }, words?: RecipeWords): Promise<SavedRecipe>;
}

/** What a recipe says to its readers; missing: the instance's name, and nothing. */
export interface RecipeWords {
  name?: string | null | undefined;
  description?: string | null | undefined;
}

export interface SavedRecipe {
  /** Absolute. */
  path: string;
  /** See RecipePreview. */
  link: string;
}

export interface RecipeList {
  /** Absolute path of the directory. */
  path: string;
  recipes: {
    path: string;
    name: string | null;
    app: string | null;
    description: string | null;
    problem: string | null;
  }[];
  /** Why the directory could not be read, in a sentence; null: it could. */
  problem: string | null;
}

export interface RecipesOptions extends PathOwner {
  apps: Pick<AppCatalog, 'list' | 'get'>;
  instances: Pick<Instances, 'get' | 'record'>;
  servers: Pick<ParaViewServers, 'list'>;
  browser: FileBrowser;
  files: RecipeFiles;
  copier: Pick<AppCopier, 'read' | 'isTaken'>;
  appJobs: JobTemplate | null;
  /** See recipeLink. */
  linkTo: (file: string) => string;
}

/** Directories may hold any number of files; so many are read. */
const maximumListed = 200;

export function createRecipes(options: RecipesOptions): Recipes {
  const { files, browser } = options;
  return {
    async preview(source) {
      const path = 'path' in source ? await findTyped(source.path, options, options.copier.isTaken) : null;
      const reading = 'path' in source ? await files.read(path ?? '') : files.parse(source.text);
      return preview(options, path, reading);
    },
    async list(typed) {
      const { path, entries, problem } = await browser.list(typed, { kind: 'file', prefix: '', limit: 1000 });
      const found = entries.filter(({ kind, name }) => kind === 'file' && isRecipeName(name)).slice(0, maximumListed);
      const recipes = await Promise.all(found.map(({ name }) => describe(files, join(path, name))));
      return { path, recipes, problem };
    },
    async textOf(id, words = {}) {
      const recipe = await recipeOf(options, id, words);
      return { text: files.textOf(recipe), fileName: recipeFileName(recipe.name ?? recipe.app) };
    },
    async save(id, { path: typed, replace }, words = {}) {
      const recipe = await recipeOf(options, id, words);
      const path = await fileFor(options, typed, recipe);
      await files.write(path, recipe, { replace });
      return { path, link: options.linkTo(path) };
    },
  };
}

async function preview(options: RecipesOptions, path: string | null, reading: RecipeReading): Promise<RecipePreview> {
  const link = path === null ? null : options.linkTo(path);
  const empty = { path, link, recipe: null, app: null, app_to_copy: null, values: null };
  if (!reading.ok) {
    return { ...empty, problems: reading.problems.map((problem) => ({ severity: 'error', field: null, ...problem })) };
  }
  const { recipe } = reading;
  const { apps, problems } = await options.apps.list();
  const app = apps.find(({ id }) => id === recipe.app);
  if (app === undefined) {
    const broken = problems.find((problem) => problem.app === recipe.app);
    if (broken !== undefined) {
      const message = `The app "${recipe.app}" cannot be used here: ${broken.message}`;
      return { ...empty, recipe, problems: [remark('error', '/app', message, `Mend ${broken.file}.`)] };
    }
    return { ...empty, recipe, ...(await missingApp(options, recipe)) };
  }
  const servers = options.servers.list();
  const isDirectory = (place: string) => isOpenDirectory(options.browser, place);
  const checked = await checkRecipe(recipe, app, { ...options, servers, isDirectory });
  const isOther = await isOtherApp(options.files, recipe.saved_from, app);
  return {
    ...empty,
    recipe,
    app: { id: app.id, name: app.name, file: app.file },
    problems: [...(isOther ? [otherApp] : []), ...checked.problems],
    values: checked.values,
  };
}

const otherApp = remark(
  'note',
  '/app',
  'The app file here is not the one with which the recipe was saved: values may mean something else.',
);

async function isOtherApp(files: RecipeFiles, origin: RecipeOrigin | null, app: TrameApp): Promise<boolean> {
  const wanted = origin?.app_file_sha256 ?? null;
  return wanted !== null && wanted !== (await files.digest(app.file));
}

async function missingApp({ copier }: RecipesOptions, { app, saved_from: origin }: Recipe) {
  const message = `There is no app "${app}" here.`;
  const unknown = { app_to_copy: null, problems: [remark('error', '/app', message, 'Ask its author for the app.')] };
  if (origin === null) return unknown;
  const where = `When the recipe was saved it was in ${origin.app_directory}`;
  const found = await copier.read(origin.app_directory).catch(() => null);
  if (found === null) return { ...unknown, problems: [remark('error', '/app', `${message} ${where}.`, askAuthor)] };
  return { app_to_copy: found.directory, problems: [remark('error', '/app', `${message} ${where}.`, copyIt)] };
}
const askAuthor = 'You cannot read it there: ask its author to share that directory.';
const copyIt = 'Copy it to your apps.';

async function describe(files: RecipeFiles, path: string): Promise<RecipeList['recipes'][number]> {
  const reading = await files.read(path);
  if (!reading.ok)
    return { path, name: null, app: null, description: null, problem: reading.problems[0]?.message ?? '' };
  const { name, app, description } = reading.recipe;
  return { path, name, app, description, problem: null };
}

async function recipeOf(options: RecipesOptions, id: string, words: RecipeWords): Promise<Recipe> {
  const { instances, servers, apps, files } = options;
  const record = instances.record(id);
  const { connection } = instances.get(id);
  const app = await apps.get(record.app).catch(() => null);
  const server = servers.list().find((each) => each.id === connection?.server_id);
  return {
    app: record.app,
    app_name: record.app_name,
    name: words.name?.trim() || record.name,
    description: words.description?.trim() || null,
    data_directory: dataDirectoryOf(record),
    // The file is there to be shared.
    parameters: Object.fromEntries(Object.entries(record.parameters).filter(([name]) => !looksSecret(name))),
    resources: record.job == null ? { run_on: 'local' } : { run_on: 'job', ...record.job.values },
    connect_to: server?.name ?? null,
    saved_from: app === null ? null : { app_directory: app.directory, app_file_sha256: await files.digest(app.file) },
  };
}

/** A variable stays one; "~" and relative paths are those of whoever launched it, so the directory itself is meant. */
function dataDirectoryOf({ data_directory, data_directory_typed: typed }: InstanceRecord): string | null {
  if (typed === null) return null;
  return typed?.includes('$') ? typed : data_directory;
}

/** Recipes are written under names of their own alone, so that no other file can be replaced. */
async function fileFor(options: RecipesOptions, typed: string, recipe: Recipe): Promise<string> {
  const path = resolveTyped(typed, options);
  const isDirectory = typed.trim().endsWith('/') || (await isOpenDirectory(options.browser, path));
  if (isDirectory) return join(path, recipeFileName(recipe.name ?? recipe.app));
  if (isRecipeName(basename(path))) return path;
  return join(dirname(path), `${basename(path).replace(/\.ya?ml$/i, '')}${recipeEnding}`);
}

async function isOpenDirectory(browser: FileBrowser, path: string): Promise<boolean> {
  return (await browser.list(path, { kind: 'directory', prefix: '', limit: 1 })).problem === null;
}
