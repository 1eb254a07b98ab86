import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, errorCatalogue, problemOf } from '../domain/errors.ts';
import { type Page, pageHeaders, renderPage } from './page-layout.ts';

/** What the proxy itself has to say to a request: a page for people, a problem for programs. */
export interface Refusal {
  code: ErrorCode;
  /** One sentence about this occurrence; holds no secret. */
  detail: string;
  page: Page;
}

/** Answers with the refusal's page or problem. A body that is still coming is read and thrown away by node:http. */
export function answerRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status } = errorCatalogue[refusal.code];
  const asPage = wantsPage(request);
  const body = Buffer.from(asPage ? renderPage(refusal.page) : JSON.stringify(problemOf(refusal.code, refusal.detail)));
  response.writeHead(status, {
    ...(asPage ? pageHeaders : problemHeaders),
    'Cache-Control': 'no-store',
    Vary: 'Accept, Cookie',
    ...(status === 503 ? { 'Retry-After': '1' } : {}),
    'Content-Length': String(body.length),
  });
  response.end(body);
}

/** Answers with a problem, whatever the client accepts. */
export function answerProblem(response: ServerResponse, code: ErrorCode, detail: string): void {
  const body = Buffer.from(JSON.stringify(problemOf(code, detail)));
  response.writeHead(errorCatalogue[code].status, {
    ...problemHeaders,
    'Cache-Control': 'no-store',
    'Content-Length': String(body.length),
  });
  response.end(body);
}

/** Refuses an upgrade on its bare socket and closes it. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode, detail: string): void {
  const { status } = errorCatalogue[code];
  const body = JSON.stringify(problemOf(code, detail));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(problemHeaders).map(([name, value]) => `${name}: ${value}`),
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // The other side may keep its half open, and nobody reads it any more.
  socket.once('finish', () => socket.destroy());
}

/** True for a browser that opens a page; scripts and other programs get problems. */
export function wantsPage(request: IncomingMessage): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return reads && /text\/html/i.test(request.headers.accept ?? '');
}

const problemHeaders = { 'Content-Type': 'application/problem+json', 'X-Content-Type-Options': 'nosniff' };
