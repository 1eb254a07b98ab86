import { request } from 'node:http';
import type { RemoteAddress, RemoteAnswer, RemoteControl, RemoteOrder } from '../domain/remote-control.ts';
import { whoListens } from './listening-sockets.ts';

/**
 * Talks to apps over HTTP: `POST <secret path>` with a JSON body, as trame-remote-control 0.1.1 expects it. On this machine
 * nothing is sent to a process of another user: the path is what lets a sender in.
 */
export const remoteControl: RemoteControl = { send };

async function send(app: RemoteAddress, path: string, order: RemoteOrder, timeoutMs: number): Promise<RemoteAnswer> {
  if (!secretPath.test(path)) return { kind: 'absent' };
  if (app.kind === 'tcp' && app.host === '127.0.0.1') {
    if ((await whoListens(app.port, process.getuid?.() ?? 0)) !== 'own') return { kind: 'gone' };
  }
  return post(app, path, JSON.stringify(order), timeoutMs);
}

const secretPath = /^\/[\w-]{16,}$/;
/** Of a POST to a path that is not there: aiohttp, web servers of files, Python's http.server. */
const absentStatuses = new Set([404, 405, 501]);

function post(app: RemoteAddress, path: string, body: string, timeoutMs: number): Promise<RemoteAnswer> {
  const { promise, resolve } = Promise.withResolvers<RemoteAnswer>();
  const call = request({
    ...(app.kind === 'tcp' ? { host: app.host, port: app.port } : { socketPath: app.path }),
    method: 'POST',
    path,
    agent: false,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  });
  // Of the whole, not of a pause: an app that stands still has accepted the request.
  const timer = setTimeout(() => resolve({ kind: 'silent' }), timeoutMs);
  call.once('response', (response) => {
    response.resume();
    resolve(read(response.statusCode ?? 0));
  });
  call.on('error', () => resolve({ kind: 'gone' }));
  call.end(body);
  return promise.finally(() => {
    clearTimeout(timer);
    call.destroy();
  });
}

function read(status: number): RemoteAnswer {
  if (status >= 200 && status < 300) return { kind: 'done' };
  return absentStatuses.has(status) ? { kind: 'absent' } : { kind: 'failed', status };
}
