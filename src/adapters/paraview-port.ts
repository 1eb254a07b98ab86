import { whoListensOf } from './listening-sockets.ts';
import { readTcpRows } from './tcp-table-files.ts';

/** `listening` for a client, `busy` with one (it then listens no more), or `none` of this user. */
export type PortUse = 'listening' | 'busy' | 'none';

/**
 * What a ParaView server of this user does on a port of this machine, as the kernel's tables tell it: connecting to it in
 * order to see would leave errors in its log, and keep a real client out meanwhile.
 */
export async function portUse(port: number, uid: number): Promise<PortUse> {
  const rows = await readTcpRows();
  if (rows === null) return 'none';
  const listener = whoListensOf(rows, port, uid);
  if (listener === 'own') return 'listening';
  return listener === 'none' && servesClient(rows, port, uid) ? 'busy' : 'none';
}

/** "  399: 0100007F:5A48 0100007F:D9D8 01 00000000:00000000 00:00000000 00000000  1000 …": state 01 is ESTABLISHED. */
function servesClient(rows: string[], port: number, uid: number): boolean {
  const local = port.toString(16).toUpperCase().padStart(4, '0');
  const row = new RegExp(`^\\s*\\d+: [0-9A-F]+:${local} \\S+ 01 \\S+ \\S+ \\S+\\s+(\\d+)`);
  return rows.some((text) => Number(row.exec(text)?.[1] ?? Number.NaN) === uid);
}
