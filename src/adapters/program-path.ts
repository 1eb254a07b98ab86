import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** True where a program of this name, or at this absolute path, can be run: `isOnPath("pvserver", process.env)`. */
export function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  if (program.includes('/')) return isProgram(program);
  return (env.PATH ?? '').split(delimiter).some((directory) => directory !== '' && isProgram(join(directory, program)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
