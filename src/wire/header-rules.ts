import type { MessageHead } from './message-head.ts';

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

/** What is done with one header: its value, perhaps another, or null where it is dropped. */
export type HeaderRule = (lowerName: string, value: string) => string | null;

/** The headers of a message by a rule, in their order and with their names as they came: a flat list. */
export function mapHeaders(
  { names, rawHeaders }: Pick<MessageHead, 'names' | 'rawHeaders'>,
  rule: HeaderRule,
): string[] {
  const headers: string[] = [];
  for (let index = 0; index < names.length; index += 1) {
    const value = rule(names[index] as string, rawHeaders[2 * index + 1] as string);
    if (value !== null) headers.push(rawHeaders[2 * index] as string, value);
  }
  return headers;
}
