import { open, stat } from 'node:fs/promises';
import { type HandshakeFault, type HandshakeWitness, handshakeFault } from '../domain/paraview-log.ts';
import { readProcFile } from './proc-file.ts';

/** Looks into /proc and into log files. */
export const handshakeWitness: HandshakeWitness = { versionOf, mark, faultSince };

async function versionOf(pids: number[]): Promise<string | null> {
  for (const pid of pids) {
    const maps = await readProcFile(`/proc/${pid}/maps`).catch(() => '');
    const found = loadedLibrary.exec(maps);
    if (found?.[1]) return found[1];
  }
  return null;
}

/** "…/libvtkRemotingServerManager-pv5.11.so.1": ParaView's libraries bear its release. */
const loadedLibrary = /\/libvtkRemoting\w+-pv(\d+\.\d+)\.so/;
const longestLookBytes = 64 * 1024;

async function mark(logFile: string): Promise<number> {
  return (await stat(logFile).catch(() => null))?.size ?? 0;
}

async function faultSince(logFile: string, from: number): Promise<HandshakeFault | null> {
  const handle = await open(logFile, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    // Where it is shorter than before it was cut: then all that is left may be new.
    const start = Math.max(size < from ? 0 : from, size - longestLookBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return handshakeFault(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await handle.close();
  }
}
