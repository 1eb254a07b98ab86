import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createAnnouncer } from '../../scripts/announce.mjs';
import { ensureSidePanelDirectory } from '../../scripts/test-python-packages.mjs';
import { pythonEnvironment, root } from './python-environment.ts';

/**
 * The variables by which a JupyterLab finds jupyterlab-trame-manager as pip installed it, side panel and server extension. The
 * latter is turned off by the file that the command of docs/migrating.md writes; the file that pip brought turns it on.
 *
 * @param home from `makeHome`
 */
export async function sidePanelEnvironment(home: string): Promise<Record<string, string>> {
  const { python } = await pythonEnvironment();
  // Standard output is the test's own protocol.
  const announce = createAnnouncer({ total: 1, write: () => {} });
  const directory = await ensureSidePanelDirectory({ root, python, announce });
  const [version = ''] = readdirSync(join(directory, 'lib'));
  const own = join(home, 'panel', 'jupyter_server_config.d');
  mkdirSync(own, { recursive: true });
  const off = { ServerApp: { jpserver_extensions: { jupyterlab_trame_manager: false } } };
  writeFileSync(join(own, 'jupyterlab_trame_manager.json'), JSON.stringify(off));
  return {
    JUPYTER_PATH: join(directory, 'share/jupyter'),
    JUPYTER_CONFIG_PATH: [join(home, 'panel'), join(directory, 'etc/jupyter')].join(delimiter),
    PYTHONPATH: join(directory, 'lib', version, 'site-packages'),
  };
}
