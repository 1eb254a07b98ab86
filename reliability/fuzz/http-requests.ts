import { maximumHeadBytes } from '../../src/wire/head-reader.ts';
import type { Chance } from '../chaos/random.ts';
import { jsonBody } from './json-bodies.ts';
import { type ApiRoute, pathWord, type Surroundings, startsProcess } from './surroundings.ts';

/** One request as bytes (a character each), and what is known of its answer. */
export interface FuzzRequest {
  method: string;
  target: string;
  bytes: string;
  /** What an answer's body has to be; null where that is not known. */
  echoed: string | null;
  /** Whether an answer must come: not of instances that answer nonsense or nothing. */
  isAnswered: boolean;
  /** Whether the connection ends after the answer. */
  isLast: boolean;
}

interface Parts {
  method: string;
  target: string;
  headers: string[];
  body: string;
  echoed?: string | null;
  isAnswered?: boolean;
}

/** A request as the standards allow it, to whatever there is to ask. */
export function validRequest(chance: Chance, around: Surroundings): FuzzRequest {
  const parts = chance.happens(0.5) ? apiRequest(chance, around) : proxiedRequest(chance, around);
  const authorized = chance.happens(0.92);
  const version = chance.happens(0.06) ? '1.0' : '1.1';
  const close = chance.happens(0.08);
  const body = framed(chance, parts, version);
  const lines = [
    `${parts.method} ${parts.target} HTTP/${version}`,
    'Host: 127.0.0.1',
    ...(authorized
      ? [chance.happens(0.8) ? `Authorization: Bearer ${around.token}` : `Cookie: ${around.doorCookie}`]
      : []),
    ...parts.headers,
    ...someHeaders(chance),
    ...body.headers,
    ...(close ? ['Connection: close'] : []),
  ];
  const head = `${lines.join('\r\n')}\r\n\r\n`;
  // Refused before anybody knows that it is a HEAD.
  const isTooLarge = head.length > maximumHeadBytes;
  return {
    method: isTooLarge ? 'GET' : parts.method,
    target: parts.target,
    bytes: head + body.bytes,
    echoed: authorized ? (parts.echoed ?? null) : null,
    isAnswered: !authorized || isTooLarge || (parts.isAnswered ?? true),
    isLast: isTooLarge || close || version === '1.0',
  };
}

function apiRequest(chance: Chance, around: Surroundings): Parts {
  if (chance.happens(0.15)) return { method: 'GET', target: chance.pick(plainTargets), headers: [], body: '' };
  const route = affordable(chance, chance.pick(around.routes));
  const path = route.path.replace(/\{(\w+)\}/g, (_all, name: string) => pathWord(chance, name, around));
  const body = route.body !== null && chance.happens(0.9) ? jsonBody(chance, route.body) : '';
  const type = chance.happens(0.9) ? 'application/json' : chance.pick(types);
  return {
    method: chance.happens(0.95) ? route.method : chance.pick(methods),
    target: `${path}${query(chance, route)}`,
    headers: [
      ...(body === '' ? [] : [`Content-Type: ${type}`]),
      ...(chance.happens(0.1)
        ? [`Idempotency-Key: ${chance.pick(['1', 'k', 'x'.repeat(300), '\xff', '__proto__'])}`]
        : []),
      ...(chance.happens(0.05) ? [chance.pick(origins)] : []),
    ],
    body,
  };
}

/** Starting processes is dear: the other operations have their turn far more often. */
function affordable(chance: Chance, route: ApiRoute): ApiRoute {
  return startsProcess(route) && !chance.happens(0.03) ? { ...route, method: 'GET' } : route;
}

function query(chance: Chance, route: ApiRoute): string {
  if (!chance.happens(route.query.length > 0 ? 0.6 : 0.1)) return '';
  const name = chance.pick([...route.query, '__proto__', 'x', 'launch_token', 'token']);
  return `?${name}=${chance.pick(values)}${chance.happens(0.2) ? `&${name}=${chance.pick(values)}` : ''}`;
}

function proxiedRequest(chance: Chance, around: Surroundings): Parts {
  const { echo, unix, garbage, silent, ended } = around;
  const instance = chance.pick([echo, echo, echo, unix, garbage, garbage, garbage, ended, silent]);
  const sound = instance === echo || instance === unix;
  const rest = instance === garbage ? `g/${chance.between(0, 1_000_000)}` : chance.pick(rests);
  const method = chance.pick(methods);
  const body = chance.happens(0.3) ? chance.pick(bodies) : '';
  return {
    method,
    target: `${instance.path}${rest}`,
    headers: [`Cookie: ${instance.cookie}`],
    body,
    echoed: sound && !/launch|%5F/.test(rest) ? `${method} /${rest}` : null,
    isAnswered: sound || instance === ended,
  };
}

function framed(chance: Chance, { method, body }: Parts, version: string): { headers: string[]; bytes: string } {
  if (body === '' && (method === 'GET' || chance.happens(0.5))) return { headers: [], bytes: '' };
  const bytes = Buffer.from(body).toString('latin1');
  if (version === '1.0' || chance.happens(0.7)) return { headers: [`Content-Length: ${bytes.length}`], bytes };
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = chance.between(1, Math.max(bytes.length >> 2, 1));
    const piece = bytes.slice(at, at + size);
    pieces.push(`${piece.length.toString(16)}${chance.happens(0.1) ? ';e="x"' : ''}\r\n${piece}\r\n`);
    at += size;
  }
  const trailer = chance.happens(0.1) ? 'X-End: 1\r\n' : '';
  return { headers: ['Transfer-Encoding: chunked'], bytes: `${pieces.join('')}0\r\n${trailer}\r\n` };
}

function someHeaders(chance: Chance): string[] {
  return Array.from({ length: chance.happens(0.4) ? chance.between(1, 4) : 0 }, () =>
    chance.pick(chance.happens(0.08) ? largeHeaders : headers),
  );
}

const spaces = ' '.repeat(20_000);
const methods = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'M-SEARCH',
  'get',
  'X',
  '!#$',
];
const plainTargets = [
  '/',
  '/healthz',
  '/?token=x',
  '/api',
  '/api/',
  '/api/v1',
  '/api/v1/openapi.json',
  '/api/docs',
  '/api/docs/',
  '/paraview',
  '/trame',
  '/user',
  '/trame/connect',
  '/open/x',
  '/open/%00',
  '/proxy',
  '/proxy/',
  '/proxy/1',
  '/proxy/99999/',
  '/proxy/n1:80/',
  '/proxy/[::1]:80/',
  '/proxy/absolute/7/',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '//x/y',
  '/index.html',
  '/assets/../main.js',
  '/\\..\\x',
  '*',
  'http://127.0.0.1/healthz',
  'http://x/',
  'x:80',
  '/%',
  '/%ff',
  '/\xff',
  '/#',
  '/?',
  `/${'a/'.repeat(2000)}`,
  `/${'x'.repeat(20_000)}`,
];
const rests = [
  '',
  'a',
  'a?b=c',
  '?',
  '%2F%00',
  '..',
  '../../x',
  '%2e%2e/x',
  '//',
  ';a=b',
  'x'.repeat(5000),
  '\xff',
  'paraview/',
  '?launch_token=x',
  '?launch_token=',
  '?launch%5Ftoken=%zz',
  '?a&launch_token=1&b#c',
  'a%zz?%',
];
const values = [
  '1',
  '0',
  '-1',
  '1e3',
  '200',
  '100001',
  'true',
  '',
  '%00',
  '%zz',
  'ready',
  'ready,,failed',
  'x'.repeat(3000),
  '%F0%9F%90%9B',
  '[]',
  '__proto__',
];
const types = [
  'text/plain',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json;',
  'json',
  '',
  'application/JSON',
  'application/problem+json',
];
const origins = [
  'Origin: http://evil.example',
  'Origin: null',
  'Sec-Fetch-Site: cross-site',
  'Origin: http://127.0.0.1',
  'Sec-Fetch-Site: same-origin',
];
const bodies = [
  'x',
  '{}',
  'x'.repeat(3000),
  'y'.repeat(200_000),
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  '0\r\n\r\n',
  '\0',
];
const headers = [
  'Accept: text/html',
  'Accept: */*;q=0, text/html;q=x',
  'Accept-Encoding: br, gzip, zstd',
  'Cookie: trame_manager_door_00000000=x',
  'Cookie: =; ="; a; \xff=\xfe',
  'If-None-Match: "x", W/"y"',
  'If-Modified-Since: yesterday',
  'Range: bytes=0-1,5-,-3',
  'Referer: http://127.0.0.1/lab?token=x',
  'TE: trailers, x',
  'Expect: 200-ok',
  'Upgrade: h2c',
  'X-Forwarded-Host: evil.example',
  'X-HTTP-Method-Override: DELETE',
  'X-Empty:',
  'X-Bytes: \xff\xfe\x80',
  'Available-Dictionary: :x:',
  'Authorization: Basic eDp5',
  'Purpose: prefetch',
];
const largeHeaders = [
  `Accept-Encoding: ${'a;q=1,'.repeat(3000)}`,
  `Accept-Encoding: br${spaces};${spaces}q=1`,
  `Cookie: ${'a=b; '.repeat(5000)}`,
  `Cookie: ${';'.repeat(20_000)}`,
  `If-None-Match: ${'"a", '.repeat(3000)}`,
  `Referer: http://${'a@'.repeat(5000)}x/`,
  `X-Long: ${'x'.repeat(30_000)}`,
  `${'n'.repeat(3000)}: 1`,
];
