import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { HostIdentity } from '../domain/instance.ts';

/** This machine (in a container: the container) and its current boot. */
export function readHostIdentity(): HostIdentity {
  return { host: hostname(), bootId: `${readBootId()}${readProcessNamespace()}`, bootedAtMs: readBootTime() };
}

/** Random per boot of the kernel; empty where the kernel does not tell, so that all boots look alike. */
function readBootId(): string {
  return readText('/proc/sys/kernel/random/boot_id').trim();
}

/**
 * "/pid:[4026532567]" in a container with processes of its own: outside, and in the next one, its pids mean nothing, though the
 * boot is the same. Empty in the machine's own.
 */
function readProcessNamespace(): string {
  try {
    const namespace = readlinkSync('/proc/self/ns/pid');
    return namespace === initialNamespace ? '' : `/${namespace}`;
  } catch {
    return '';
  }
}
/** PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h. */
const initialNamespace = 'pid:[4026531836]';

/** "btime 1763719200": seconds since 1970. */
function readBootTime(): number | null {
  const seconds = /^btime (\d+)$/m.exec(readText('/proc/stat'))?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
