import type { GotAnswer, SeenRequest } from './three-ways.ts';

/** One request, and the part of what comes of it that is compared. */
export interface ComparedRequest {
  /** As docs/proxy.md names it where the ways differ. */
  what: string;
  method?: string;
  path?: string;
  headers?: string[];
  body?: string;
  /** What the app says, byte for byte. */
  answer?: string;
  /** Whether the app answers without waiting for the body. */
  atHead?: boolean;
  look(seen: SeenRequest | undefined, got: GotAnswer): unknown;
}

const plain = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const target = (seen: SeenRequest | undefined, got: GotAnswer) => seen?.line.split(' ')[1] ?? got.status;
const header = (name: string) => (seen: SeenRequest | undefined) => seen?.headers[name] ?? null;
const body = (_seen: unknown, got: GotAnswer) => [got.status, got.body];

function path(what: string, path: string): ComparedRequest {
  return { what, path, look: target };
}

function redirect(what: string, location: string): ComparedRequest {
  return {
    what,
    path: '/a/b',
    answer: `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`,
    look: (_seen, got) => got.headers.location?.replace(/:\d+/, ':…'),
  };
}

/** The same for every way. `PREFIX` stands for the app's path there. */
export const comparedRequests: ComparedRequest[] = [
  path('a plain path and query', '/a/b.html?k=1&l=%20'),
  path('`%2F` and other escapes in a path', '/a%2Fb%3Fc%23d'),
  path('`%00` in a path', '/a%00b'),
  path('`%zz` in a path', '/%zz'),
  path('`//` in a path', '//a//b'),
  path('`;` in a path', '/a;b=1;c'),
  path('`/../` in a path', '/a/../b'),
  path('`"<>\\^{}` in a path', '/"<>\\^`{|}'),
  path('escaped letters in a path', '/%61%C3%A9'),
  path('raw bytes beyond ASCII in a path', '/\xc3\xa9'),
  path('a `?` without a query', '/a?'),
  path('escapes in a query', '/a?k=%2F&l=+%zz#x'),
  { what: 'POST with a body', method: 'POST', headers: ['Content-Length: 3'], body: 'abc', look: (seen) => seen?.body },
  {
    what: 'GET with a body',
    headers: ['Content-Length: 3'],
    body: 'abc',
    look: (seen, got) => seen?.body ?? got.status,
  },
  {
    what: 'a body in chunks',
    method: 'POST',
    headers: ['Transfer-Encoding: chunked'],
    body: '3\r\nabc\r\n0\r\n\r\n',
    look: (seen) => (seen?.headers['transfer-encoding'] === 'chunked' ? 'in chunks' : seen?.body),
  },
  {
    what: 'trailers of a request',
    method: 'POST',
    headers: ['Trailer: X-Sum', 'Transfer-Encoding: chunked'],
    body: '3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n',
    look: (seen, got) =>
      seen === undefined ? got.status : [seen.headers.trailer ?? null, seen.body.includes('X-Sum: 1')],
  },
  {
    what: 'an upload of 600 MB, announced',
    method: 'PUT',
    headers: ['Content-Length: 600000000'],
    atHead: true,
    look: (seen, got) => seen?.headers['content-length'] ?? got.status,
  },
  ...['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => ({
    what: `${method} without a body`,
    method,
    look: (seen: SeenRequest | undefined, got: GotAnswer) => seen?.line.split(' ')[0] ?? got.status,
  })),
  ...['PROPFIND', 'QUERY'].map((method) => ({
    what: `${method} without a body`,
    method,
    look: (seen: SeenRequest | undefined, got: GotAnswer) => seen?.line.split(' ')[0] ?? got.status,
  })),
  { what: '`Host`', headers: [], look: header('host') },
  {
    what: '`Origin`, `Accept-Encoding`, `User-Agent`',
    headers: ['Origin: http://127.0.0.1', 'Accept-Encoding: gzip', 'User-Agent: me'],
    look: (seen) => ['origin', 'accept-encoding', 'user-agent'].map((name) => seen?.headers[name]),
  },
  { what: '`Referer` of a page of its own', headers: ['Referer: http://hPREFIX/x?y'], look: header('referer') },
  {
    what: '`Referer` of another page',
    headers: ['Referer: http://127.0.0.1/base/lab?token=x'],
    look: header('referer'),
  },
  {
    what: 'a request without `Accept-Encoding` and `User-Agent`',
    look: (seen) => [seen?.headers['accept-encoding'] ?? null, seen?.headers['user-agent'] ?? null],
  },
  {
    what: 'case of header names',
    headers: ['x-oNe: 1'],
    look: (seen) => seen?.names.find((name) => /x-one/i.test(name)),
  },
  { what: 'a header twice', headers: ['X-Two: 1', 'X-Two: 2'], look: header('x-two') },
  { what: 'an empty header', headers: ['X-Empty:'], look: header('x-empty') },
  { what: 'bytes beyond ASCII in a header', headers: ['X-Bytes: \xc3\xa9 \xff'], look: header('x-bytes') },
  { what: 'headers that `Connection` names', headers: ['Connection: X-Hop', 'X-Hop: 1'], look: header('x-hop') },
  { what: '`TE: trailers`', headers: ['Connection: TE', 'TE: trailers'], look: header('te') },
  {
    what: '`Expect: 100-continue`',
    method: 'POST',
    headers: ['Expect: 100-continue', 'Content-Length: 3'],
    body: 'abc',
    look: (seen, got) => [seen?.headers.expect ?? null, seen?.body ?? null, got.status],
  },
  {
    what: '`Authorization`',
    look: (seen) => ('authorization' in (seen?.headers ?? {}) ? 'reaches the app' : 'removed'),
  },
  {
    what: 'cookies of Jupyter and the daemon',
    look: (seen) => seen?.headers.cookie?.replace(/open_id\d+=[^;]*/, 'open_…'),
  },
  { what: '`X-XSRFToken`', headers: ['X-XSRFToken: jupyters'], look: header('x-xsrftoken') },
  {
    what: '`X-Forwarded-For` of the client',
    headers: ['X-Forwarded-For: 6.6.6.6', 'X-Real-IP: 6.6.6.6'],
    look: (seen) => [seen?.headers['x-forwarded-for'] ?? null, seen?.headers['x-real-ip'] ?? null],
  },
  {
    what: '`X-Forwarded-Proto`, `-Host`',
    look: (seen) => [seen?.headers['x-forwarded-proto'] ?? null, seen?.headers['x-forwarded-host'] ?? null],
  },
  {
    what: '`X-Forwarded-Prefix`, `X-Forwarded-Context`, `X-ProxyContextPath`',
    look: (seen) =>
      ['x-forwarded-prefix', 'x-forwarded-context', 'x-proxycontextpath'].map((name) => seen?.headers[name]),
  },
  {
    what: 'a status and its reason',
    answer: 'HTTP/1.1 299 Quite Fine\r\nContent-Length: 2\r\n\r\nok',
    look: (_seen, got) => [got.status, got.reason, got.body],
  },
  { what: 'a body without a length, ended by closing', answer: 'HTTP/1.0 200 OK\r\n\r\nto the end', look: body },
  {
    what: 'an answer in chunks',
    answer: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    look: body,
  },
  {
    what: 'an answer that breaks off',
    answer: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok',
    look: (_seen, got) => [got.status, got.whole ? 'whole' : 'broken off'],
  },
  {
    what: 'trailers of an answer',
    answer: 'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n',
    look: (_seen, got) => [got.status, got.headers.trailer ?? null],
  },
  {
    what: '204',
    answer: 'HTTP/1.1 204 No Content\r\n\r\n',
    look: (_seen, got) => [got.status, got.headers['content-length'] ?? null],
  },
  {
    what: '304 with its validators',
    headers: ['If-None-Match: "v1"'],
    answer: 'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n',
    look: (seen, got) => [seen?.headers['if-none-match'], got.status, got.headers.etag ?? null],
  },
  {
    what: 'an answer without an `ETag`',
    answer: plain,
    look: (_seen, got) => ('etag' in got.headers ? 'gets one' : 'gets none'),
  },
  {
    what: 'an answer without a `Date`, `Server`, `Content-Type`',
    answer: plain,
    look: (_seen, got) => ['date', 'server', 'content-type'].map((name) => got.headers[name] ?? null),
  },
  {
    what: 'HEAD with its `Content-Length`',
    method: 'HEAD',
    answer: 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n',
    look: (_seen, got) => [got.status, got.headers['content-length'] ?? null],
  },
  {
    what: 'a range',
    headers: ['Range: bytes=0-1'],
    answer: 'HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok',
    look: (seen, got) => [seen?.headers.range, got.status, got.headers['content-range'], got.body],
  },
  {
    what: 'a compressed answer',
    headers: ['Accept-Encoding: gzip'],
    answer: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b',
    look: (_seen, got) => [got.headers['content-encoding'], got.body],
  },
  {
    what: 'case and order of the answer’s headers',
    answer: 'HTTP/1.1 200 OK\r\nx-b: 1\r\nX-A: 2\r\nx-b: 3\r\nContent-Length: 2\r\n\r\nok',
    look: (_seen, got) => got.names.filter((name) => /^x-[ab]$/i.test(name)),
  },
  {
    what: '`Set-Cookie`, several',
    answer:
      'HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2; Path=/x; Domain=h\r\nContent-Length: 2\r\n\r\nok',
    look: (_seen, got) => got.headers['set-cookie']?.replace(/ \| username-.*/, ''),
  },
  {
    what: '`Service-Worker-Allowed`',
    answer: 'HTTP/1.1 200 OK\r\nService-Worker-Allowed: /\r\nContent-Length: 2\r\n\r\nok',
    look: (_seen, got) => got.headers['service-worker-allowed'],
  },
  {
    what: 'headers for the whole host',
    answer:
      'HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=9\r\nClear-Site-Data: "*"\r\nContent-Length: 2\r\n\r\nok',
    look: (_seen, got) => [got.headers['strict-transport-security'], got.headers['clear-site-data']],
  },
  redirect('a `Location` that is a path', '/login?k=1'),
  redirect('a `Location` with the prefix already', 'PREFIX/login'),
  redirect('a relative `Location`', '../login'),
  redirect('a `Location` with the app’s own address', 'http://127.0.0.1:APPPORT/login'),
  redirect('a `Location` elsewhere', 'https://other.example/login'),
  {
    what: '103 Early Hints',
    answer: `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${plain}`,
    look: (_seen, got) => [got.early, got.status, got.body],
  },
  {
    what: 'answers over 100 MB',
    answer: 'HTTP/1.1 200 OK\r\nContent-Length: 110000000\r\n\r\nbegun',
    look: (_seen, got) => [got.status, got.body.startsWith('begun')],
  },
  { what: 'an app that does not answer', answer: '', look: (_seen, got) => got.status },
  {
    what: 'a request of another site',
    method: 'POST',
    headers: ['Sec-Fetch-Site: cross-site', 'Origin: http://evil.example', 'Content-Length: 0'],
    look: (seen, got) => (seen ? 'reaches the app' : got.status),
  },
];

/** What the app says where a request does not say otherwise. */
export const plainAnswer = plain;
