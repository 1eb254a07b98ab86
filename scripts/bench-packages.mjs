import { spawnSync } from 'node:child_process';

/** The proxies of Debian that ours is compared with. */
export const proxyPackages = [
  { name: 'nginx', isThere: () => spawnSync('nginx', ['-v']).status === 0 },
  { name: 'haproxy', isThere: () => spawnSync('haproxy', ['-v']).status === 0 },
];
