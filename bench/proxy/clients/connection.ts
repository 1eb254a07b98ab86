import { connect, type Socket } from 'node:net';
import type { Peer } from '../peer.ts';

/** A connection to a peer whose request was answered. */
export interface Connection {
  socket: Socket;
  /** Of the answer: status line and headers. */
  head: string;
  /** Takes the number of bytes that came after the head, as they come; false pauses until `socket.resume()`. */
  onBytes: (count: number) => boolean;
  /** Rejects when the connection ends before `close`; never resolves. */
  lost: Promise<never>;
  close(): void;
}

export interface RequestOptions {
  method?: string;
  /** Lines, each with its line end. */
  headers?: string;
  /** Bytes of body to send, as fast as they are taken; `headers` says their number. */
  body?: number;
  /** Of the buffer that every read reuses; default 256 kB. */
  bufferBytes?: number;
}

/** A GET or the like, its answer's head read and its body counted. The status is the caller's to check. */
export function openConnection(peer: Peer, path: string, options: RequestOptions = {}): Promise<Connection> {
  const { method = 'GET', headers = '', body = 0, bufferBytes = 256 * 1024 } = options;
  return new Promise((resolve, reject) => {
    let pending = '';
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(reject);
    const read = (count: number, buffer: Uint8Array): boolean => {
      if (connection.head !== '') return connection.onBytes(count);
      pending += (buffer as Buffer).toString('latin1', 0, count);
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return true;
      connection.head = pending.slice(0, end + 2);
      early = pending.length - end - 4;
      resolve(connection);
      return true;
    };
    // What came together with the head, kept for the reader that the caller sets.
    let early = 0;
    const socket = connect({
      host: '127.0.0.1',
      port: peer.port,
      onread: { buffer: Buffer.allocUnsafeSlow(bufferBytes), callback: read },
    });
    let onBytes: (count: number) => boolean = (count) => {
      early += count;
      return true;
    };
    const connection: Connection = {
      socket,
      head: '',
      get onBytes() {
        return onBytes;
      },
      set onBytes(reader) {
        onBytes = reader;
        const count = early;
        early = 0;
        if (count > 0) reader(count);
      },
      lost: lost.promise,
      close: () => {
        socket.removeAllListeners('close');
        socket.destroy();
      },
    };
    socket.setNoDelay(true);
    socket.on('error', (error) => lost.reject(error));
    socket.on('close', () => lost.reject(new Error('the connection was closed')));
    socket.write(
      `${method} ${peer.prefix}${path} HTTP/1.1\r\nHost: 127.0.0.1:${peer.port}\r\n${peer.headers}${headers}\r\n`,
    );
    sendBody(socket, body);
  });
}

function sendBody(socket: Socket, bytes: number): void {
  let left = bytes;
  const more = () => {
    while (left > 0) {
      const part = bodyPart.subarray(0, Math.min(left, bodyPart.length));
      left -= part.length;
      if (!socket.write(part)) return;
    }
  };
  socket.on('drain', more);
  more();
}

const bodyPart = Buffer.alloc(1_000_000, 'x');

/** An open websocket. @throws Error when the peer answers anything but 101 */
export async function openWebsocket(peer: Peer, path: string, bufferBytes?: number): Promise<Connection> {
  const headers =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  const connection = await openConnection(peer, path, { headers, ...(bufferBytes && { bufferBytes }) });
  expectStatus(connection, 101);
  return connection;
}

/** @throws Error with the status line when it is another */
export function expectStatus(connection: Connection, status: number): void {
  if (connection.head.startsWith(`HTTP/1.1 ${status} `)) return;
  connection.close();
  throw new Error(`answered "${connection.head.split('\r\n')[0]?.slice(9)}"`);
}

/** Of an answer's head. @throws Error without a Content-Length */
export function contentLength(head: string): number {
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1];
  if (length === undefined) throw new Error('the answer has no Content-Length');
  return Number(length);
}
