import type { FieldValue } from '../launch/check-parameter.ts';
import { kept } from '../remembered.ts';
import { onlyFieldValues } from './only-field-values.ts';

/** What was typed into a form and not sent is kept in this tab, so that a reload loses nothing. `form`: "servers", "jobs". */
export function keepUnsent(form: string, values: Record<string, FieldValue>): void {
  kept.tab.setItem(keyOf(form), JSON.stringify(values));
}

/** Empty when there is nothing, or when it cannot be read. */
export function recallUnsent(form: string): Record<string, FieldValue> {
  try {
    return onlyFieldValues(JSON.parse(kept.tab.getItem(keyOf(form)) ?? 'null'));
  } catch {
    return {};
  }
}

export function forgetUnsent(form: string): void {
  kept.tab.removeItem(keyOf(form));
}

/** No app has an id with a space. */
function keyOf(form: string): string {
  return `trame-manager:${location.pathname}:unsent ${form}`;
}
