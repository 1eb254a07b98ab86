import { onlyFieldValues } from '../forms/only-field-values.ts';
import type { ValueStorage } from '../remembered.ts';
import type { LaunchForm, RememberedValues } from './launch-form.ts';

/** The values that were kept of an app's form; empty when there are none or they cannot be read. */
export function recallValues(storage: ValueStorage, pagePath: string, app: string): RememberedValues {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey(pagePath, app)) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return {};
    const { name, dataDirectory, parameters, runOn, job } = stored as Record<string, unknown>;
    return {
      ...(typeof name === 'string' ? { name } : {}),
      dataDirectory: typeof dataDirectory === 'string' ? dataDirectory : '',
      parameters: onlyFieldValues(parameters),
      job: onlyFieldValues(job),
      ...(runOn === 'local' || runOn === 'job' ? { runOn } : {}),
    };
  } catch {
    return {};
  }
}

/** Keeps the values of a form that was sent; not the name: two instances should not be called the same. */
export function rememberValues(storage: ValueStorage, pagePath: string, app: string, form: LaunchForm): void {
  const { name, ...sent } = keptOf(form);
  storage.setItem(storageKey(pagePath, app), JSON.stringify(sent));
}

/** Keeps what is typed, until it is sent. */
export function rememberTyped(storage: ValueStorage, pagePath: string, app: string, form: LaunchForm): void {
  storage.setItem(storageKey(pagePath, app), JSON.stringify(keptOf(form)));
}

/** Not the server to connect to: it may have ended by then. */
function keptOf({ name, dataDirectory, parameters, runOn, job }: LaunchForm) {
  return { name, dataDirectory, parameters, runOn, job };
}

export function forgetValues(storage: ValueStorage, pagePath: string, app: string): void {
  storage.removeItem(storageKey(pagePath, app));
}

// "/user/a/trame-manager/", "cone" -> "trame-manager:/user/a/trame-manager/:cone"
function storageKey(pagePath: string, app: string): string {
  return `trame-manager:${pagePath}:${app}`;
}
