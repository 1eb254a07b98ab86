import type { AppParameter } from '../../domain/trame-app.ts';
import type { AppView, ParameterValue } from '../api-types.ts';
import { fieldTexts as field } from '../texts/fields.ts';

/** What a form holds: text as typed for all fields but checkboxes. */
export type FieldValue = string | boolean;

/** Why a typed value cannot be used, in a sentence; null when it can. */
export function checkParameter(parameter: AppParameter, value: FieldValue): string | null {
  if (typeof value === 'boolean') return null;
  if (parameter.type === 'choice') return parameter.choices?.includes(value) ? null : field.chooseOne;
  if (value.trim() === '') return parameter.default === null ? field.required : null;
  if (parameter.type === 'number' || parameter.type === 'integer') return checkNumber(parameter, value);
  return null;
}

/** Why a data directory cannot be used, as far as the page can tell; null when it can. */
export function checkDataDirectory(need: AppView['data_directory'], value: string): string | null {
  if (value.trim() === '') return need === 'required' ? field.directoryRequired : null;
  return /^[/~$]/.test(value) ? null : field.fullPath;
}

/** The value to send; null: send none, so that the app's default holds. Call it for values that passed the check. */
export function parameterToSend(parameter: AppParameter, value: FieldValue): ParameterValue | null {
  if (typeof value === 'boolean') return value;
  if (parameter.type === 'string') return value;
  if (value.trim() === '') return null;
  return parameter.type === 'number' || parameter.type === 'integer' ? Number(value) : value;
}

/** "0 to 1" in a sentence, for the help below a number field; null without bounds. */
export function boundsText({ type, min, max }: AppParameter): string | null {
  if (type !== 'number' && type !== 'integer') return null;
  if (min !== null && max !== null) return field.range(min, max);
  if (min !== null) return field.from(min);
  return max !== null ? field.upTo(max) : null;
}

function checkNumber({ type, min, max }: AppParameter, typed: string): string | null {
  const value = Number(typed);
  if (!Number.isFinite(value)) return field.number;
  if (type === 'integer' && !Number.isInteger(value)) return field.integer;
  if (min !== null && value < min) return field.min(min);
  if (max !== null && value > max) return field.max(max);
  return null;
}
