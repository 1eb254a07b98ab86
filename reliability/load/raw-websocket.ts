import { connect, type Socket } from 'node:net';
import { clientFrame, FrameReader, opcodes } from './websocket-frames.ts';

/** A websocket client that costs little: hundreds of them must not be what a measurement shows. */
export class RawWebsocket {
  readonly socket: Socket;
  /** Takes each message, from the first one on. */
  readonly onMessage: (payload: Buffer) => void;
  /** True once the other side ended it. */
  ended = false;
  readonly #reader = new FrameReader();

  /** Resolves when the other side agreed. @throws Error with its answer when it did not */
  static async open(
    where: { port: number; path: string; headers: Record<string, string> },
    onMessage: (payload: Buffer) => void,
  ): Promise<RawWebsocket> {
    const socket = connect({ host: '127.0.0.1', port: where.port, noDelay: true });
    const websocket = new RawWebsocket(socket, onMessage);
    await websocket.#agree(where);
    return websocket;
  }

  private constructor(socket: Socket, onMessage: (payload: Buffer) => void) {
    this.socket = socket;
    this.onMessage = onMessage;
  }

  send(payload: Buffer): void {
    this.socket.write(clientFrame(opcodes.binary, payload));
  }

  /** Ends it as browsers do when a page is left: abruptly. */
  close(): void {
    this.ended = true;
    this.socket.destroy();
  }

  #agree({ port, path, headers }: { port: number; path: string; headers: Record<string, string> }): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const all = { Host: `127.0.0.1:${port}`, ...upgradeHeaders, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    let head = Buffer.alloc(0);
    const readHead = (bytes: Buffer) => {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      this.socket.off('data', readHead);
      if (!head.subarray(0, 13).equals(agreed)) {
        this.socket.destroy();
        return reject(new Error(`${path} was answered "${head.toString('latin1', 0, head.indexOf('\r\n'))}"`));
      }
      this.socket.on('data', (more: Buffer) => this.#take(more));
      resolve();
      this.#take(head.subarray(end + 4));
    };
    this.socket.on('data', readHead);
    this.socket.on('error', reject);
    this.socket.on('close', () => {
      this.ended = true;
      reject(new Error(`${path}: the connection was closed`));
    });
    return promise;
  }

  #take(bytes: Buffer): void {
    for (const { opcode, payload } of this.#reader.read(bytes)) {
      if (opcode === opcodes.close) this.socket.end();
      else if (opcode !== opcodes.ping) this.onMessage(payload);
    }
  }
}

const agreed = Buffer.from('HTTP/1.1 101 ');
const upgradeHeaders = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
