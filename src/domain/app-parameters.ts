import type { FieldError } from './errors.ts';
import { didYouMean } from './nearest-name.ts';
import type { AppParameter } from './trame-app.ts';

/** A value as it is kept, shown and handed to the command. */
export type ParameterValue = string | number | boolean;

export type CheckedParameters =
  | { ok: true; values: Record<string, ParameterValue> }
  | { ok: false; errors: FieldError[] };

/** Longest text of one parameter, in bytes of UTF-8. Linux takes 128 KiB for one variable. */
export const maximumTextBytes = 32 * 1024;

/** All texts together, in bytes: Linux refuses to start a program whose environment is larger than about 2 MB. */
export const maximumTotalBytes = 512 * 1024;

/**
 * Checks what a user filled in (`given`, from outside; undefined and null are an empty form) against an app's
 * parameters. Values come back in the order of the app file, with defaults for what was not given. Otherwise every
 * error is listed, with a JSON pointer such as "/parameters/iso".
 */
export function checkParameters(parameters: readonly AppParameter[], given: unknown): CheckedParameters {
  const form = given ?? {};
  if (typeof form !== 'object' || Array.isArray(form)) {
    return { ok: false, errors: [{ path: '/parameters', message: 'The parameters have to be an object.' }] };
  }
  const entries = new Map<string, unknown>(Object.entries(form));
  const errors = unknownNames(parameters, [...entries.keys()]);
  const values: Record<string, ParameterValue> = {};
  for (const parameter of parameters) {
    const value = entries.get(parameter.name) ?? parameter.default;
    const message = valueMismatch(parameter, value);
    if (message !== null) errors.push({ path: pointerTo(parameter.name), message: `${parameter.label} ${message}.` });
    else values[parameter.name] = value as ParameterValue;
  }
  if (totalBytes(values) > maximumTotalBytes) {
    errors.push({ path: '/parameters', message: 'The texts of the parameters are too long together (512 KiB).' });
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, values };
}

/**
 * Why a value does not fit a parameter, as the end of a sentence ("has to be at most 1"), or null when it fits. A null
 * value means that there is none.
 */
export function valueMismatch(parameter: AppParameter, value: unknown): string | null {
  if (value === null || value === undefined) return 'needs a value';
  switch (parameter.type) {
    case 'number':
    case 'integer':
      return numberMismatch(parameter, value);
    case 'boolean':
      return typeof value === 'boolean' ? null : 'has to be true or false';
    case 'choice':
      return choiceMismatch(parameter, value);
    case 'string':
      return textMismatch(value);
    case 'file':
    case 'directory':
      // An app file can make the choice of a file optional with the default "".
      if (value === '' && parameter.default !== '') return `needs the path of a ${parameter.type}`;
      return textMismatch(value);
  }
}

function unknownNames(parameters: readonly AppParameter[], names: string[]): FieldError[] {
  const known = parameters.map((parameter) => parameter.name);
  const fallback = known.length === 0 ? 'The app has no parameters.' : `There are: ${known.join(', ')}.`;
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: pointerTo(name),
      message: `The app has no parameter "${shortened(name)}". ${didYouMean(name.slice(0, 100), known, fallback)}`,
    }));
}

function numberMismatch({ type, min, max }: AppParameter, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return type === 'integer' ? 'has to be a whole number' : 'has to be a number';
  }
  if (type === 'integer' && !Number.isSafeInteger(value)) return 'has to be a whole number';
  if (min !== null && value < min) return `has to be at least ${min}`;
  if (max !== null && value > max) return `has to be at most ${max}`;
  return null;
}

function choiceMismatch({ choices }: AppParameter, value: unknown): string | null {
  const allowed = choices ?? [];
  if (typeof value === 'string' && allowed.includes(value)) return null;
  return `has to be one of ${allowed.map((choice) => `"${choice}"`).join(', ')}`;
}

function textMismatch(value: unknown): string | null {
  if (typeof value !== 'string') return 'has to be a text';
  if (value.includes('\0')) return 'cannot hold a NUL character';
  // Half a surrogate pair has no form in UTF-8: the command would see another text.
  if (!value.isWellFormed()) return 'holds half a character';
  if (Buffer.byteLength(value) > maximumTextBytes) return 'is too long: 32 KiB at most';
  return null;
}

function totalBytes(values: Record<string, ParameterValue>): number {
  return Object.values(values).reduce<number>((sum, value) => sum + Buffer.byteLength(String(value)), 0);
}

/** "a/b" -> "/parameters/a~1b" (RFC 6901) */
function pointerTo(name: string): string {
  return `/parameters/${shortened(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function shortened(name: string): string {
  return name.length <= 100 ? name : `${name.slice(0, 99)}…`;
}
