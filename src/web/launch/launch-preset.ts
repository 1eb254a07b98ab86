import type { FormValues } from '../../domain/paraview-server.ts';
import type { AppView } from '../api-types.ts';
import type { FieldValue } from './check-parameter.ts';
import { initialForm, type LaunchForm, type RunOn } from './launch-form.ts';

/** Where the presets of an app are kept. */
export function presetTarget({ id }: AppView): string {
  return `app:${id}`;
}

/** False for an app that asks for nothing: there is nothing to keep under a name. */
export function hasPresets({ parameters, data_directory }: AppView, runsJobs: boolean): boolean {
  return parameters.length > 0 || data_directory !== 'none' || runsJobs;
}

/** What of a form is kept as a preset, as typed: all but the name, and the server that it is connected to. */
export function presetOf(form: LaunchForm): FormValues {
  const named = (prefix: string, values: Record<string, FieldValue>) =>
    Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value] as const);
  return Object.fromEntries([
    ['data_directory', form.dataDirectory],
    ['run_on', form.runOn],
    ...named('parameters', form.parameters),
    ...named('resources', form.job),
  ]);
}

/** The form with the values of a preset; what the app does not ask for any more, or takes no more, is left out. */
export function withPreset(app: AppView, form: LaunchForm, values: FormValues): LaunchForm {
  const below = (prefix: string): Record<string, FieldValue> =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => name.startsWith(`${prefix}.`))
        .map(([name, value]) => [name.slice(prefix.length + 1), typeof value === 'number' ? String(value) : value]),
    );
  const { name, connectTo, server } = form;
  const { data_directory: dataDirectory = '', run_on } = values;
  const runOn: RunOn = run_on === 'local' || run_on === 'job' ? run_on : form.runOn;
  const kept = initialForm(app, {
    dataDirectory: String(dataDirectory),
    parameters: below('parameters'),
    runOn,
    job: below('resources'),
  });
  return { ...kept, name, connectTo, server };
}
