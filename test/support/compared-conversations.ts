import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';

/** Both ends of one websocket through a way. */
export interface Conversation {
  /** Null once the handshake was refused. */
  client: WebSocket;
  /** The app's end; null where the handshake did not reach it or was refused by it. */
  app: WebSocket | null;
  /** The handshake as the app got it. */
  handshake: IncomingMessage | undefined;
}

/** One websocket, and the part of what comes of it that is compared. */
export interface ComparedConversation {
  what: string;
  path?: string;
  protocols?: string[];
  look(conversation: Conversation): unknown;
}

/** An app's answers to handshakes, by path. */
export function answerHandshake(server: WebSocketServer, request: IncomingMessage, socket: Socket, head: Buffer): void {
  if (request.url !== '/refuse') {
    server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    return;
  }
  socket.end('HTTP/1.1 409 Not Now\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nsorry');
}

/** The subprotocol that the app chooses: the last that is offered. */
export const chooseLast = (protocols: Set<string>): string => [...protocols].at(-1) ?? '';

const large = Buffer.alloc(11 * 1_048_576, 'm');

/** The same for every way. */
export const comparedConversations: ComparedConversation[] = [
  {
    what: 'text and binary messages',
    look: async ({ client, app }) => {
      app?.on('message', (data, binary) => app.send(data, { binary }));
      client.send('é');
      const text = await nextMessage(client);
      client.send(Buffer.from([1, 2]));
      return [text, await nextMessage(client)];
    },
  },
  {
    what: 'subprotocols that are offered',
    protocols: ['one', 'two'],
    look: ({ handshake }) => handshake?.headers['sec-websocket-protocol']?.split(/, ?/),
  },
  { what: 'the subprotocol that is chosen', protocols: ['one', 'two'], look: ({ client }) => client.protocol },
  { what: 'an upgrade that is refused', path: '/refuse', look: () => null },
  {
    what: 'compression offered to the app',
    look: ({ handshake }) => handshake?.headers['sec-websocket-extensions'] !== undefined,
  },
  { what: '`Origin` of a websocket', look: ({ handshake }) => handshake?.headers.origin },
  { what: '`X-Forwarded-Prefix` of a websocket', look: ({ handshake }) => handshake?.headers['x-forwarded-prefix'] },
  {
    what: 'pings of the client',
    look: ({ client, app }) =>
      new Promise((resolve) => {
        app?.once('ping', (data) => resolve(String(data)));
        client.ping('beat');
      }),
  },
  {
    what: 'pings of the app',
    look: ({ client, app }) =>
      new Promise((resolve) => {
        client.once('ping', (data) => resolve(String(data)));
        app?.ping('beat');
      }),
  },
  {
    what: 'close code and reason of the app',
    look: async ({ client, app }) => {
      const code = closed(client);
      app?.close(4001, 'enough');
      return code;
    },
  },
  {
    what: 'close code and reason of the client',
    look: async ({ client, app }) => {
      const code = app && closed(app);
      client.close(4002, 'bye');
      return code;
    },
  },
  {
    what: 'a message of 11 MB to the client',
    look: ({ client, app }) => {
      app?.send(large);
      return arrives(client);
    },
  },
  {
    what: 'a message of 11 MB to the app',
    look: ({ client, app }) => {
      client.send(large);
      return app && arrives(app);
    },
  },
];

function nextMessage(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
}

function closed(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => socket.once('close', (code, reason) => resolve(`${code} ${reason}`)));
}

/** Whether a large message comes, or the end. */
function arrives(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('message', (data: Buffer) => resolve(data.length === large.length ? 'arrives' : 'is cut'));
    socket.once('close', () => resolve('is lost'));
  });
}
