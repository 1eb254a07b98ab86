import type { AppView } from '../api-types.ts';
import type { LaunchForm } from './launch-form.ts';

/** What a launch will run: the command as bash gets it, where, and what it finds in its environment. */
export interface WhatRuns {
  /** The app file, where all of it is written. */
  file: string;
  command: string;
  /** As written in the app file; null: where Jupyter was started. */
  workingDirectory: string | null;
  /** Names and values, the app's own first, then those of the form. */
  environment: [string, string][];
}

/** `form` as it is filled in now; what is not filled in reaches the command as the app's default. */
export function whatRuns(app: AppView, form: LaunchForm): WhatRuns {
  const own = Object.entries(app.environment);
  const parameters = app.parameters.map(({ name, default: usual }): [string, string] => {
    const value = form.parameters[name] ?? '';
    return [`PARAM_${name.toUpperCase()}`, String(value === '' ? (usual ?? '') : value)];
  });
  const data: [string, string][] = form.dataDirectory === '' ? [] : [['DATA_DIRECTORY', form.dataDirectory]];
  return {
    file: app.file,
    command: app.command.trim(),
    workingDirectory: app.working_directory,
    environment: [...own, ...data, ...parameters],
  };
}
