import { type TSchemaOptions, Type } from 'typebox';

/** What an editor and the docs say of a key, beside the check itself. */
export interface Said extends TSchemaOptions {
  /** A sentence or two, in Markdown. */
  description: string;
  default?: unknown;
}

/** One line of text: control characters would break lists and logs. */
export function line(maxLength: number, said: Said) {
  return Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    expects: `one line of text, 1 to ${maxLength} characters`,
    ...said,
  });
}

/** Several lines of text. */
export function text(maxLength: number, said: Said) {
  return Type.String({ minLength: 1, maxLength, expects: `a text of 1 to ${maxLength} characters`, ...said });
}

/** Shell text: one command or several lines. */
export function shellText(said: Said) {
  return Type.String({
    pattern: '\\S',
    maxLength: 65_536,
    expects: 'shell text',
    hint: 'Write it as one text; for several lines begin with "|" and indent what follows.',
    ...said,
  });
}

/** A program and its arguments, which no shell reads. */
export function commandWords(said: Said) {
  return Type.Array(line(4096, { description: 'The program, or one of its arguments.' }), {
    minItems: 1,
    maxItems: 100,
    expects: 'a command as a list of words, like [sacctmgr, show, assoc]',
    ...said,
  });
}

export function wholeNumber(minimum: number, maximum: number, said: Said) {
  return Type.Integer({ minimum, maximum, expects: `a whole number from ${minimum} to ${maximum}`, ...said });
}

export function numberFrom(minimum: number, maximum: number, said: Said) {
  return Type.Number({ minimum, maximum, expects: `a number from ${minimum} to ${maximum}`, ...said });
}

export function truth(said: Said) {
  return Type.Boolean({ expects: 'true or false', ...said });
}

export function oneOf<Values extends string[]>(values: readonly [...Values], said: Said) {
  return Type.Enum([...values], { expects: `one of ${values.map((value) => `"${value}"`).join(', ')}`, ...said });
}

/** Text, a number or a truth value: YAML needs no quotes for them. */
export function scalar(said: Said) {
  return Type.Union([Type.String({ maxLength: 16_384 }), Type.Number(), Type.Boolean()], {
    expects: 'a text, a number, true or false',
    ...said,
  });
}
