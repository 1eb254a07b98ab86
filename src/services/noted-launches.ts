import { dirname, isAbsolute, resolve } from 'node:path';
import type { Instance } from '../domain/instance.ts';
import type { FavouriteBook } from './favourites.ts';
import type { Instances, LaunchRequest } from './ports.ts';

/** The instances; what is launched is noted among what is recent, without keeping the launch waiting. */
export function noteLaunches(instances: Instances, favourites: Pick<FavouriteBook, 'noteLaunch'>): Instances {
  const launch = instances.launch.bind(instances);
  return Object.assign(instances, {
    async launch(request: LaunchRequest) {
      const instance = await launch(request);
      void favourites.noteLaunch(request.app.id, chosenDirectories(request, instance));
      return instance;
    },
  });
}

/** The directories that somebody chose for a launch, absolute: those of files that were chosen, too. */
export function chosenDirectories(request: LaunchRequest, instance: Pick<Instance, 'data_directory'>): string[] {
  const { app, parameters, dataDirectory } = request;
  const given = dataDirectory === null || dataDirectory.trim() === '' ? null : instance.data_directory;
  const ofParameters = app.parameters.map(({ name, type, default: standard }) => {
    const value = parameters[name];
    const isPath = type === 'directory' || type === 'file';
    // What stands in the app file nobody has chosen.
    if (!isPath || typeof value !== 'string' || value === standard || !isAbsolute(value)) return null;
    return type === 'file' ? dirname(resolve(value)) : resolve(value);
  });
  return [given, ...ofParameters].filter((path) => path !== null);
}
