import { readProcFile } from './proc-file.ts';

/** The mount point that a path without links lies below: "/data/run1" -> "/data". */
export type MountOf = (path: string) => string;

/** Asks the kernel what is mounted where, which asks no file system. Where it does not tell, all is one. */
export async function readMountPoints(): Promise<MountOf> {
  return mountPointsIn(await readProcFile('/proc/self/mountinfo').catch(() => ''));
}

/**
 * Reads /proc/self/mountinfo (proc_pid_mountinfo(5)), in which blanks, line ends and backslashes of paths are octal escapes.
 *
 *     "36 35 98:0 / /my\040data rw,noatime - ext4 /dev/sda1 rw" -> "/my data"
 */
export function mountPointsIn(mountinfo: string): MountOf {
  const points = new Set(mountinfo.split('\n').map((line) => unescapePath(line.split(' ')[4] ?? '')));
  return (path) => {
    for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (points.has(at)) return at;
    return '/';
  };
}

function unescapePath(text: string): string {
  const bytes = text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return Buffer.from(bytes, 'latin1').toString();
}
