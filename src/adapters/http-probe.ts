import { connect, isIPv6, type Socket } from 'node:net';
import type { ProbeResult, ProbeTarget } from '../domain/instance-host.ts';
import { endsOf, whoIsAt } from './listening-sockets.ts';

/**
 * Asks once by `GET <path>` and reads no more than the status line. Nothing is sent to a process of another user on
 * this machine; of other machines the kernel does not tell. Answers within `timeoutMs`.
 */
export async function probeHttp(target: ProbeTarget, path: string, timeoutMs: number): Promise<ProbeResult> {
  const socket = target.kind === 'tcp' ? connect(target.port, target.host) : connect(target.path);
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  try {
    if (!(await connected(socket))) return { kind: 'refused' };
    if (target.kind === 'tcp') {
      const owner = await whoIsAt(endsOf(socket), process.getuid?.() ?? 0);
      if (owner !== 'own') return { kind: owner === 'foreign' ? 'foreign' : 'refused' };
    }
    const host =
      target.kind === 'tcp' ? `${isIPv6(target.host) ? `[${target.host}]` : target.host}:${target.port}` : 'localhost';
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nConnection: close\r\n\r\n`);
    const status = await readStatus(socket);
    return status === null ? { kind: 'silent' } : { kind: 'answered', status };
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function connected(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

/** "HTTP/1.0 200 OK" -> 200; null where anything else comes. */
function readStatus(socket: Socket): Promise<number | null> {
  return new Promise((resolve) => {
    let head = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      head += chunk;
      const match = /^HTTP\/1\.[01] (\d{3})/.exec(head);
      if (match) resolve(Number(match[1]));
      else if (head.length > 12) resolve(null);
    });
    socket.once('close', () => resolve(null));
  });
}
