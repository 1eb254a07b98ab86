import { request } from 'node:http';
import { connect, isIPv6, type Socket } from 'node:net';
import type { RemoteAddress, RemoteAnswer, RemoteControl, RemoteOrder } from '../domain/remote-control.ts';
import { endsOf, isOwnPeer } from './listening-sockets.ts';

/**
 * Talks to apps over HTTP: `POST <secret path>` with a JSON body, as trame-remote-control 0.1.1 expects it. On this machine
 * nothing is sent to a process of another user: the path is what lets a sender in.
 */
export const remoteControl: RemoteControl = { send };

async function send(app: RemoteAddress, path: string, order: RemoteOrder, timeoutMs: number): Promise<RemoteAnswer> {
  if (!secretPath.test(path)) return { kind: 'absent' };
  const { promise, resolve } = Promise.withResolvers<RemoteAnswer>();
  const socket = app.kind === 'tcp' ? connect(app.port, app.host) : connect(app.path);
  // Of the whole, not of a pause: an app that stands still has accepted the request.
  const timer = setTimeout(() => resolve({ kind: 'silent' }), timeoutMs);
  socket.on('error', () => resolve({ kind: 'gone' }));
  socket.once('connect', async () => {
    if (app.kind === 'tcp' && !(await isOwnPeer(endsOf(socket)))) resolve({ kind: 'gone' });
    else post(socket, hostOf(app), path, JSON.stringify(order), resolve);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

const secretPath = /^\/[\w-]{16,}$/;
/** Of a POST to a path that is not there: aiohttp, web servers of files, Python's http.server. */
const absentStatuses = new Set([404, 405, 501]);

function post(socket: Socket, host: string, path: string, body: string, resolve: (answer: RemoteAnswer) => void): void {
  const headers = { host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const call = request({ createConnection: () => socket, method: 'POST', path, headers });
  call.once('response', (response) => {
    response.resume();
    resolve(read(response.statusCode ?? 0));
  });
  call.on('error', () => resolve({ kind: 'gone' }));
  call.end(body);
}

function hostOf(app: RemoteAddress): string {
  if (app.kind === 'unix') return 'localhost';
  return `${isIPv6(app.host) ? `[${app.host}]` : app.host}:${app.port}`;
}

function read(status: number): RemoteAnswer {
  if (status >= 200 && status < 300) return { kind: 'done' };
  return absentStatuses.has(status) ? { kind: 'absent' } : { kind: 'failed', status };
}
