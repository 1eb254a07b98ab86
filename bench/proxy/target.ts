/**
 * The app behind every proxy, a program of its own: answers on raw sockets so cheaply that the hop before it is what is measured.
 * Listens on 127.0.0.1:$PORT.
 *
 *     GET /ws/push/65536   upgrade; messages of 65,536 bytes, as fast as the socket takes them
 *     GET /ws/echo         upgrade; one message of 125 bytes for each message of 125 bytes
 *     GET /bytes/4000000   an answer of that many bytes
 *     POST /swallow        reads the body, then answers "ok"
 *     anything else        "ok"
 */
import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { echoedBytes, echoSentBytes, unmaskedMessage } from './messages.ts';

const ok = answer('200 OK', 2, 'ok');
const okAndClose = answer('200 OK', 2, 'ok', 'Connection: close\r\n');
const echoed = unmaskedMessage(echoedBytes);
const chunk = Buffer.alloc(1_000_000, 'x');

createServer({ noDelay: true }, serve).listen(Number(process.env.PORT), '127.0.0.1');

type Reader = (data: Buffer) => void;

function serve(socket: Socket): void {
  let read: Reader = readHead(socket, (next) => {
    read = next;
  });
  socket.on('data', (data) => read(data));
  // A client that has seen enough closes at once.
  socket.on('error', () => socket.destroy());
}

/** Reads request heads, one after the other; `become` hands the connection over to what a head asks for. */
function readHead(socket: Socket, become: (reader: Reader) => void): Reader {
  let pending = '';
  const next = () => become(readHead(socket, become));
  return (data) => {
    pending += data.toString('latin1');
    const end = pending.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = pending.slice(0, end + 2);
    const rest = pending.slice(end + 4);
    pending = '';
    const path = head.slice(head.indexOf('/'), head.indexOf(' ', head.indexOf('/')));
    if (path.startsWith('/ws/')) become(upgrade(socket, head, path));
    else if (path === '/swallow') become(swallow(socket, head, next));
    else if (path.startsWith('/bytes/')) push(socket, Number(path.slice(7)));
    else small(socket, head);
    if (rest !== '' && path === '/swallow') socket.unshift(Buffer.from(rest, 'latin1'));
  };
}

function small(socket: Socket, head: string): void {
  const close = /\r\nconnection: close\r\n/i.test(head);
  const text = close ? okAndClose : ok;
  socket.write(head.startsWith('HEAD') ? text.subarray(0, -2) : text);
  if (close) socket.end();
}

/** The clients' bodies end with "x", so that "0\r\n\r\n" at the end of what came is the end of a chunked one. */
function swallow(socket: Socket, head: string, done: () => void): Reader {
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1];
  let left = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
  return (data) => {
    left -= data.length;
    if (left > 0 && !(length === undefined && data.subarray(-5).equals(lastChunk))) return;
    done();
    small(socket, head);
  };
}

const lastChunk = Buffer.from('0\r\n\r\n');

function push(socket: Socket, bytes: number): void {
  let left = bytes;
  socket.write(answer('200 OK', bytes, ''));
  const more = () => {
    while (left > 0) {
      const part = left < chunk.length ? chunk.subarray(0, left) : chunk;
      left -= part.length;
      if (!socket.write(part)) return;
    }
    socket.off('drain', more);
  };
  socket.on('drain', more);
  more();
}

function upgrade(socket: Socket, head: string, path: string): Reader {
  const key = /\r\nsec-websocket-key: (\S+)\r\n/i.exec(head)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  if (path === '/ws/echo') return echo(socket);
  const message = unmaskedMessage(Number(path.slice('/ws/push/'.length)));
  const more = () => {
    while (socket.write(message));
  };
  socket.on('drain', more);
  more();
  return () => {};
}

/** What comes is only counted: every client, and every proxy that speaks websocket itself, sends messages of one length. */
function echo(socket: Socket): Reader {
  let bytes = 0;
  return (data) => {
    bytes += data.length;
    for (; bytes >= echoSentBytes; bytes -= echoSentBytes) socket.write(echoed);
  };
}

function answer(status: string, length: number, body: string, headers = ''): Buffer {
  return Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: application/octet-stream\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`,
  );
}
