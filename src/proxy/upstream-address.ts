import { connect, type Socket } from 'node:net';
import type { Upstream } from '../services/ports.ts';

/** The address as node:http takes it. */
export function requestAddress(upstream: Upstream): { host: string; port: number } | { socketPath: string } {
  return upstream.kind === 'unix'
    ? { socketPath: upstream.path }
    : { host: upstream.host.replace(/^\[(.*)\]$/, '$1'), port: upstream.port };
}

/** A connection whose halves close one at a time, as tunnels need it. */
export function connectTo(upstream: Upstream): Socket {
  const address = requestAddress(upstream);
  return 'socketPath' in address
    ? connect({ path: address.socketPath, allowHalfOpen: true })
    : connect({ ...address, allowHalfOpen: true, noDelay: true });
}
