import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/** One request that came by, with the status of its answer once there is one. */
export interface RelayedRequest {
  /** Request line and headers, in latin1. */
  head: string;
  method: string;
  /** The request target. */
  target: string;
  status: number | null;
}

/** Passes connections on to a port of this machine, byte by byte, and keeps what was asked: the browser's own words. */
export interface RecordingRelay {
  port: number;
  requests: RelayedRequest[];
  /** Lets the websockets that are open pass nothing on any more, of which nobody is told; new ones work. */
  muteWebSockets(): void;
}

/** Starts a relay on 127.0.0.1 that ends with the test. */
export async function startRecordingRelay(t: Test, to: number): Promise<RecordingRelay> {
  const requests: RelayedRequest[] = [];
  const sockets = new Set<Socket>();
  const mutes: (() => void)[] = [];
  const server = createServer((client) => {
    const daemon = connect(to, '127.0.0.1');
    const own: RelayedRequest[] = [];
    for (const socket of [client, daemon]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => [client, daemon].forEach((each) => void each.destroy()));
    }
    mutes.push(() => own.some(({ status }) => status === 101) && mute(client, daemon));
    client.on('data', (bytes) => own.push(...keep(requests, bytes.toString('latin1')))).pipe(daemon);
    daemon.on('data', (bytes) => noteStatuses(own, bytes.toString('latin1'))).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const muteWebSockets = () => {
    for (const each of mutes) each();
  };
  return { port: (server.address() as AddressInfo).port, requests, muteWebSockets };
}

function mute(a: Socket, b: Socket): void {
  a.unpipe(b).resume();
  b.unpipe(a).resume();
}

/** A browser sends a head in one piece, and the next one on a connection after the answer. */
function keep(requests: RelayedRequest[], text: string): RelayedRequest[] {
  const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(text) ?? [];
  if (method === undefined || target === undefined) return [];
  const request = { head: text.split('\r\n\r\n', 1)[0] ?? '', method, target, status: null };
  requests.push(request);
  return [request];
}

function noteStatuses(requests: RelayedRequest[], text: string): void {
  for (const [, status] of text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) {
    const asked = requests.find((request) => request.status === null);
    if (asked !== undefined) asked.status = Number(status);
  }
}
