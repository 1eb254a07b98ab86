import http from 'node:http';
import { duplexPair } from 'node:stream';
import type { Test } from 'tap';
import type { Upstream } from '../../src/services/ports.ts';
import { startRawServer } from './proxy-fixture.ts';

/** A request as Node's own strict parser (llhttp) reads it. */
export interface ReadRequest {
  method: string;
  target: string;
  headers: string[];
  trailers: string[];
  /** A character for each byte. */
  body: string;
  /** False while some of the body is missing. */
  complete: boolean;
}

/** What reached an instance. */
export interface Recording {
  /** Every byte of every connection, a character each. */
  bytes: string;
  connections: number;
  /** Connections on which nothing comes any more. */
  ended: number;
  requests: ReadRequest[];
  /** Why the parser gave up, by its own codes ("HPE_INVALID_METHOD"). */
  errors: string[];
}

/** An instance that answers "ok" to everything and records it: as bytes, and as the requests that llhttp sees in them. */
export async function startRecordingInstance(t: Test): Promise<{ upstream: Upstream; recording: Recording }> {
  const recording: Recording = { bytes: '', connections: 0, ended: 0, requests: [], errors: [] };
  const reader = createReader(recording);
  t.teardown(() => reader.close());
  const upstream = await startRawServer(t, (socket) => {
    recording.connections += 1;
    const [inside, outside] = duplexPair();
    reader.emit('connection', inside);
    socket.on('data', (chunk) => {
      recording.bytes += chunk.toString('latin1');
    });
    socket.on('end', () => {
      recording.ended += 1;
    });
    inside.on('error', () => undefined);
    outside.on('error', () => undefined);
    socket.on('close', () => outside.destroy());
    socket.pipe(outside).pipe(socket);
  });
  return { upstream, recording };
}

/** Reads bytes as llhttp does when a client sends them and ends its half: the requests, and why it gave up. */
export async function readRequests(bytes: string): Promise<Pick<Recording, 'requests' | 'errors'>> {
  const recording: Recording = { bytes, connections: 1, ended: 0, requests: [], errors: [] };
  const reader = createReader(recording);
  const [inside, outside] = duplexPair();
  reader.emit('connection', inside);
  const closed = new Promise((resolve) => inside.once('close', resolve));
  outside.on('error', () => undefined).resume();
  outside.end(bytes, 'latin1');
  await closed;
  return recording;
}

function createReader(recording: Recording): http.Server {
  const options = { requestTimeout: 0, headersTimeout: 0, maxHeaderSize: 65_536, keepAliveTimeout: 0 };
  const server = http.createServer(options, (message, response) => {
    note(message, recording);
    message.on('error', () => undefined);
    message.resume().on('end', () => response.end('ok'));
  });
  // An end of the client's half takes nothing away from what came before it.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('upgrade', (message, socket) => {
    note(message, recording);
    socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    recording.errors.push(error.code ?? error.message);
    socket.destroy();
  });
  return server;
}

function note(message: http.IncomingMessage, recording: Recording): void {
  const request: ReadRequest = {
    method: message.method ?? '',
    target: message.url ?? '',
    headers: message.rawHeaders,
    body: '',
    get trailers() {
      return message.rawTrailers;
    },
    get complete() {
      return message.complete;
    },
  };
  recording.requests.push(request);
  // Where the parser hands over: events come later, and not at all once the connection is gone.
  const push = message.push.bind(message);
  message.push = (chunk: Buffer | null, encoding) => {
    if (chunk !== null) request.body += chunk.toString('latin1');
    return push(chunk, encoding);
  };
}
