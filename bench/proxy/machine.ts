import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { python } from './jupyter-server.ts';
import type { Machine } from './results.ts';

/** Where a run took place, and what was measured there. */
export function machineOf(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: os.availableParallelism(),
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    memory_bytes: os.totalmem(),
    kernel: `${os.type()} ${os.release()}`,
    versions: {
      Node: process.versions.node,
      'trame-manager': npmVersion('../../package.json'),
      nginx: said('nginx', ['-v']),
      HAProxy: said('haproxy', ['-v']),
      '@fastify/http-proxy': npmVersion('../../node_modules/@fastify/http-proxy/package.json'),
      'configurable-http-proxy': npmVersion('../../node_modules/configurable-http-proxy/package.json'),
      'jupyter-server-proxy': said(python, ['-c', 'import jupyter_server_proxy as p; print(p.__version__)']),
    },
  };
}

function npmVersion(file: string): string {
  try {
    return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')).version;
  } catch {
    return 'missing';
  }
}

/** The first thing like a version that a program prints. */
function said(command: string, args: string[]): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return /\d+\.\d+(\.\d+)?/.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[0] ?? 'missing';
}
