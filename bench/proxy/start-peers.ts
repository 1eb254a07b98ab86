import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer, PeerName, StartPeer } from './peer.ts';
import { startConfigurableHttpProxy } from './peers/configurable-http-proxy.ts';
import { startDirect, startTarget } from './peers/direct.ts';
import { startHaproxy } from './peers/haproxy.ts';
import { startHttpProxy } from './peers/http-proxy.ts';
import { startJupyterServerProxy } from './peers/jupyter-server-proxy.ts';
import { startNginx } from './peers/nginx.ts';
import { startTrameManager } from './peers/trame-manager.ts';
import { startWholeWay } from './peers/whole-way.ts';

/** The peers that run, and why the others do not. */
export interface Field {
  peers: Peer[];
  missing: { name: PeerName; reason: string }[];
  stop(): Promise<void>;
}

/** Starts fresh processes of the named peers, and one target for those that do not launch their own. */
export async function startPeers(names: readonly PeerName[], home: string, main: string): Promise<Field> {
  const target = await startTarget(join(home, 'target'));
  const peers: Peer[] = [];
  const missing: Field['missing'] = [];
  for (const name of names) {
    try {
      const own = join(home, name);
      mkdirSync(own, { recursive: true });
      peers.push(await starters[name]({ home: own, targetPort: target.port, main }));
    } catch (error) {
      missing.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return {
    peers,
    missing,
    async stop() {
      await Promise.all(peers.map((peer) => peer.stop()));
      await target.program.stop();
    },
  };
}

const starters: Record<PeerName, StartPeer> = {
  direct: startDirect,
  'trame-manager': startTrameManager,
  nginx: startNginx,
  haproxy: startHaproxy,
  'http-proxy': startHttpProxy,
  'configurable-http-proxy': startConfigurableHttpProxy,
  'jupyter-server-proxy': startJupyterServerProxy,
  'whole-way': startWholeWay,
};
