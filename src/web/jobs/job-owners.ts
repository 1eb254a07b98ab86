import type { Instance } from '../../domain/instance.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';

/** Names of the instances and ParaView servers that run as jobs, by the jobs' ids. */
export type JobOwners = ReadonlyMap<string, string>;

/** `before` itself where nothing changed, so that nothing is drawn again. */
export function jobOwners(
  before: JobOwners,
  instances: ReadonlyMap<string, Instance>,
  servers: ReadonlyMap<string, ParaViewServer>,
): JobOwners {
  const owners = new Map<string, string>();
  for (const { name, job } of [...instances.values(), ...servers.values()]) if (job) owners.set(job.id, name);
  const isSame = before.size === owners.size && [...owners].every(([id, name]) => before.get(id) === name);
  return isSame ? before : owners;
}
