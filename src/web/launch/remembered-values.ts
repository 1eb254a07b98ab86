import type { LaunchForm, RememberedValues } from './launch-form.ts';

/** The part of localStorage that is used. It may be missing, full or forbidden: then nothing is remembered. */
export type ValueStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** The values of the last launch of an app in this browser; empty when there were none or they cannot be read. */
export function recallValues(storage: ValueStorage, pagePath: string, app: string): RememberedValues {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey(pagePath, app)) ?? '{}');
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

/** Keeps the values of a launch that worked. The name is not kept: two instances should not be called the same. */
export function rememberValues(storage: ValueStorage, pagePath: string, app: string, form: LaunchForm): void {
  try {
    const { dataDirectory, parameters, runOn, job } = form;
    storage.setItem(storageKey(pagePath, app), JSON.stringify({ dataDirectory, parameters, runOn, job }));
  } catch {
    // Private windows and full storage refuse: the defaults are shown next time.
  }
}

// "/user/a/trame-manager/", "cone" -> "trame-manager:/user/a/trame-manager/:cone"
function storageKey(pagePath: string, app: string): string {
  return `trame-manager:${pagePath}:${app}`;
}

function onlyFieldValues(values: unknown): Record<string, string | boolean> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'string' || typeof value === 'boolean'),
  );
}
