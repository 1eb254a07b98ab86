import fc from 'fast-check';

/** A request as a well-behaved client might send it. */
export interface ArbitraryRequest {
  method: string;
  /** Below the instance's prefix; begins with "/". */
  path: string;
  headers: [name: string, value: string][];
  body:
    | { kind: 'none' }
    | { kind: 'counted'; text: string }
    | { kind: 'chunked'; chunks: string[]; trailers: [string, string][] };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY', 'PROPFIND', 'M-SEARCH', 'TRACE'];
/** None that means something to a hop. */
const name = fc
  .stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,14}$/)
  .filter((text) => !/^(x-|host|con|content-|te$|tra|upg|kee|pro|exp|aut|for|cook|ref|sec-|origin|accept)/i.test(text))
  .map((text) => `x${text}`);
/** Any bytes that a value may hold, some of them beyond ASCII, without blanks at its ends. */
const value = fc.stringMatching(/^([!-~\x80-\xff]([\t -~\x80-\xff]{0,30}[!-~\x80-\xff])?)?$/);
const header = fc.tuple(fc.oneof(name, fc.constantFrom('Accept', 'ACCEPT', 'x-twice', 'Via')), value);
/** Any bytes, requests and ends of chunks among them. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1')),
  fc.constantFrom('0\r\n\r\n', 'GET /proxy/7/no HTTP/1.1\r\nHost: x\r\n\r\n', '\r\n', 'HTTP/1.1 200 OK\r\n\r\n'),
);
const body = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  bytes.map((text) => ({ kind: 'counted' as const, text })),
  fc.record({
    kind: fc.constant('chunked' as const),
    chunks: fc.array(bytes, { maxLength: 5 }),
    trailers: fc.array(fc.tuple(name, value), { maxLength: 2 }),
  }),
);

/** Valid requests of every shape. */
export const arbitraryRequest: fc.Arbitrary<ArbitraryRequest> = fc.record({
  method: fc.constantFrom(...methods),
  path: fc.stringMatching(/^\/[!-~]{0,40}$/).filter((path) => !path.includes('launch_token')),
  headers: fc.array(header, { maxLength: 8 }),
  body,
});

/** The bytes of a request, a character each; `more` are header lines of the test's own. */
export function requestBytes(
  { method, path, headers, body }: ArbitraryRequest,
  prefix: string,
  more: string[],
): string {
  const lines = headers.map((pair) => pair.join(': '));
  if (body.kind === 'counted') lines.push(`Content-Length: ${body.text.length}`);
  if (body.kind === 'chunked') lines.push('Transfer-Encoding: chunked');
  const head = [`${method} ${prefix}${path} HTTP/1.1`, ...more, ...lines].join('\r\n');
  return `${head}\r\n\r\n${bodyBytes(body)}`;
}

/** What an instance should read as the body. */
export function bodyText(body: ArbitraryRequest['body']): string {
  if (body.kind === 'none') return '';
  return body.kind === 'counted' ? body.text : body.chunks.join('');
}

function bodyBytes(body: ArbitraryRequest['body']): string {
  if (body.kind !== 'chunked') return bodyText(body);
  const chunks = body.chunks
    .filter((chunk) => chunk !== '')
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  return `${chunks.join('')}0\r\n${body.trailers.map((pair) => `${pair.join(': ')}\r\n`).join('')}\r\n`;
}
