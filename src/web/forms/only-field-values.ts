import type { FieldValue } from '../launch/check-parameter.ts';

/** Of what a browser kept, which may be anything, what can be a field's value. */
export function onlyFieldValues(values: unknown): Record<string, FieldValue> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'string' || typeof value === 'boolean'),
  );
}
