import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { HostIdentity } from '../domain/instance.ts';

/** This machine (in a container: the container) and its current boot. */
export function readHostIdentity(): HostIdentity {
  return { host: hostname(), bootId: readBootId() };
}

/** Random per boot of the kernel; empty where the kernel does not tell, so that all boots look alike. */
function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
