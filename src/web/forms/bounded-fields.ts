import type { ShownField } from '../../domain/form.ts';
import { timeInWords } from '../../domain/walltime.ts';
import type { FieldValue } from '../launch/check-parameter.ts';

/** What was typed or chosen in a form, by the names of its fields. Fields that are not in it show their default. */
export type FormDraft = Readonly<Record<string, FieldValue>>;

/** The fields with the bounds, choices and defaults of the partition that is chosen in `draft`. */
export function boundedFields(fields: readonly ShownField[], draft: FormDraft): ShownField[] {
  const partition = fields.find(({ type }) => type === 'partition');
  const chosen = partition === undefined ? '' : String(shownValue(partition, draft));
  return fields.map((field) => ({ ...field, ...field.by_partition[chosen] }));
}

/** What a field shows: what was typed, else its default as it would be typed. */
export function shownValue(field: ShownField, draft: FormDraft): FieldValue {
  return draft[field.name] ?? typedForm(field, field.default);
}

/** 5400 for a walltime -> "1 h 30 min"; null -> "". */
export function typedForm({ type }: ShownField, value: string | number | boolean | null): FieldValue {
  if (type === 'boolean') return value === true;
  if (value === null) return '';
  return type === 'walltime' && typeof value === 'number' ? timeInWords(value) : String(value);
}
