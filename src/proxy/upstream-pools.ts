import type { Upstream } from '../services/ports.ts';
import { SocketWire } from '../wire/socket-wire.ts';
import { UpstreamPool } from '../wire/upstream-pool.ts';

/** The connections to all instances that are kept for the next request. */
export interface UpstreamPools {
  of(upstream: Upstream): UpstreamPool;
  close(): void;
}

export function createUpstreamPools(): UpstreamPools {
  const pools = new Map<string, UpstreamPool>();
  return {
    of(upstream) {
      const key = upstream.kind === 'unix' ? upstream.path : `${upstream.host}:${upstream.port}`;
      let pool = pools.get(key);
      if (pool === undefined) {
        const address = addressOf(upstream);
        pool = new UpstreamPool(() => SocketWire.connect(address));
        pools.set(key, pool);
      }
      return pool;
    },
    close() {
      for (const pool of pools.values()) pool.close();
    },
  };
}

function addressOf(upstream: Upstream): { host: string; port: number } | { path: string } {
  return upstream.kind === 'unix'
    ? { path: upstream.path }
    : { host: upstream.host.replace(/^\[(.*)\]$/, '$1'), port: upstream.port };
}
