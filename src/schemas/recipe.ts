import Type from 'typebox';
import { aPreview, aRecipe, aSavedRecipe, aSaveRequest } from './examples/recipe.ts';
import { nullable } from './nullable.ts';

const text = (description: string) => nullable(Type.String({ description }));
const scalars = (description: string) =>
  Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), { description });

const RecipeOriginSchema = Type.Object(
  {
    app_directory: Type.String({ description: 'Absolute path of the app’s directory' }),
    app_file_sha256: text('SHA-256 of the app file; null: not known'),
  },
  { $id: 'RecipeOrigin', description: 'Where the app was when the recipe was saved' },
);

export const RecipeSchema = Type.Object(
  {
    app: Type.String({ description: 'Id of the app' }),
    app_name: text('What the app was called there'),
    name: text('Of the instances that are launched by it'),
    description: text('For who reads it'),
    data_directory: text('As typed, with variables of whoever launches it'),
    parameters: scalars('Values of the app’s parameters'),
    resources: nullable(scalars('`run_on`, and values of the job form; null: as the app file says')),
    connect_to: text('Name of a ParaView server'),
    saved_from: nullable(RecipeOriginSchema),
  },
  { $id: 'Recipe', description: 'An app with the values to launch it with', examples: [aRecipe] },
);

const RecipeRemarkSchema = Type.Object(
  {
    severity: Type.Enum(['error', 'note'], { description: '"error": it cannot be launched as it is' }),
    field: text('JSON pointer into the recipe; null: it is about all of it'),
    line: nullable(Type.Integer({ minimum: 1, description: 'Line of the file' })),
    column: nullable(Type.Integer({ minimum: 1, description: 'Column of the file' })),
    message: Type.String({ description: 'What is so, in a sentence' }),
    hint: text('How to mend it'),
  },
  { $id: 'RecipeRemark', description: 'What stands in the way of a recipe here, or is worth to know' },
);

const RecipeValuesSchema = Type.Object(
  {
    name: text('Name of the instance'),
    data_directory: text('As typed'),
    parameters: scalars('Those that fit the app as it is here'),
    resources: nullable(scalars('Where it runs, with what the job form has here')),
    connect_to: text('Id of a ParaView server'),
  },
  { $id: 'RecipeValues', description: 'The body of a launch, with what of the recipe can be had here' },
);

const RecipeAppSchema = Type.Object(
  {
    id: Type.String({ description: 'Its id' }),
    name: Type.String({ description: 'Its name' }),
    file: Type.String({ description: 'Absolute path of its app file' }),
  },
  { $id: 'RecipeApp', description: 'The app of a recipe, as it is here' },
);

export const RecipePreviewSchema = Type.Object(
  {
    path: text('Absolute path of the file; null where it came as text'),
    recipe: nullable(RecipeSchema),
    app: nullable(RecipeAppSchema),
    app_to_copy: text('Directory from which an app that is not here can be copied'),
    problems: Type.Array(RecipeRemarkSchema, { description: 'Empty: it can be launched as it is' }),
    values: nullable(RecipeValuesSchema),
    link: text('Opens the preview: path and query, relative to the server’s origin'),
  },
  { $id: 'RecipePreview', description: 'What would become of a recipe here', examples: [aPreview] },
);

export const PreviewRequestSchema = Type.Object(
  {
    path: Type.Optional(
      Type.String({ minLength: 1, maxLength: 4096, description: 'A file; it may begin with "~" and hold variables' }),
    ),
    text: Type.Optional(Type.String({ maxLength: 262_144, description: 'A recipe as YAML, in place of a path' })),
  },
  {
    $id: 'PreviewRequest',
    description: 'A recipe: its path or its text, and not both',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    examples: [{ path: '/data/shared/run7.trame-recipe.yml' }],
  },
);

const ListedRecipeSchema = Type.Object(
  {
    path: Type.String({ description: 'Absolute path of its file' }),
    name: text('Its name'),
    app: text('Id of its app'),
    description: text('What its author says of it'),
    problem: text('Why it cannot be read'),
  },
  { $id: 'ListedRecipe', description: 'A recipe in a directory' },
);

export const RecipeListSchema = Type.Object(
  {
    path: Type.String({ description: 'Absolute path of the directory' }),
    recipes: Type.Array(ListedRecipeSchema, { description: '200 at most, in the order of their file names' }),
    problem: text('Why the directory could not be read, or is another one than was asked for'),
  },
  {
    $id: 'RecipeList',
    description: 'The recipes in a directory',
    examples: [
      {
        path: '/data/shared',
        recipes: [{ path: aSavedRecipe.path, name: 'Run 7', app: 'cone', description: 'Fine mesh', problem: null }],
        problem: null,
      },
    ],
  },
);

export const RecipeListQuerySchema = Type.Object(
  {
    path: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'A directory; empty: the home directory',
        examples: ['/data/shared'],
      }),
    ),
  },
  { additionalProperties: false },
);

const words = {
  name: Type.Optional(nullable(Type.String({ maxLength: 200, description: 'Default: the instance’s' }))),
  description: Type.Optional(nullable(Type.String({ maxLength: 10_000, description: 'For who reads it' }))),
};

export const SaveRecipeSchema = Type.Object(
  {
    ...words,
    path: Type.String({ minLength: 1, maxLength: 4096, description: 'A directory, or the file itself' }),
    replace: Type.Optional(Type.Boolean({ description: 'Whether a recipe of that name is replaced; default false' })),
  },
  {
    $id: 'SaveRecipe',
    description: 'Where a recipe is saved, and what it says',
    additionalProperties: false,
    examples: [aSaveRequest],
  },
);

export const RecipeWordsSchema = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 200, description: 'Default: the instance’s', examples: ['Run 7'] })),
    description: Type.Optional(Type.String({ maxLength: 10_000, description: 'For who reads it', examples: ['Fine'] })),
  },
  { additionalProperties: false },
);

export const SavedRecipeSchema = Type.Object(
  {
    path: Type.String({ description: 'Absolute path of the file' }),
    link: Type.String({ description: 'Opens its preview: path and query, relative to the server’s origin' }),
  },
  { $id: 'SavedRecipe', description: 'Where a recipe was saved', examples: [aSavedRecipe] },
);
