import { type Static, Type } from 'typebox';
import { fieldTypes } from '../domain/form.ts';
import { line, oneOf, scalar, shellText, text, truth } from './site-file-values.ts';

const bound = (description: string) =>
  Type.Union([Type.Number(), Type.String({ maxLength: 60 })], {
    expects: 'a number, or a time such as "2h"',
    description,
  });

const fieldName = { pattern: '^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$', maxLength: 60 };

/** A field of a form, as it is written. */
const formField = Type.Object(
  {
    name: Type.String({
      ...fieldName,
      expects: 'a name of letters, digits and "_" that does not begin with a digit',
      hint: 'It becomes a variable of the template.',
      description: 'Letters, digits and `_`: the variable of the template, and `$PARAM_<NAME>` of the command.',
    }),
    aliases: Type.Optional(
      Type.Array(
        Type.String({ ...fieldName, expects: 'a name of letters, digits and "_"', description: 'Another name.' }),
        { maxItems: 10, expects: 'a list of names', description: 'Other names under which requests may give it.' },
      ),
    ),
    label: Type.Optional(line(100, { description: 'Stands beside the field.', defaultWords: 'the name' })),
    help: Type.Optional(
      text(1000, { description: 'A sentence below the field; with a `pattern`, also its error message.' }),
    ),
    type: Type.Optional(
      oneOf(fieldTypes, {
        description: 'What it takes; see below. Some types get choices and bounds from the scheduler.',
        default: 'string',
      }),
    ),
    required: Type.Optional(truth({ description: 'Whether it has to have a value.', default: false })),
    default: Type.Optional(
      scalar({
        description: 'What the form begins with. `account` and `partition` begin with the scheduler’s default.',
      }),
    ),
    min: Type.Optional(bound('The least that is taken, of types that are numbers or times.')),
    max: Type.Optional(bound('The most that is taken; the limits of the chosen partition hold as well.')),
    choices: Type.Optional(
      Type.Array(scalar({ description: 'One of the choices, as it is written.' }), {
        minItems: 1,
        maxItems: 1000,
        expects: 'a list of one to 1000 choices',
        description: 'The choices of a `choice`; also narrows what `account`, `partition` and `qos` offer.',
      }),
    ),
    pattern: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        expects: 'a regular expression of 200 characters at most',
        description:
          'A regular expression (JavaScript’s) that the whole value of a `string` has to match, or each line of a `text`.',
      }),
    ),
  },
  { additionalProperties: false, expects: 'a mapping like {name: nodes, type: nodes, default: 1}' },
);

/** A list of form fields. */
export function formFields(description: string) {
  return Type.Array(formField, { maxItems: 50, expects: 'a list of 50 fields at most', description });
}

/** A job's script and its form. */
export function jobTemplate(description: string) {
  return Type.Object(
    {
      template: shellText({
        description: 'The job’s script, a [template](#job-templates). It has to run `{{ command_file }}`.',
        expects: 'the text of a job script',
      }),
      fields: Type.Optional(formFields('The form that fills the template; see [form fields](#form-fields).')),
    },
    { additionalProperties: false, expects: 'a mapping of "template" and "fields"', description },
  );
}

export type FieldContent = Static<typeof formField>;
export type TemplateContent = Static<ReturnType<typeof jobTemplate>>;
