import { readProcFile } from './proc-file.ts';

/** The kernel's tables of TCP sockets, IPv4 and IPv6, as text (proc_net_tcp of its documentation); null where it tells none. */
export async function readTcpTableFiles(): Promise<string | null> {
  const [inet, inet6] = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readProcFile(path).catch(() => null)),
  );
  return inet == null ? null : `${inet}\n${inet6 ?? ''}`;
}
