import net, { type AddressInfo, type Socket } from 'node:net';
import type { Test } from 'tap';
import { makeHome, startJupyterLab } from './jupyter-lab.ts';
import { anInstance, type ProxyFixture, startProxy } from './proxy-fixture.ts';

/** The ways to one and the same app. */
export const ways = ['daemon', 'jupyter', 'chain'] as const;
export type Way = (typeof ways)[number];

/** A real Jupyter with jupyter-server-proxy, and the daemon's proxy beside it and behind it. */
export interface ThreeWays {
  /** The port of a way's first hop. */
  port(way: Way): number;
  /** The path of the app that listens on `appPort`: `'/base/proxy/40123'`, `'/base/chain/proxy/40123'`. */
  prefix(way: Way, appPort: number): string;
  /** What every request brings: Jupyter's token, a cookie of Jupyter, and the cookie that lets in to the app. */
  credentials(appPort: number): Promise<string[]>;
  fixture: ProxyFixture;
}

/** Starts Jupyter with the daemon's proxy registered as the server "chain", as its own entry would register the daemon. */
export async function startThreeWays(t: Test): Promise<ThreeWays> {
  const fixture = await startProxy(t, { basePath: '/base/chain/', trustForwarded: true });
  const { home, remove } = makeHome();
  t.teardown(remove);
  const servers = `{"chain": {"command": [], "port": ${fixture.port}, "absolute_url": False}}`;
  const args = ['--ServerApp.base_url=/base/', `--ServerProxy.servers=${servers}`];
  const jupyter = await startJupyterLab({ home, args });
  t.teardown(() => jupyter.stop());
  const cookies = new Map<number, Promise<string>>();
  const letIn = async (appPort: number) => {
    await fixture.add(anInstance(appPort, { kind: 'tcp', host: '127.0.0.1', port: appPort }));
    return fixture.letIn(`id${appPort}`);
  };
  return {
    fixture,
    port: (way) => (way === 'daemon' ? fixture.port : Number(new URL(jupyter.url).port)),
    prefix: (way, appPort) => `/base/${way === 'jupyter' ? '' : 'chain/'}proxy/${appPort}`,
    async credentials(appPort) {
      const known = cookies.get(appPort) ?? letIn(appPort);
      cookies.set(appPort, known);
      return [`Authorization: token ${jupyter.token}`, `Cookie: own=1; _xsrf=jupyters; ${await known}`];
    },
  };
}

/** What an app gets of one request, a character for each byte. */
export interface SeenRequest {
  line: string;
  /** Names in lower case, values joined by " | " where a header came several times. */
  headers: Record<string, string>;
  names: string[];
  body: string;
}

/** What an app says. */
export interface AppScript {
  answer: string;
  /** Answer as soon as the head has come, without waiting for the body. */
  atHead: boolean;
}

/** An app that says what a test wants it to, byte for byte, and closes; it keeps what it was asked. */
export async function startScriptedApp(t: Test): Promise<{ port: number; seen: SeenRequest[]; script: AppScript }> {
  const seen: SeenRequest[] = [];
  const script: AppScript = { answer: '', atHead: false };
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.setEncoding('latin1').on('error', () => undefined);
    socket.on('data', (piece: string) => {
      text += piece;
      const request = script.atHead && text.includes('\r\n\r\n') ? readHead(text) : readMessage(text);
      if (request === null) return;
      text = '';
      seen.push(request);
      socket.end(script.answer, 'latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen, script };
}

/** What a client gets. */
export interface GotAnswer {
  /** Statuses of informational answers that came before. */
  early: number[];
  status: number;
  reason: string;
  headers: Record<string, string>;
  names: string[];
  /** Without its chunks. */
  body: string;
  /** Whether the body came whole. */
  whole: boolean;
}

/** Sends the bytes of a request and reads its answer: up to its end, or up to the connection's where it does not tell. */
export function exchange(port: number, request: string): Promise<GotAnswer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    let text = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
      const { status, headers, whole } = readAnswer(text);
      const tellsItsEnd = 'content-length' in headers || 'transfer-encoding' in headers;
      if (status >= 200 && tellsItsEnd && whole) socket.destroy();
    });
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no end of the answer to ${request}`)));
    socket.on('error', reject);
    socket.on('close', () => resolve(readAnswer(text)));
    socket.write(request, 'latin1');
  });
}

function readAnswer(text: string): GotAnswer {
  let rest = text;
  const early: number[] = [];
  for (let found = /^HTTP\/1\.1 (1\d\d)[^\n]*\n/.exec(rest); found; found = /^HTTP\/1\.1 (1\d\d)[^\n]*\n/.exec(rest)) {
    early.push(Number(found[1]));
    rest = rest.slice(rest.indexOf('\r\n\r\n') + 4);
  }
  const { line, headers, names, body } = readHead(rest);
  const [, status = '0', reason = ''] = /^HTTP\/1\.\d (\d+) ?(.*)$/.exec(line) ?? [];
  const chunked = /chunked/i.test(headers['transfer-encoding'] ?? '');
  const length = headers['content-length'];
  const whole = chunked ? body.endsWith('0\r\n\r\n') : length === undefined || body.length === Number(length);
  return { early, status: Number(status), reason, headers, names, body: chunked ? withoutChunks(body) : body, whole };
}

/** A request once it has come whole. */
function readMessage(text: string): SeenRequest | null {
  if (!text.includes('\r\n\r\n')) return null;
  const { line, headers, names, body } = readHead(text);
  if (/chunked/i.test(headers['transfer-encoding'] ?? '')) {
    const end = /(?:^|\r\n)0\r\n(?:[^\r\n]+\r\n)*\r\n$/.test(body);
    return end ? { line, headers, names, body } : null;
  }
  return body.length >= Number(headers['content-length'] ?? 0) ? { line, headers, names, body } : null;
}

function readHead(text: string): { line: string; headers: Record<string, string>; names: string[]; body: string } {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return { line: '', headers: {}, names: [], body: '' };
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers: Record<string, string> = {};
  const names: string[] = [];
  for (const header of lines) {
    const [, name = '', value = ''] = /^([^:]*):[ \t]*(.*)$/.exec(header) ?? [];
    names.push(name);
    const lower = name.toLowerCase();
    headers[lower] = lower in headers ? `${headers[lower]} | ${value}` : value;
  }
  return { line, headers, names, body: text.slice(end + 4) };
}

// "3\r\nabc\r\n0\r\nX: 1\r\n\r\n" -> "abc"
function withoutChunks(body: string): string {
  let text = '';
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (end === -1 || !(size > 0)) break;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
  return text;
}
