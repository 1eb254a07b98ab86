/**
 * What the daemon's hop costs beside a direct connection and beside @fastify/http-proxy as it comes: small requests a second
 * over 32 connections, and MB/s of 64 MB answers. Interleaved rounds in one run, medians; ratios to the direct connection.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = 5;
const connections = 32;
const smallRequests = 4000;
const largeBytes = 64 * 1024 * 1024;
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Peer {
  name: string;
  port: number;
  /** Path prefix of the upstream. */
  prefix: string;
  headers: string;
}

const home = mkdtempSync(join(tmpdir(), 'tm-bench-'));
const upstream = `const body = Buffer.alloc(${largeBytes});
const server = require('http').createServer((request, response) => {
  const answer = request.url.endsWith('large') ? body : 'ok';
  response.writeHead(200, {'content-length': answer.length}).end(answer);
}).listen(Number(process.env.PORT), '127.0.0.1');`;
const app = join(home, 'jupyter', 'trame', 'peer');
mkdirSync(app, { recursive: true });
writeFileSync(join(app, 'server.cjs'), upstream);
writeFileSync(
  join(app, 'app.yml'),
  `name: Peer\nkind: web\ncommand: exec ${process.execPath} $APP_DIRECTORY/server.cjs\n`,
);

const daemon = spawn(process.execPath, [main, 'serve'], {
  env: { PATH: process.env.PATH, HOME: home, JUPYTER_PATH: join(home, 'jupyter'), TRAME_MANAGER_LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await once(daemon.stdout, 'data');
const [, origin = '', token = ''] = /at (http:\S+?)\/\?token=(\S+)/.exec(String(line)) ?? [];
const authorization = `Bearer ${token}`;
const rest = async (method: string, path: string) =>
  fetch(`${origin}${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization },
  });

const launched = (await (await rest('POST', '/api/v1/apps/peer/instances')).json()) as { id: string };
let instance: { id: string; state: string; port: number; path: string };
do instance = (await (await rest('GET', `/api/v1/instances/${launched.id}`)).json()) as typeof instance;
while (instance.state === 'starting');
const { url } = (await (await rest('POST', `/api/v1/instances/${launched.id}/links`)).json()) as { url: string };
const cookie = (await rest('GET', url)).headers.getSetCookie()[0]?.split(';')[0] ?? '';

const fastifyProxy = `const fastify = require('fastify')();
fastify.register(require('@fastify/http-proxy'), { upstream: 'http://127.0.0.1:${instance.port}', prefix: '/p' });
fastify.listen({ port: 0, host: '127.0.0.1' }).then((address) => console.log(new URL(address).port));`;
const peer = spawn(process.execPath, ['-e', fastifyProxy], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [peerPort] = await once(peer.stdout, 'data');

const peers: Peer[] = [
  { name: 'direct', port: instance.port, prefix: '/', headers: '' },
  {
    name: 'trame-manager',
    port: Number(new URL(origin).port),
    prefix: instance.path,
    headers: `Authorization: ${authorization}\r\nCookie: ${cookie}\r\n`,
  },
  { name: '@fastify/http-proxy', port: Number(String(peerPort)), prefix: '/p/', headers: '' },
];

try {
  const small = await measure(async (peer) => smallRequests / (await manySmall(peer)));
  const large = await measure(async (peer) => largeBytes / 1e6 / (await oneLarge(peer)));
  for (const [figure, unit, medians] of [
    ['small_requests', 'per second', small],
    ['large_get', 'MB/s', large],
  ] as const) {
    const direct = medians.direct ?? 1;
    const ratios = Object.fromEntries(Object.entries(medians).map(([name, value]) => [name, round(value / direct)]));
    console.log(JSON.stringify({ benchmark: 'proxy-hop', figure, unit, direct: Math.round(direct), ratios }));
  }
} finally {
  await rest('DELETE', `/api/v1/instances/${launched.id}`);
  daemon.kill();
  peer.kill();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

async function measure(act: (peer: Peer) => Promise<number>): Promise<Record<string, number>> {
  const values: Record<string, number[]> = {};
  for (let index = 0; index <= rounds; index += 1) {
    for (const peer of peers) {
      const value = await act(peer);
      // The first round warms up.
      if (index > 0) values[peer.name] = [...(values[peer.name] ?? []), value];
    }
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, list]) => [name, list.sort((a, b) => a - b)[rounds >> 1] ?? 0]),
  );
}

/** Seconds for `smallRequests` requests over `connections` connections. */
async function manySmall(peer: Peer): Promise<number> {
  const started = performance.now();
  const share = smallRequests / connections;
  await Promise.all(Array.from({ length: connections }, () => onConnection(peer, 'small', share)));
  return (performance.now() - started) / 1000;
}

async function oneLarge(peer: Peer): Promise<number> {
  const started = performance.now();
  await onConnection(peer, 'large', 1);
  return (performance.now() - started) / 1000;
}

/** Sends requests one after the other on one connection; counts bytes and reads nothing but the length of the first head. */
async function onConnection(peer: Peer, path: string, requests: number): Promise<void> {
  const socket = connect(peer.port, '127.0.0.1');
  const request = `GET ${peer.prefix}${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${peer.headers}\r\n`;
  await once(socket, 'connect');
  let left = requests;
  let waiting = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on('error', reject);
  socket.on('data', (data: Buffer) => {
    if (waiting === 0) waiting = answerLength(data);
    waiting -= data.length;
    if (waiting > 0) return;
    left -= 1;
    if (left === 0) resolve();
    else socket.write(request);
  });
  socket.write(request);
  await promise.finally(() => end(socket));
}

function end(socket: Socket): void {
  socket.destroy();
}

/** Bytes of head and body. */
function answerLength(data: Buffer): number {
  const headEnd = data.indexOf('\r\n\r\n');
  const head = data.subarray(0, headEnd).toString('latin1');
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`The answer was: ${head.split('\r\n')[0]}`);
  return headEnd + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1]);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
