import { onlyFieldValues } from '../forms/only-field-values.ts';
import type { ValueStorage } from '../remembered.ts';
import type { LaunchForm, RememberedValues } from './launch-form.ts';

/** The values that were kept of an app's form; empty when there are none or they cannot be read. */
export function recallValues(storage: ValueStorage, pagePath: string, app: string): RememberedValues {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey(pagePath, app)) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return {};
    const { dataDirectory, parameters, runOn, job } = stored as Record<string, unknown>;
    return {
      dataDirectory: typeof dataDirectory === 'string' ? dataDirectory : '',
      parameters: onlyFieldValues(parameters),
      job: onlyFieldValues(job),
      ...(runOn === 'local' || runOn === 'job' ? { runOn } : {}),
    };
  } catch {
    return {};
  }
}

/** Keeps the values of a form. The name is not kept: two instances should not be called the same. */
export function rememberValues(storage: ValueStorage, pagePath: string, app: string, form: LaunchForm): void {
  const { dataDirectory, parameters, runOn, job } = form;
  storage.setItem(storageKey(pagePath, app), JSON.stringify({ dataDirectory, parameters, runOn, job }));
}

export function forgetValues(storage: ValueStorage, pagePath: string, app: string): void {
  storage.removeItem(storageKey(pagePath, app));
}

// "/user/a/trame-manager/", "cone" -> "trame-manager:/user/a/trame-manager/:cone"
function storageKey(pagePath: string, app: string): string {
  return `trame-manager:${pagePath}:${app}`;
}
