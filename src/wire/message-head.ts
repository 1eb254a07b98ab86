import type { IncomingHttpHeaders } from 'node:http';

/** The start line and headers of an HTTP/1.x message; the fields are named as node:http names them. */
export interface MessageHead {
  httpVersion: '1.0' | '1.1';
  /** By name in lower case; repeated ones joined as node:http joins them. */
  headers: IncomingHttpHeaders;
  /** Names and values as they came, one after the other; one character for each byte (latin1). */
  rawHeaders: string[];
  /** The names of `rawHeaders` in lower case, one for each pair. */
  names: string[];
}

export interface RequestHead extends MessageHead {
  method: string;
  /** The request target, byte for byte (latin1). */
  url: string;
}

export interface AnswerHead extends MessageHead {
  statusCode: number;
  statusMessage: string;
}

/** A message that is not HTTP/1.x as RFC 9112 has it, or that two readers could take for different things. */
export class MalformedMessage extends Error {
  override name = 'MalformedMessage';
  /** What a client is answered that sent it. */
  readonly status: 400 | 408 | 431 = 400;
}

/** A request of which the rest did not come in time. */
export class RequestTooSlow extends MalformedMessage {
  override name = 'RequestTooSlow';
  override readonly status = 408;
}

/**
 * Reads the head of a request, strictly: what two hops could read differently is refused, since it is how requests are
 * smuggled past a proxy (RFC 9112, 11.2).
 *
 * @param text the head in latin1, without the empty line after it
 * @throws MalformedMessage with what is wrong
 */
export function parseRequestHead(text: string): RequestHead {
  const lineEnd = startLineEnd(text);
  const [, method = '', url = '', httpVersion] = requestLine.exec(text.slice(0, lineEnd)) ?? refuse('request line');
  const head = { method, url, httpVersion: httpVersion as '1.1', ...parseHeaders(text, lineEnd + 2) };
  if (head.headers.host === undefined && httpVersion === '1.1') refuse('missing Host header');
  return head;
}

/**
 * Reads the head of an answer.
 *
 * @throws MalformedMessage with what is wrong
 */
export function parseAnswerHead(text: string): AnswerHead {
  const lineEnd = startLineEnd(text);
  const [, httpVersion, status, statusMessage = ''] = statusLine.exec(text.slice(0, lineEnd)) ?? refuse('status line');
  return {
    httpVersion: httpVersion as '1.1',
    statusCode: Number(status),
    statusMessage,
    ...parseHeaders(text, lineEnd + 2),
  };
}

/**
 * Reads header lines, of a head from `start` on or of trailers.
 *
 * @throws MalformedMessage with what is wrong
 */
export function parseHeaders(text: string, start: number): Omit<MessageHead, 'httpVersion'> {
  const rawHeaders: string[] = [];
  const names: string[] = [];
  const headers = Object.create(null) as IncomingHttpHeaders;
  for (let at = start; at < text.length; ) {
    const found = text.indexOf('\r\n', at);
    const end = found === -1 ? text.length : found;
    const colon = text.indexOf(':', at);
    if (colon === -1 || colon > end) refuse('header line without a name');
    const name = text.slice(at, colon);
    const value = trimmed(text, colon + 1, end);
    const lower = lowerName(name);
    rawHeaders.push(name, value);
    names.push(lower);
    addHeader(headers, lower, value);
    at = end + 2;
  }
  return { headers, rawHeaders, names };
}

/** The name in lower case. Names come again and again, so what was looked at once is remembered. */
function lowerName(name: string): string {
  const known = lowerNames.get(name);
  if (known !== undefined) return known;
  if (!token.test(name)) refuse('header name');
  const lower = name.toLowerCase();
  if (name.length <= maximumRememberedLength && lowerNames.size < maximumRememberedNames) {
    // A slice would keep the whole head that it was cut from.
    lowerNames.set(unsliced(name), unsliced(lower));
  }
  return lower;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const requestLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^ \t]+) HTTP\/(1\.[01])$/;
const statusLine = /^HTTP\/(1\.[01]) ([1-9]\d\d)(?: (.*))?$/;
/** Control characters, bare CR, bare LF, and lines that continue the one before (obs-fold). */
const ambiguous = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n|\n[ \t]/;

const maximumRememberedNames = 1000;
const maximumRememberedLength = 64;
const lowerNames = new Map<string, string>();

/** Of a repeated header only the first counts: what node:http's own list says. */
const single = new Set(
  (
    'age authorization content-type etag expires from if-modified-since if-unmodified-since last-modified location ' +
    'max-forwards proxy-authorization referer retry-after server user-agent'
  ).split(' '),
);

function unsliced(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function startLineEnd(text: string): number {
  if (ambiguous.test(text)) refuse('control character, bare line feed or folded line');
  const end = text.indexOf('\r\n');
  return end === -1 ? text.length : end;
}

function addHeader(headers: IncomingHttpHeaders, name: string, value: string): void {
  const before = headers[name];
  if (name === 'set-cookie') headers[name] = [...(headers[name] ?? []), value];
  else if (before === undefined) headers[name] = value;
  else if (name === 'content-length' || name === 'host') refuse(`more than one ${name} header`);
  else if (!single.has(name)) headers[name] = `${before}${name === 'cookie' ? '; ' : ', '}${value}`;
}

/** Without the blanks around it. String.trim() would take bytes beyond ASCII with it. */
export function trimmed(text: string, from = 0, to = text.length): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function refuse(what: string): never {
  throw new MalformedMessage(what);
}
