import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { launcherPageHeaders } from '../../src/page/launcher-page.ts';
import type { FeedEvent } from '../../src/web/api-types.ts';
import { base, FakeDaemon } from './fake-daemon.ts';

const contentTypes: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** What a call asked of the fake. */
export interface FakeRequest {
  method: string;
  /** Below "api/v1/". */
  path: string;
  body: unknown;
  headers: IncomingMessage['headers'];
}

/** An answer in place of the usual one. */
export interface FakeAnswer {
  status: number;
  /** An object is sent as a problem, a string as text or, where it starts with a tag, as HTML. */
  body?: unknown;
}

/** Serves the page with a fake daemon behind it, by HTTP and websockets. */
export class FakeApi extends FakeDaemon {
  readonly requests: FakeRequest[] = [];
  /** "POST apps/cone/instances" -> the answer to give from now on. */
  readonly answers = new Map<string, FakeAnswer>();
  /** What a new log connection is sent first. */
  logStart = '';
  /** While true, new websockets are refused as a daemon that is down does. */
  down = false;
  /** While true, new pages are sent nothing, as by a daemon that has just been started. */
  silent = false;
  /** While set, what every call is answered; `gone`: the connection ends without an answer. */
  broken: FakeAnswer | 'gone' | null = null;
  /** While set, answers to calls wait for it. */
  hold: Promise<void> = Promise.resolve();
  readonly #pageDirectory: string;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #events = new Set<WebSocket>();
  readonly #logs = new Set<WebSocket>();
  #seq = 0;

  constructor(pageDirectory: string) {
    super();
    this.#pageDirectory = pageDirectory;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${base}`;
  }

  async close(): Promise<void> {
    this.dropSockets();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Sends an event, numbered, to all pages. */
  override send(event: { type: string; [key: string]: unknown }): void {
    this.#seq += 1;
    for (const socket of this.#events) socket.send(JSON.stringify({ ...event, seq: this.#seq }));
  }

  /** Sends text to all that follow a log. */
  writeLog(text: string): void {
    for (const socket of this.#logs) socket.send(text);
  }

  get logReaders(): number {
    return this.#logs.size;
  }

  /** Ends all websockets as a daemon that died does. */
  dropSockets(): void {
    for (const socket of [...this.#events, ...this.#logs]) socket.terminate();
  }

  /** Calls of one method, by their paths. */
  calls(method: string): string[] {
    return this.requests.filter((request) => request.method === method).map((request) => request.path);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (!url.startsWith(base)) return void response.writeHead(404).end();
    if (url.startsWith(`${base}api/v1/`)) return this.#answer(request, response, url.slice(base.length + 7));
    const below = url.slice(base.length).split('?')[0] ?? '';
    if (below.startsWith('proxy/'))
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<title>The app</title>');
    return this.#sendFile(response, below === '' ? 'index.html' : normalize(below));
  }

  async #sendFile(response: ServerResponse, name: string): Promise<void> {
    const body = await readFile(join(this.#pageDirectory, name)).catch(() => null);
    if (body === null) return void response.writeHead(404).end();
    const type = contentTypes[extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { ...launcherPageHeaders, 'content-type': type }).end(body);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const method = request.method ?? 'GET';
    const body = await readJson(request);
    this.requests.push({ method, path, body, headers: request.headers });
    await this.hold;
    if (this.broken === 'gone') return void response.destroy();
    if (this.broken !== null) return sendCanned(response, this.broken);
    const canned = this.answers.get(`${method} ${path}`);
    if (canned !== undefined) return sendCanned(response, canned);
    if (this.down) return sendCanned(response, { status: 502, body: '<h1>Bad gateway</h1>' });
    const [status, answer] = this.usualAnswer(method, path, body as Record<string, unknown>);
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(answer === null ? '' : JSON.stringify(answer));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = (request.url ?? '').slice(base.length);
    if (this.down) return void socket.destroy();
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      if (path === 'api/v1/events') this.#welcome(client);
      else this.#startLog(client);
    });
  }

  #welcome(client: WebSocket): void {
    if (this.silent) return;
    this.#events.add(client);
    client.on('close', () => this.#events.delete(client));
    const snapshot: FeedEvent = {
      type: 'snapshot',
      seq: this.#seq,
      system: this.system,
      instances: [...this.instances.values()],
      servers: [...this.servers.values()],
      servers_form: this.serversForm,
      queue: this.queue,
      favourites: this.favourites,
      ...this.listing,
    };
    client.send(JSON.stringify(snapshot));
  }

  #startLog(client: WebSocket): void {
    this.#logs.add(client);
    client.on('close', () => this.#logs.delete(client));
    if (this.logStart !== '') client.send(this.logStart);
  }
}

function sendCanned(response: ServerResponse, { status, body }: FakeAnswer): void {
  const isProblem = typeof body === 'object';
  const type = isProblem ? 'application/problem+json' : String(body).startsWith('<') ? 'text/html' : 'text/plain';
  response.writeHead(status, { 'content-type': type }).end(isProblem ? JSON.stringify(body) : String(body ?? ''));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : JSON.parse(text);
}
