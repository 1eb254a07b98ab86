import type { IncomingMessage } from 'node:http';
import type { Test } from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { type InstanceConnection, proxyToRaw, proxyToServer, reachInstance } from './proxied-instance.ts';
import { handshake, type RawClient } from './proxy-client.ts';
import type { startProxy } from './proxy-fixture.ts';
import { until } from './proxy-fixture.ts';

const maxPayload = 100 * 1_048_576;

/** The proxy in front of an instance with a real websocket server. */
export async function proxyToWebsockets(
  t: Test,
  options: ConstructorParameters<typeof WebSocketServer>[0] = {},
  proxyOptions?: Parameters<typeof startProxy>[1],
) {
  const requests: IncomingMessage[] = [];
  const server = new WebSocketServer({ noServer: true, maxPayload, ...options });
  const accept = (http: import('node:http').Server) =>
    http.on('upgrade', (request, socket, head) => {
      requests.push(request);
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    });
  const fixture = await proxyToServer(t, (_request, response) => response.end(), accept, proxyOptions);
  const connect = (path = '/proxy/7/ws', protocols: string[] = [], headers: Record<string, string> = {}) => {
    const url = `ws://127.0.0.1:${fixture.port}${path}`;
    const client = new WebSocket(url, protocols, { headers: { Cookie: fixture.cookie, ...headers }, maxPayload });
    t.teardown(() => client.terminate());
    return client;
  };
  return { ...fixture, sockets: server, requests, connect };
}

/** Resolves when the websocket is open. */
export function opened(client: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));
}

/** The answer with which a handshake is refused. */
export function refused(client: WebSocket): Promise<{ status: number; type: string | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    client.once('error', () => undefined).once('open', () => reject(new Error('it was let in')));
    client.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      const { statusCode: status = 0, headers } = response;
      response.on('end', () => resolve({ status, type: headers['content-type'], text }));
    });
  });
}

/** An instance's agreement, in bytes beyond ASCII. */
export const agreement =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Own: \xe9\r\n\r\n';

/** An upgrade that has reached an instance, which has not answered yet; a test writes each byte of both ends. */
export async function reachByUpgrade(t: Test, after = '') {
  const raw = await proxyToRaw(t);
  const request = handshake('/proxy/7/ws', { Cookie: raw.cookie }) + after;
  return { ...raw, ...(await reachInstance(t, raw, request)) };
}

/** A tunnel that stands, with both of its ends in the test's hand. */
export async function openRawTunnel(
  t: Test,
): Promise<Awaited<ReturnType<typeof reachByUpgrade>> & { client: RawClient; upstream: InstanceConnection }> {
  const reached = await reachByUpgrade(t);
  reached.upstream.socket.write(agreement, 'latin1');
  await until(() => reached.client.received.includes('\r\n\r\n'), 'the agreement');
  return reached;
}
