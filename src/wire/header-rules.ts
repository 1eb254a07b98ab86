/**
 * Headers that belong to one connection and not to the message (RFC 9110, 7.6.1, and what older programs send). `Trailer`
 * stays: trailers are passed on. The framing headers are set anew by whoever writes the message.
 */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** A sender must not have these dropped by naming them in Connection: it would change what the message means. */
const neverNamed = new Set(['content-length', 'content-type', 'host', 'set-cookie', 'trailer']);

/** Gives a test for the headers (in lower case) that end at this hop; `connection` is the Connection header's value. */
export function endsHere(connection: string | undefined): (name: string) => boolean {
  if (connection === undefined || /^(?:keep-alive|close|upgrade)$/i.test(connection))
    return (name) => hopByHop.has(name);
  const named = new Set(connection.split(',').map((option) => option.trim().toLowerCase()));
  return (name) => hopByHop.has(name) || (named.has(name) && !neverNamed.has(name));
}

/** Names (in lower case) and values of a `rawHeaders` list, in order. */
export function* headerPairs(rawHeaders: string[]): Generator<[name: string, value: string, lowerName: string]> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    yield [name, rawHeaders[index + 1] ?? '', name.toLowerCase()];
  }
}
