import type { Instance } from '../../domain/instance.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { Job } from '../../domain/scheduler.ts';
import { instancePath, jobPath, serverPath } from '../rest-paths.ts';
import { jobTexts } from '../texts/jobs.ts';
import { logLineTexts } from '../texts/log-lines.ts';

/** A log that can be shown. */
export interface LogSource {
  /** Whose log it is. */
  name: string;
  /** Below "api/v1/": "instances/k3/log". */
  path: string;
  /** Whether `<path>/follow` is a websocket that sends what comes new. */
  isFollowed: boolean;
  /** What to say when what it belongs to was removed. */
  gone: string;
}

export function instanceLog({ id, name }: Instance): LogSource {
  return { name, path: `${instancePath(id)}/log`, isFollowed: true, gone: logLineTexts.gone };
}

export function serverLog({ id, name }: ParaViewServer): LogSource {
  return { name, path: `${serverPath(id)}/log`, isFollowed: true, gone: logLineTexts.serverGone };
}

export function jobLog({ id, name }: Job): LogSource {
  return {
    name: jobTexts.named(name, id),
    path: `${jobPath(id)}/log`,
    isFollowed: false,
    gone: logLineTexts.jobGone,
  };
}
