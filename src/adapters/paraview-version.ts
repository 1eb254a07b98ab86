import { execFile } from 'node:child_process';
import { findParaViewVersion } from '../domain/paraview-version.ts';

/**
 * The version of the ParaView that servers on this machine run, as `pvserver --version` tells it after the site's own
 * commands: "5.11.0". Null where there is none, or it does not answer within `timeoutMs` (default 20 s).
 */
export function readParaViewVersion(options: {
  environmentCommands: string[];
  env: NodeJS.ProcessEnv;
  timeoutMs?: number;
}): Promise<string | null> {
  const script = [...options.environmentCommands, 'exec pvserver --version'].join('\n');
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const limits = { timeout: options.timeoutMs ?? 20_000, maxBuffer: 1024 * 1024, killSignal: 'SIGKILL' as const };
  execFile('bash', ['-c', script], { ...limits, env: options.env }, (_error, stdout, stderr) =>
    resolve(findParaViewVersion(`${stdout}\n${stderr}`)),
  );
  return promise;
}
