import { type Static, Type } from 'typebox';

const scalar = Type.Union([Type.String({ maxLength: 32_768 }), Type.Number(), Type.Boolean()], {
  expects: 'a text, a number, true or false',
});

/** One line of text: control characters would break lists and logs. */
function line(expects: string, maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$', expects });
}

function path(expects: string) {
  return Type.String({ minLength: 1, maxLength: 4096, pattern: '^[^\\u0000]*$', expects });
}

function values(expects: string) {
  return Type.Record(Type.String(), scalar, { maxProperties: 100, expects });
}

const savedFrom = Type.Object(
  {
    app_directory: path('the path of a directory'),
    app_file_sha256: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', expects: 'a SHA-256 of 64 hexadecimal digits' }),
    ),
  },
  { additionalProperties: false, expects: 'a mapping like {app_directory: /data/apps/cone}' },
);

/** What may stand in a recipe, with the words for what is expected. docs/recipes.md is its reference. */
export const recipeSchema = Type.Object(
  {
    recipe: Type.Literal(1, {
      expects: '1, the version of this layout',
      hint: 'A larger number is for a newer Trame Manager.',
    }),
    app: Type.String({
      pattern: '^(?!\\.)[A-Za-z0-9._-]{1,100}$',
      expects: 'the id of an app: the name of its directory',
    }),
    app_name: Type.Optional(line('one line of text, 200 characters at most', 200)),
    name: Type.Optional(line('one line of text, 200 characters at most', 200)),
    description: Type.Optional(Type.String({ maxLength: 10_000, expects: 'a text of 10000 characters at most' })),
    data_directory: Type.Optional(path('the path of a directory')),
    parameters: Type.Optional(values('a mapping of names and values, like {iso: 0.5}')),
    resources: Type.Optional(values('a mapping like {run_on: local}')),
    connect_to: Type.Optional(line('the name of a ParaView server', 200)),
    saved_from: Type.Optional(savedFrom),
  },
  { additionalProperties: false, expects: 'a mapping' },
);

/** A recipe as written, after the schema's checks. */
export type RecipeContent = Static<typeof recipeSchema>;
