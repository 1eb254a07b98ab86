import type { FieldError } from '../../domain/errors.ts';
import type { ShownField } from '../../domain/form.ts';
import type { FormValues } from '../../domain/paraview-server.ts';
import { parseWalltime, timeInWords } from '../../domain/walltime.ts';
import type { FieldValue } from '../launch/check-parameter.ts';
import { fieldTexts as words } from '../texts/fields.ts';
import { boundedFields, type FormDraft, shownValue, typedForm } from './bounded-fields.ts';

const numberTypes = new Set(['integer', 'number', 'nodes', 'gpus']);

/** What is wrong with a form: JSON pointers below `prefix` ("/nodes" for ""), as the daemon names them. */
export function checkDraft(fields: readonly ShownField[], draft: FormDraft, prefix = ''): FieldError[] {
  return boundedFields(fields, draft).flatMap((field) => {
    const message = checkField(field, shownValue(field, draft));
    return message === null ? [] : [{ path: `${prefix}/${field.name}`, message }];
  });
}

/** Why a typed value cannot be used, in a sentence; null when it can. `field` has the bounds that hold now. */
export function checkField(field: ShownField, typed: FieldValue): string | null {
  if (typeof typed === 'boolean') return null;
  if (typed.trim() === '') return field.required ? words.required : null;
  if (field.type === 'walltime') return checkWalltime(field, typed);
  if (numberTypes.has(field.type)) return checkNumber(field, typed);
  if (field.choices !== null && !field.choices.includes(typed)) return words.choose(field.choices);
  return checkText(field, typed);
}

/** The values to send, for a draft that passed the check; fields that were left empty are left out. */
export function valuesToSend(fields: readonly ShownField[], draft: FormDraft): FormValues {
  const values: FormValues = {};
  for (const field of boundedFields(fields, draft)) {
    const typed = shownValue(field, draft);
    if (typeof typed === 'string' && typed.trim() === '') continue;
    values[field.name] = valueToSend(field, typed);
  }
  return values;
}

/** A draft that shows `values`, as far as they still fit the fields. */
export function draftOf(fields: readonly ShownField[], values: FormValues): FormDraft {
  const known = fields.filter(({ name }) => values[name] !== undefined);
  const draft = Object.fromEntries(known.map((field) => [field.name, typedForm(field, values[field.name] ?? null)]));
  const wrong = new Set(checkDraft(known, draft).map(({ path }) => path.slice(1)));
  return Object.fromEntries(Object.entries(draft).filter(([name]) => !wrong.has(name)));
}

function valueToSend({ type }: ShownField, typed: FieldValue): string | number | boolean {
  if (typeof typed === 'boolean') return typed;
  if (type === 'walltime') return parseWalltime(typed) ?? typed;
  return numberTypes.has(type) ? Number(typed) : typed;
}

function checkWalltime({ min, max }: ShownField, typed: string): string | null {
  const seconds = parseWalltime(typed);
  if (seconds === null || seconds === 0) return words.walltime;
  if (min !== null && seconds < min) return words.shortest(timeInWords(min));
  return max !== null && seconds > max ? words.longest(timeInWords(max)) : null;
}

function checkNumber({ type, min, max }: ShownField, typed: string): string | null {
  const value = Number(typed);
  if (!Number.isFinite(value)) return words.number;
  if (type !== 'number' && !Number.isInteger(value)) return words.integer;
  if (min !== null && value < min) return words.min(min);
  return max !== null && value > max ? words.max(max) : null;
}

/** Of several lines, each that is not empty has to have the form. */
function checkText({ type, pattern }: ShownField, typed: string): string | null {
  const lines = type === 'text' ? typed.split('\n').filter((line) => line !== '') : [typed];
  if (lines.some((line) => /[\x00-\x08\x0a-\x1f\x7f]/.test(line))) return words.printable;
  if (pattern === null) return null;
  try {
    const form = new RegExp(`^(?:${pattern})$`, 'u');
    return lines.every((line) => form.test(line)) ? null : words.pattern;
  } catch {
    // A pattern that this browser cannot read is the daemon's to check.
    return null;
  }
}
