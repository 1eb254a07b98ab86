import type { WebSocket } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import type { LogReader } from '../services/ports.ts';
import type { Operation } from './operation.ts';

const defaultTail = 200;

/** How the OpenAPI document describes such a websocket. */
export function followOperation(id: string, tag: Operation['tag']): Operation {
  return {
    id,
    tag,
    summary: 'Its log, as a websocket',
    description: `The last ${defaultTail} lines, or as many as asked for, then what is added, as text messages. It is closed with 4404 where there is no such log. Asked without the handshake of a websocket it is not found.`,
    errors: ['not_found'],
    answers: { 101: { description: 'The websocket is open' } },
  };
}

/**
 * Streams a log into a websocket until it is closed: the last `tail` lines (default 200), then what is added. `fileOf` may
 * throw where there is no such log; the socket is then closed with 4404 and `missing`.
 */
export function followIntoSocket(
  socket: WebSocket,
  request: FastifyRequest,
  options: { logs: LogReader; fileOf: () => string; tail: number | undefined; missing: string },
): void {
  const left = new AbortController();
  socket.on('close', () => left.abort());
  let file: string;
  try {
    file = options.fileOf();
  } catch {
    socket.close(4404, options.missing);
    return;
  }
  options.logs
    .follow(file, options.tail ?? defaultTail, left.signal, (text) => sendWhole(socket, text, left.signal))
    .catch((error: unknown) => {
      if (left.signal.aborted) return;
      request.log.warn({ err: error }, 'the log cannot be followed');
      socket.close(1011, 'The log cannot be read');
    });
}

/** Resolves when the text left this process, so that a slow reader holds back the reading, or when the reader is gone. */
async function sendWhole(socket: WebSocket, text: string, left: AbortSignal): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      // A log can be followed for days.
      left.removeEventListener('abort', done);
      resolve();
    };
    left.addEventListener('abort', done);
    socket.send(text, done);
  });
}
