import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Test } from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { answerHandshake, type ComparedConversation, chooseLast } from './compared-conversations.ts';
import type { ThreeWays, Way } from './three-ways.ts';

/** An app with websockets, and what becomes of one through a way. */
export async function startWebsocketApp(t: Test) {
  const handshakes: IncomingMessage[] = [];
  const maxPayload = 100 * 1_048_576;
  const sockets = new WebSocketServer({ noServer: true, maxPayload, handleProtocols: chooseLast });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    handshakes.push(request);
    answerHandshake(sockets, request, socket as Socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;

  /** What a conversation looks like through a way; of one that is refused, the status that the client saw. */
  async function converse(three: ThreeWays, way: Way, compared: ComparedConversation): Promise<unknown> {
    handshakes.length = 0;
    const host = `127.0.0.1:${three.port(way)}`;
    const headers = Object.fromEntries(
      (await three.credentials(port)).map((line) => line.split(': ') as [string, string]),
    );
    const app = new Promise<WebSocket | null>((resolve) => {
      sockets.removeAllListeners('connection').once('connection', resolve);
      if (compared.path === '/refuse') resolve(null);
    });
    const client = new WebSocket(
      `ws://${host}${three.prefix(way, port)}${compared.path ?? '/ws'}`,
      compared.protocols ?? [],
      {
        headers,
        origin: `http://${host}`,
        maxPayload,
      },
    );
    t.teardown(() => client.terminate());
    const refusal = await opening(client);
    if (refusal !== null) return refusal;
    if (compared.path === '/refuse')
      return new Promise((resolve) => client.once('close', (code) => resolve(`opened, then closed: ${code}`)));
    const result = await compared.look({ client, app: await app, handshake: handshakes[0] });
    client.terminate();
    return result;
  }
  return { port, converse };
}

/** Null once it is open, otherwise the answer that refused it. */
function opening(client: WebSocket): Promise<string | null> {
  return new Promise((resolve) => {
    client.once('open', () => resolve(null));
    client.on('error', (error) => resolve(error.message));
    client.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    });
  });
}
