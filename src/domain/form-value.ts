import type { FormField } from './form.ts';
import type { FieldBounds } from './form-bounds.ts';
import { didYouMean } from './nearest-name.ts';
import { parseWalltime, timeInWords } from './walltime.ts';

/** A value in its field's type, or a sentence that says what is wrong with it. */
export type TypedValue = { ok: true; value: string | number | boolean } | { ok: false; message: string };

/** The longest texts, in characters. What is held against a pattern is shorter, as the time that takes may grow fast. */
const longestLine = 1000;
const longestText = 16_384;
const longestMatched = 256;

/**
 * Checks one value against its field's own type and bounds; those of the partition are `partitionRefusals`' matter, which
 * names them.
 */
export function typedValue(field: FormField, bounds: FieldBounds, value: unknown): TypedValue {
  switch (field.type) {
    case 'integer':
    case 'nodes':
    case 'gpus':
      return Number.isSafeInteger(value) ? numberIn(field, bounds, value as number) : wrong(field, 'a whole number');
    case 'number':
      return Number.isFinite(value) ? numberIn(field, bounds, value as number) : wrong(field, 'a number');
    case 'walltime':
      return walltimeIn(field, bounds, value);
    case 'boolean':
      return typeof value === 'boolean' ? { ok: true, value } : wrong(field, 'true or false');
    case 'text':
      return textIn(field, value, longestText);
    default:
      return choiceIn(field, bounds, textIn(field, value, longestLine));
  }
}

function numberIn(field: FormField, { min }: FieldBounds, value: number): TypedValue {
  if (min !== null && value < min) return wrong(field, `at least ${min}`);
  if (field.max !== null && value > field.max) return wrong(field, `at most ${field.max}`);
  return { ok: true, value };
}

function walltimeIn(field: FormField, { min }: FieldBounds, written: unknown): TypedValue {
  const seconds = parseWalltime(written);
  if (seconds === null) return wrong(field, 'a time such as "1h30m", "01:30:00" or a number of seconds');
  if (min !== null && seconds < min) return wrong(field, `at least ${timeInWords(min)}`);
  if (field.max !== null && seconds > field.max) return wrong(field, `at most ${timeInWords(field.max)}`);
  return { ok: true, value: seconds };
}

/** A number is taken as a text where one is wanted: accounts may consist of digits. */
function textIn(field: FormField, written: unknown, longest: number): TypedValue {
  const value = typeof written === 'number' ? String(written) : written;
  if (typeof value !== 'string') return wrong(field, 'a text');
  if (!value.isWellFormed()) return { ok: false, message: `${field.label} holds half a character.` };
  if (value.length > longest)
    return { ok: false, message: `${field.label} is too long: ${longest} characters at most.` };
  const text = field.type === 'text' ? value.replaceAll(/\r\n?/g, '\n') : value;
  if ((field.type === 'text' ? controlInText : control).test(text)) {
    return { ok: false, message: `${field.label} cannot hold control characters or line breaks.` };
  }
  return fitsPattern(field, text) ? { ok: true, value: text } : { ok: false, message: patternMessage(field, text) };
}

const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const controlInText = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

/** In a `text` each line has to match that is not empty. */
function fitsPattern(field: FormField, text: string): boolean {
  return linesOf(field, text).every((line) => matches(field, line));
}

function linesOf(field: FormField, text: string): string[] {
  return field.type === 'text' ? text.split('\n').filter((line) => line !== '') : [text];
}

function matches({ pattern }: FormField, text: string): boolean {
  return pattern === null || (text.length <= longestMatched && new RegExp(`^(?:${pattern})$`, 'u').test(text));
}

function patternMessage(field: FormField, text: string): string {
  const line = linesOf(field, text).find((candidate) => !matches(field, candidate)) ?? text;
  const shown = line.length <= 60 ? line : `${line.slice(0, 59)}…`;
  const help = field.help === null ? `It has to match ${field.pattern}.` : field.help;
  return `${field.label} cannot be ${JSON.stringify(shown)}. ${help}`;
}

function choiceIn(field: FormField, { choices }: FieldBounds, typed: TypedValue): TypedValue {
  // What the partition excludes is said with the partition's name; here only what is open nowhere.
  if (!typed.ok || field.type !== 'choice' || (choices ?? []).includes(String(typed.value))) return typed;
  const guess = didYouMean(String(typed.value).slice(0, 100), choices ?? []);
  const all = (choices ?? []).map((choice) => `"${choice}"`).join(', ');
  return { ok: false, message: `${field.label} has to be one of ${all}.${guess === null ? '' : ` ${guess}`}` };
}

function wrong(field: FormField, expected: string): TypedValue {
  return { ok: false, message: `${field.label} has to be ${expected}.` };
}
