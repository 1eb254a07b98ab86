import { type Static, Type } from 'typebox';

/** Text as a user writes it in YAML, where numbers and truth values need no quotes: all are taken as written. */
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
  expects: 'a text, a number, true or false',
});

const yearInSeconds = 31_536_000;

/** One line of text: control characters would break lists and logs. */
function line(expects: string, maxLength: number, minLength = 0) {
  return Type.String({ minLength, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$', expects });
}

function text(expects: string, maxLength: number) {
  return Type.String({ maxLength, expects });
}

function truth() {
  return Type.Boolean({ expects: 'true or false' });
}

/** A URL path as it is sent: printable ASCII, no fragment, and not "//host", which browsers read as another site. */
function urlPath() {
  return Type.String({
    pattern: '^/(?![/\\\\])[!-"$-\\[\\]-~]*$',
    maxLength: 2000,
    expects: 'a URL path that begins with "/"',
    hint: 'Write it like "/index.html"; percent-encode what is not ASCII, and leave out any "#…".',
  });
}

function oneOf<Values extends string[]>(...values: [...Values]) {
  return Type.Enum(values, { expects: `one of ${values.map((value) => `"${value}"`).join(', ')}` });
}

const parameter = Type.Object(
  {
    name: Type.String({
      // JavaScript gives "__proto__" a meaning of its own wherever values are kept by name.
      pattern: '^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$',
      maxLength: 100,
      expects: 'a name of letters, digits and "_" that does not begin with a digit',
      hint: 'It becomes the variable $PARAM_<NAME>.',
    }),
    label: Type.Optional(line('one line of text, 200 characters at most', 200, 1)),
    type: Type.Optional(oneOf('string', 'number', 'integer', 'boolean', 'choice', 'file', 'directory')),
    help: Type.Optional(text('a text of 2000 characters at most', 2000)),
    default: Type.Optional(scalar),
    min: Type.Optional(Type.Number({ expects: 'a number' })),
    max: Type.Optional(Type.Number({ expects: 'a number' })),
    choices: Type.Optional(
      Type.Array(scalar, { minItems: 1, maxItems: 1000, expects: 'a list of one to 1000 choices' }),
    ),
  },
  { additionalProperties: false, expects: 'a mapping like {name: iso, type: number}' },
);

const ready = Type.Object(
  {
    path: Type.Optional(urlPath()),
    timeout_seconds: Type.Optional(
      Type.Number({ minimum: 1, maximum: 86_400, expects: 'a number of seconds from 1 to 86400' }),
    ),
  },
  { additionalProperties: false, expects: 'a mapping like {path: /, timeout_seconds: 90}' },
);

const resources = Type.Object(
  { run_on: Type.Optional(oneOf('local', 'job')) },
  { additionalProperties: scalar, expects: 'a mapping like {run_on: local}' },
);

/** What may stand in an app file, with the words for what is expected. docs/app-file.md is its reference. */
export const appFileSchema = Type.Object(
  {
    name: line('one line of text, 1 to 200 characters', 200, 1),
    command: Type.String({
      pattern: '\\S',
      maxLength: 65_536,
      expects: 'the shell text that starts the app',
      hint: 'Write the command as one text; for several lines begin with "command: |" and indent what follows.',
    }),
    working_directory: Type.Optional(line('the path of a directory', 4096, 1)),
    description: Type.Optional(text('a text of 10000 characters at most', 10_000)),
    icon: Type.Optional(line('the path of an image in the app’s directory', 1000, 1)),
    category: Type.Optional(line('one line of text, 100 characters at most', 100)),
    tags: Type.Optional(
      Type.Array(line('one line of text, 1 to 60 characters', 60, 1), {
        maxItems: 50,
        expects: 'a list of texts, 50 at most',
      }),
    ),
    kind: Type.Optional(oneOf('trame', 'web')),
    unix_socket: Type.Optional(truth()),
    absolute_url: Type.Optional(truth()),
    environment: Type.Optional(
      Type.Record(Type.String(), scalar, { maxProperties: 200, expects: 'a mapping of 200 variables at most' }),
    ),
    parameters: Type.Optional(Type.Array(parameter, { maxItems: 100, expects: 'a list of 100 parameters at most' })),
    data_directory: Type.Optional(oneOf('required', 'optional', 'none')),
    ready: Type.Optional(ready),
    idle_timeout_seconds: Type.Optional(
      Type.Number({ minimum: 0, maximum: yearInSeconds, expects: 'a number of seconds, 0 (never) to 31536000' }),
    ),
    paraview: Type.Optional(truth()),
    path: Type.Optional(urlPath()),
    resources: Type.Optional(resources),
    single_instance: Type.Optional(truth()),
  },
  { additionalProperties: false, expects: 'a mapping' },
);

/** An app file as written, after the schema's checks. */
export type AppFileContent = Static<typeof appFileSchema>;

/** A parameter as written. */
export type ParameterContent = Static<typeof parameter>;
