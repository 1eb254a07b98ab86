import { existsSync, readFileSync } from 'node:fs';
import type { HostLifetime } from '../domain/instance-host.ts';

/** What the finding rests on; tests give their own. */
export interface LifetimeClues {
  env: NodeJS.ProcessEnv;
  exists: (path: string) => boolean;
  /** Content of /proc/self/cgroup; empty where there is none. */
  cgroup: string;
}

/**
 * Instances leave Jupyter's session and process group, but a batch job, a container or a systemd service is ended whole:
 * by its cgroup, or by the end of its process namespace.
 */
export function findHostLifetime(clues: LifetimeClues = realClues()): HostLifetime {
  const { env } = clues;
  if (env.SLURM_JOB_ID) {
    return {
      endsWith: `the Slurm job ${env.SLURM_JOB_ID} that Jupyter runs in`,
      endsAt: epochTime(env.SLURM_JOB_END_TIME),
    };
  }
  if (env.PBS_JOBID) return { endsWith: `the PBS job ${env.PBS_JOBID} that Jupyter runs in`, endsAt: null };
  if (isContainer(clues)) return { endsWith: 'the container that Jupyter runs in', endsAt: null };
  const service = serviceOf(clues.cgroup);
  return { endsWith: service && `the system service ${service} that Jupyter runs in`, endsAt: null };
}

function realClues(): LifetimeClues {
  return { env: process.env, exists: existsSync, cgroup: readCgroup() };
}

function readCgroup(): string {
  try {
    return readFileSync('/proc/self/cgroup', 'utf8');
  } catch {
    return '';
  }
}

/** "1763719200" (seconds since 1970) -> "2025-11-21T10:00:00.000Z" */
function epochTime(seconds: string | undefined): string | null {
  return seconds && /^[1-9]\d{8,10}$/.test(seconds) ? new Date(Number(seconds) * 1000).toISOString() : null;
}

function isContainer({ env, exists, cgroup }: LifetimeClues): boolean {
  if (exists('/.dockerenv') || exists('/run/.containerenv') || env.KUBERNETES_SERVICE_HOST) return true;
  return /\/(?:docker|kubepods|libpod|crio|containerd|lxc)[-./]/.test(cgroup);
}

/**
 * "0::/system.slice/jupyter-ada.service" -> "jupyter-ada.service". Login sessions and the terminals of a desktop are
 * scopes, which are left alone when they end; user@1000.service is the user's own service manager, not a service.
 */
function serviceOf(cgroup: string): string | null {
  const line = cgroup.split('\n').find((entry) => entry.startsWith('0::') || entry.includes('name=systemd:'));
  const path = line?.split(':').slice(2).join(':') ?? '';
  const units = path.split('/').filter((unit) => unit.endsWith('.service') && !unit.startsWith('user@'));
  return path.endsWith('.scope') ? null : (units.at(-1) ?? null);
}
