/**
 * The app of the load and soak programs. Listens on 127.0.0.1:$PORT and writes a line to its log every second.
 *
 *     GET /ws             upgrade; every message comes back
 *     GET /bytes/4000000  an answer of that many bytes
 *     POST /swallow       reads the body, then answers how long it was
 *     GET /fail           the app ends with status 3
 *     anything else       a small page
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { FrameReader, opcodes, serverFrame } from './websocket-frames.ts';

const page = '<!doctype html><title>Echo</title><p>What you send comes back.</p>';
const part = Buffer.alloc(64 * 1024, 'x');

createServer(answer).on('upgrade', agree).listen(Number(process.env.PORT), '127.0.0.1');
let lines = 0;
setInterval(() => {
  lines += 1;
  console.log(`still there, line ${lines}`);
}, 1000);

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '/';
  if (path === '/fail') process.exit(3);
  if (path.startsWith('/bytes/')) return void sendBytes(response, Number(path.slice('/bytes/'.length)));
  let received = 0;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  request.on('end', () =>
    path === '/swallow'
      ? response.end(String(received))
      : response.writeHead(200, { 'Content-Type': 'text/html' }).end(page),
  );
}

async function sendBytes(response: ServerResponse, length: number): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': length });
  for (let left = length; left > 0 && !response.destroyed; left -= part.length) {
    if (!response.write(left < part.length ? part.subarray(0, left) : part)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
}

function agree(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const reader = new FrameReader();
  const take = (bytes: Buffer) => {
    for (const { opcode, payload } of reader.read(bytes)) {
      socket.write(serverFrame(opcode === opcodes.close ? opcodes.close : opcodes.binary, payload));
    }
  };
  // node:http leaves the end of the client's half to whoever takes an upgrade.
  socket.on('error', () => socket.destroy()).on('end', () => socket.end());
  socket.on('data', take);
  if (head.length > 0) take(head);
}
