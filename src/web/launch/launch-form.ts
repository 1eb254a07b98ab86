import type { FieldError } from '../../domain/errors.ts';
import type { AppView, LaunchBody, ParameterValue } from '../api-types.ts';
import { checkDataDirectory, checkParameter, type FieldValue, parameterToSend } from './check-parameter.ts';

/** The launch form as filled in. */
export interface LaunchForm {
  name: string;
  dataDirectory: string;
  parameters: Record<string, FieldValue>;
}

/** What was launched last with an app, as far as a new form starts from it. */
export interface RememberedValues {
  dataDirectory?: string;
  parameters?: Record<string, FieldValue>;
}

/** The form at first: the last values where they still fit the app, its defaults otherwise. */
export function initialForm(app: AppView, remembered: RememberedValues): LaunchForm {
  const parameters: Record<string, FieldValue> = {};
  for (const parameter of app.parameters) {
    const last = remembered.parameters?.[parameter.name];
    const fits = last !== undefined && (typeof last === 'boolean') === (parameter.type === 'boolean');
    const usable = fits && checkParameter(parameter, last) === null;
    parameters[parameter.name] = usable ? last : defaultValue(parameter.type === 'boolean', parameter.default);
  }
  return { name: '', dataDirectory: remembered.dataDirectory ?? '', parameters };
}

/** What is wrong with the form: JSON pointers into the request, as the daemon names them; empty when all is well. */
export function checkForm(app: AppView, form: LaunchForm): FieldError[] {
  const errors: FieldError[] = [];
  const directory = app.data_directory === 'none' ? null : checkDataDirectory(app.data_directory, form.dataDirectory);
  if (directory !== null) errors.push({ path: '/data_directory', message: directory });
  for (const parameter of app.parameters) {
    const message = checkParameter(parameter, form.parameters[parameter.name] ?? '');
    if (message !== null) errors.push({ path: parameterPath(parameter.name), message });
  }
  return errors;
}

/** The request body of a form that passed the check; `home` stands in for a leading "~" of file and directory parameters. */
export function launchBody(app: AppView, form: LaunchForm, home: string | null): LaunchBody {
  const parameters: Record<string, ParameterValue> = {};
  for (const parameter of app.parameters) {
    const value = parameterToSend(parameter, form.parameters[parameter.name] ?? '');
    if (value === null) continue;
    const isPath = parameter.type === 'file' || parameter.type === 'directory';
    parameters[parameter.name] = isPath && typeof value === 'string' ? expandHome(value, home) : value;
  }
  const body: LaunchBody = { parameters };
  if (form.name.trim() !== '') body.name = form.name.trim();
  if (app.data_directory !== 'none' && form.dataDirectory.trim() !== '') {
    // As typed: the daemon expands it, and a directory's name may begin or end with a space.
    body.data_directory = form.dataDirectory;
  }
  return body;
}

/** The name that the daemon gives where none is typed: "Cone 1", or the next number that is not taken. */
export function defaultName(app: string, taken: ReadonlySet<string>): string {
  let count = 1;
  while (taken.has(`${app} ${count}`)) count += 1;
  return `${app} ${count}`;
}

/** True where Launch works without typing anything. */
export function isComplete(app: AppView, form: LaunchForm): boolean {
  return checkForm(app, form).length === 0;
}

// "iso" -> "/parameters/iso"; "a/b" -> "/parameters/a~1b" (RFC 6901)
export function parameterPath(name: string): string {
  return `/parameters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function defaultValue(isBoolean: boolean, value: ParameterValue | null): FieldValue {
  if (isBoolean) return value === true;
  return value === null ? '' : String(value);
}

// "~/data", "/home/alice" -> "/home/alice/data"
function expandHome(path: string, home: string | null): string {
  return home !== null && /^~(\/|$)/.test(path) ? home.replace(/\/$/, '') + path.slice(1) : path;
}
