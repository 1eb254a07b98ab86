import { checkParameters } from '../domain/app-parameters.ts';
import { type FieldError, ManagerError } from '../domain/errors.ts';
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
 * @throws ManagerError invalid_parameters that names each field
 */
export function readLaunchForm(app: TrameApp, form: LaunchForm): LaunchRequest {
  const { run_on: runOn = app.runOn, ...jobValues } = form.resources ?? {};
  const runOnError = checkRunOn(runOn, jobValues);
  if (runOnError !== null) throw new ManagerError('invalid_parameters', runOnError.message, { errors: [runOnError] });
  const checked = checkParameters(app.parameters, form.parameters ?? {});
  if (!checked.ok) {
    const detail = checked.errors.map(({ message }) => message).join(' ');
    throw new ManagerError('invalid_parameters', detail, { errors: checked.errors });
  }
  return {
    app,
    name: form.name ?? null,
    dataDirectory: form.data_directory ?? null,
    parameters: checked.values,
    job: runOn === 'job' ? jobValues : null,
  };
}

/** Values of a job that is none are most likely a mistake in `run_on`. */
function checkRunOn(runOn: unknown, jobValues: Record<string, unknown>): FieldError | null {
  if (runOn !== 'local' && runOn !== 'job') {
    return { path: '/resources/run_on', message: 'It has to be "local" or "job".' };
  }
  const [first] = Object.keys(jobValues);
  if (runOn === 'job' || first === undefined) return null;
  return { path: `/resources/${first}`, message: `"${first}" is only for jobs: give "run_on": "job", too.` };
}
