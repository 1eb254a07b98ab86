import { join } from 'node:path';
import { launchTarget, writeTargetApp } from '../daemon-instance.ts';
import type { StartPeer } from '../peer.ts';
import { processTree } from '../process-figures.ts';
import { startProgram } from '../program.ts';

/** The daemon over TCP, with the target as an instance that it launched. */
export const startTrameManager: StartPeer = async ({ home, main }) => {
  const data = join(home, 'jupyter');
  writeTargetApp(data);
  const program = startProgram(process.execPath, [main, 'serve'], {
    home,
    env: { PATH: process.env.PATH, HOME: home, JUPYTER_PATH: data, TRAME_MANAGER_LOG_LEVEL: 'warn' },
  });
  const { base, token } = await program.until('its URL', async () => {
    const [, base, token] = /at (http:\S+?\/)\?token=(\S+)/.exec(program.log()) ?? [];
    return base && token ? { base, token } : null;
  });
  const headers = { authorization: `Bearer ${token}` };
  const instance = await launchTarget(base, headers);
  return {
    name: 'trame-manager',
    port: Number(new URL(base).port),
    prefix: instance.path,
    headers: `Authorization: ${headers.authorization}\r\nCookie: ${instance.cookie}\r\n`,
    processes: () => processTree(program.pid),
    async stop() {
      await instance.remove();
      await program.stop();
    },
  };
};
