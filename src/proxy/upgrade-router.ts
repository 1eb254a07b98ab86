import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { splitBase } from '../domain/base-path.ts';
import { isForeignSocket } from '../domain/request-origin.ts';
import { refuseUpgrade } from './answers.ts';
import { doorClosed } from './door-keeper.ts';

export interface UpgradeRouterOptions {
  basePath: string;
  trustForwarded: boolean;
  proxy: {
    handles(url: string): boolean;
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  };
  /** Where @fastify/websocket listens for "upgrade". */
  ownUpgrades: EventEmitter;
  /** The daemon's own door. */
  letsIn: (request: IncomingMessage) => boolean;
}

/**
 * Sends each upgrade where it belongs: to an instance, to our own websockets, or away with a status. An upgrade that
 * nobody answers would hang.
 */
export function createUpgradeRouter(options: UpgradeRouterOptions) {
  const { basePath, trustForwarded, proxy, ownUpgrades, letsIn } = options;
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const url = request.url ?? '/';
    const { target } = splitBase(url, basePath);
    const ours = ownSockets.test(target) && request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!letsIn(request)) refuseUpgrade(socket, 'unauthorized', doorClosed);
    else if (proxy.handles(url)) proxy.upgrade(request, socket, head);
    else if (isForeignSocket(request.headers, trustForwarded))
      refuseUpgrade(socket, 'foreign_origin', 'This websocket was opened by a page of another site.');
    else if (ours) ownUpgrades.emit('upgrade', request, socket, head);
    else refuseUpgrade(socket, 'not_found', 'There is no websocket under this address.');
  };
}

const ownSockets = /^\/api\/v1\/(events|instances\/[^/?]+\/log\/follow)(\?|$)/;
