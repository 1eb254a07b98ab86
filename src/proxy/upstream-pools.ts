import type { Upstream } from '../services/ports.ts';
import { type Admission, SocketWire } from '../wire/socket-wire.ts';
import { UpstreamPool } from '../wire/upstream-pool.ts';
import type { ProxyLog } from './proxy-log.ts';

/** The connections to all instances that are kept for the next request. */
export interface UpstreamPools {
  of(upstream: Upstream): UpstreamPool;
  close(): void;
}

/** Beyond so many, those without a connection are forgotten: each run of an instance may have an address of its own. */
const maximumPools = 100;

/** @param admits asked of every new TCP connection before anything is sent: an app's port may be another user's by now */
export function createUpstreamPools(admits: Admission, log: ProxyLog): UpstreamPools {
  const admitsOrSays: Admission = async (ends) => {
    const admitted = await admits(ends);
    const { remoteAddress: address, remotePort: port } = ends;
    if (!admitted)
      log.warn({ address, port }, 'This port belongs to nobody or to another user by now: nothing is sent');
    return admitted;
  };
  const pools = new Map<string, UpstreamPool>();
  const forgetEmpty = () => {
    for (const [key, pool] of pools) if (pool.isEmpty) pools.delete(key);
  };
  return {
    of(upstream) {
      const key = upstream.kind === 'unix' ? upstream.path : `${upstream.host}:${upstream.port}`;
      let pool = pools.get(key);
      if (pool === undefined) {
        if (pools.size >= maximumPools) forgetEmpty();
        const address = addressOf(upstream);
        // Only the user can enter the directory of a unix socket.
        const guard = upstream.kind === 'tcp' ? admitsOrSays : undefined;
        pool = new UpstreamPool(() => SocketWire.connect(address, guard));
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
