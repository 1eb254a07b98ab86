import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { root } from './python-environment.ts';

/**
 * Writes the shipped site file for Slurm with what Debian's ParaView and a root user need, and gives its path.
 *
 * @param python of ParaView apps (`paraviewPython`)
 * @param display to render on (`startDisplay`)
 */
export function writeParaViewSite(directory: string, { python, display }: { python: string; display: string }): string {
  const site = load(readFileSync(join(root, 'configurations/slurm.yml'), 'utf8')) as Record<string, object>;
  const commands = [
    `export DISPLAY=${display} PARAVIEW_PYTHON=${python}`,
    'export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1',
  ];
  const file = join(directory, 'site.yml');
  writeFileSync(file, dump({ ...site, environment: { commands } }));
  return file;
}
