import type http from 'node:http';
import type { Socket } from 'node:net';
import type { Test } from 'tap';
import type { ProxiedInstance, Upstream } from '../../src/services/ports.ts';
import { RawClient } from './proxy-client.ts';
import { anInstance, type ProxyFixture, startProxy, startRawServer, startServer, until } from './proxy-fixture.ts';

type ProxyOptions = Parameters<typeof startProxy>[1];

/** The proxy in front of one instance, number 7. */
export interface ProxiedFixture extends ProxyFixture {
  instance: ProxiedInstance;
  /** Lets a client in. */
  cookie: string;
  /** The head of a request that is let in: `head('GET /proxy/7/', 'A: 1')`, without Host where one is given. */
  head(line: string, ...headers: string[]): string;
}

/** The proxy in front of whatever listens at `upstream`. */
export async function proxyTo(t: Test, upstream: Upstream, options?: ProxyOptions): Promise<ProxiedFixture> {
  const fixture = await startProxy(t, options);
  const instance = await fixture.add(anInstance(7, upstream));
  const cookie = await fixture.letIn('id7');
  return {
    ...fixture,
    instance,
    cookie,
    head: (line, ...headers) => requestHead(line, [`Cookie: ${cookie}`, ...headers]),
  };
}

/** The proxy in front of an http server of Node. */
export async function proxyToServer(
  t: Test,
  listener: http.RequestListener,
  prepare?: (server: http.Server) => void,
  options?: ProxyOptions,
): Promise<ProxiedFixture & { server: http.Server }> {
  const { upstream, server } = await startServer(t, listener, prepare);
  return { ...(await proxyTo(t, upstream, options)), server };
}

/** One connection that an instance got, byte by byte (a character each). */
export interface InstanceConnection {
  socket: Socket;
  received: string;
  ended: boolean;
  closed: boolean;
}

/** The proxy in front of a server of which a test reads and writes each byte itself. */
export async function proxyToRaw(
  t: Test,
  onData: (connection: InstanceConnection, text: string) => void = () => undefined,
  options?: ProxyOptions,
): Promise<ProxiedFixture & { connections: InstanceConnection[]; received: () => string }> {
  const connections: InstanceConnection[] = [];
  const upstream = await startRawServer(t, (socket) => {
    const connection = { socket, received: '', ended: false, closed: false };
    connections.push(connection);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      connection.received += text;
      onData(connection, text);
    });
    socket.on('end', () => {
      connection.ended = true;
    });
    socket.on('close', () => {
      connection.closed = true;
    });
  });
  const received = () => connections.map((connection) => connection.received).join('');
  return { ...(await proxyTo(t, upstream, options)), connections, received };
}

/** Sends a request's bytes, waits for the instance to have its head, and gives both ends. */
export async function reachInstance(
  t: Test,
  { port, connections }: { port: number; connections: InstanceConnection[] },
  request: string,
): Promise<{ client: RawClient; upstream: InstanceConnection }> {
  const before = connections.length;
  const client = new RawClient(t, port).send(request);
  await until(() => connections[before]?.received.includes('\r\n\r\n') ?? false, 'the request at the instance');
  return { client, upstream: connections[before] as InstanceConnection };
}

/** `requestHead('GET /a', ['A: 1'])` -> `'GET /a HTTP/1.1\r\nHost: x\r\nA: 1\r\n\r\n'` */
function requestHead(line: string, headers: string[]): string {
  const start = / HTTP\/\d/.test(line) ? line : `${line} HTTP/1.1`;
  const host = headers.some((header) => /^host:/i.test(header)) ? [] : ['Host: x'];
  return `${[start, ...host, ...headers].join('\r\n')}\r\n\r\n`;
}
