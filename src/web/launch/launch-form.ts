import type { FieldError } from '../../domain/errors.ts';
import type { ShownField } from '../../domain/form.ts';
import type { FormValues } from '../../domain/paraview-server.ts';
import type { AppView, LaunchBody, ParameterValue } from '../api-types.ts';
import type { FormDraft } from '../forms/bounded-fields.ts';
import { checkDraft, draftOf, valuesToSend } from '../forms/check-field.ts';
import { checkDataDirectory, checkParameter, type FieldValue, parameterToSend } from './check-parameter.ts';

/** The launch form as filled in. */
export interface LaunchForm {
  name: string;
  dataDirectory: string;
  parameters: Record<string, FieldValue>;
  runOn: RunOn;
  /** The job form, for `runOn: job`. */
  job: FormDraft;
  /** Id of a ParaView server, `newServer` or empty for none. */
  connectTo: string;
  /** The form of the server that is started with it, for `newServer`. */
  server: FormDraft;
}

export type RunOn = AppView['run_on'];

/** Stands for a server that is started with the app; ids have no space. */
export const newServer = ' new';

/** What can be chosen here beside what the app itself asks for. */
export interface LaunchOffers {
  /** Fields of apps that run as jobs; null where none can. */
  jobFields: readonly ShownField[] | null;
  /** Fields of a server that is started with the app. */
  serverFields: readonly ShownField[];
}

export const noOffers: LaunchOffers = { jobFields: null, serverFields: [] };

/** What was launched last with an app, or typed and not sent, as far as a new form starts from it. */
export interface RememberedValues {
  /** Of what was not sent: two instances should not be called the same. */
  name?: string;
  dataDirectory?: string;
  parameters?: Record<string, FieldValue>;
  runOn?: RunOn;
  job?: FormDraft;
}

/** The form at first: the last values where they still fit the app, its defaults otherwise. */
export function initialForm(app: AppView, remembered: RememberedValues): LaunchForm {
  const { name = '', dataDirectory = '', runOn = app.run_on, job = {} } = remembered;
  const parameters: Record<string, FieldValue> = {};
  for (const parameter of app.parameters) {
    const last = remembered.parameters?.[parameter.name];
    const fits = last !== undefined && (typeof last === 'boolean') === (parameter.type === 'boolean');
    const usable = fits && checkParameter(parameter, last) === null;
    parameters[parameter.name] = usable ? last : defaultValue(parameter.type === 'boolean', parameter.default);
  }
  return { name, dataDirectory, parameters, runOn, job, connectTo: '', server: {} };
}

/** The job form at first: the app's own values below those that were sent last. */
export function jobDraft(app: AppView, fields: readonly ShownField[], remembered: FormDraft): FormDraft {
  return { ...draftOf(fields, app.job_defaults ?? {}), ...draftOf(fields, { ...remembered }) };
}

/** What is wrong with the form: JSON pointers into the request, as the daemon names them; empty when all is well. */
export function checkForm(app: AppView, form: LaunchForm, offers: LaunchOffers = noOffers): FieldError[] {
  const errors: FieldError[] = [];
  const directory = app.data_directory === 'none' ? null : checkDataDirectory(app.data_directory, form.dataDirectory);
  if (directory !== null) errors.push({ path: '/data_directory', message: directory });
  for (const parameter of app.parameters) {
    const message = checkParameter(parameter, form.parameters[parameter.name] ?? '');
    if (message !== null) errors.push({ path: parameterPath(parameter.name), message });
  }
  if (asJob(form, offers)) errors.push(...checkDraft(offers.jobFields ?? [], form.job, '/resources'));
  if (form.connectTo === newServer) errors.push(...checkDraft(offers.serverFields, form.server, '/server'));
  return errors;
}

/** The request body of a form that passed the check; `home` stands in for a leading "~" of file and directory parameters. */
export function launchBody(
  app: AppView,
  form: LaunchForm,
  home: string | null,
  offers: LaunchOffers = noOffers,
): LaunchBody {
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
  if (offers.jobFields !== null) body.resources = resources(form, offers.jobFields);
  if (app.paraview && form.connectTo !== '' && form.connectTo !== newServer) body.connect_to = form.connectTo;
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

/** The pointers of all fields that the form shows. */
export function shownPaths(app: AppView, form: LaunchForm, offers: LaunchOffers): string[] {
  const jobNames = asJob(form, offers) ? (offers.jobFields ?? []) : [];
  const serverNames = form.connectTo === newServer ? offers.serverFields : [];
  return [
    '/name',
    '/data_directory',
    ...app.parameters.map(({ name }) => parameterPath(name)),
    ...jobNames.map(({ name }) => `/resources/${name}`),
    ...serverNames.map(({ name }) => `/server/${name}`),
  ];
}

// "iso" -> "/parameters/iso"; "a/b" -> "/parameters/a~1b" (RFC 6901)
export function parameterPath(name: string): string {
  return `/parameters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function asJob({ runOn }: LaunchForm, { jobFields }: LaunchOffers): boolean {
  return jobFields !== null && runOn === 'job';
}

function resources({ runOn, job }: LaunchForm, fields: readonly ShownField[]): FormValues {
  return runOn === 'job' ? { run_on: 'job', ...valuesToSend(fields, job) } : { run_on: 'local' };
}

function defaultValue(isBoolean: boolean, value: ParameterValue | null): FieldValue {
  if (isBoolean) return value === true;
  return value === null ? '' : String(value);
}

// "~/data", "/home/alice" -> "/home/alice/data"
function expandHome(path: string, home: string | null): string {
  return home !== null && /^~(\/|$)/.test(path) ? home.replace(/\/$/, '') + path.slice(1) : path;
}
