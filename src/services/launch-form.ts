import { checkParameters } from '../domain/app-parameters.ts';
import { ManagerError } from '../domain/errors.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import type { LaunchRequest } from './ports.ts';

/** What a client sends to launch an instance; every field may be missing. */
export interface LaunchForm {
  name?: string | null;
  data_directory?: string | null;
  parameters?: Record<string, unknown> | null;
  resources?: Record<string, unknown> | null;
}

/**
 * Checks a form against its app and fills in the defaults.
 *
 * @throws ManagerError invalid_parameters that names each field; not_supported for a job, as no scheduler is served yet
 */
export function readLaunchForm(app: TrameApp, form: LaunchForm): LaunchRequest {
  if ((form.resources?.run_on ?? app.runOn) !== 'local') {
    throw new ManagerError(
      'not_supported',
      'This configuration has no scheduler, so instances run on this machine only.',
    );
  }
  const checked = checkParameters(app.parameters, form.parameters ?? {});
  if (!checked.ok) {
    const detail = checked.errors.map(({ message }) => message).join(' ');
    throw new ManagerError('invalid_parameters', detail, { errors: checked.errors });
  }
  return { app, name: form.name ?? null, dataDirectory: form.data_directory ?? null, parameters: checked.values };
}
