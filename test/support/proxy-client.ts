import http from 'node:http';
import net, { type Socket } from 'node:net';
import type { Test } from 'tap';

export interface Answer {
  status: number;
  reason: string;
  headers: http.IncomingHttpHeaders;
  rawHeaders: string[];
  rawTrailers: string[];
  body: Buffer;
  text: string;
}

export interface AskOptions {
  method?: string;
  /** A flat list as it shall be sent, or pairs by name. */
  headers?: string[] | Record<string, string>;
  body?: string | Buffer;
  cookie?: string;
  agent?: http.Agent;
}

/** One request to 127.0.0.1, its path sent as it stands. */
export function ask(port: number, path: string, options: AskOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', body, cookie } = options;
    const given = Array.isArray(options.headers) ? options.headers : Object.entries(options.headers ?? {}).flat();
    const named = new Set(given.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
    const headers = [...(named.has('host') ? [] : ['Host', `127.0.0.1:${port}`]), ...given];
    if (cookie !== undefined) headers.push('Cookie', cookie);
    if (body !== undefined && !named.has('transfer-encoding') && !named.has('content-length'))
      headers.push('Content-Length', String(Buffer.byteLength(body)));
    const request = http.request({ host: '127.0.0.1', port, method, path, headers, agent: options.agent ?? false });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 0, statusMessage = '', headers: found, rawHeaders, rawTrailers } = response;
        const whole = Buffer.concat(chunks);
        resolve({
          status: statusCode,
          reason: statusMessage,
          headers: found,
          rawHeaders,
          rawTrailers,
          body: whole,
          text: String(whole),
        });
      });
    });
    request.end(body);
  });
}

/** A bare connection to 127.0.0.1 that collects what it gets. */
export class RawClient {
  readonly socket: Socket;
  received = '';
  ended = false;
  closed = false;

  constructor(t: Test, port: number) {
    this.socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text: string) => {
      this.received += text;
    });
    this.socket.on('error', () => undefined);
    this.socket.on('end', () => {
      this.ended = true;
    });
    this.socket.on('close', () => {
      this.closed = true;
    });
    t.teardown(() => this.socket.destroy());
  }

  /** Sends bytes, one for each character. */
  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }
}

/** The request line and headers of a websocket handshake. */
export function handshake(path: string, headers: Record<string, string> = {}): string {
  const all = {
    Host: 'localhost',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
