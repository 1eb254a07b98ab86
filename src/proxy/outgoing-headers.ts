import { filterCookies, isDaemonCookie, isWithheldCookie, parseCookies } from '../domain/cookies.ts';
import { passedReferer } from '../domain/referer.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import { acceptsTrailers } from '../wire/forwarding.ts';
import { endsHere, mapHeaders } from '../wire/header-rules.ts';
import type { RequestHead } from '../wire/message-head.ts';
import { clientHost, clientScheme } from './forwarded.ts';
import type { ProxyTarget } from './proxy-target.ts';

export interface OutgoingOptions {
  access: Pick<AccessTokens, 'isInstanceCookie'>;
  trustForwarded: boolean;
  /** More headers, in lower case, that are not passed on. */
  withheld: readonly string[];
  /** The request asks for a websocket. */
  upgrade: boolean;
  /** The address that connected to us; undefined on a unix socket, where whoever is behind it sits on this machine. */
  remoteAddress: string | undefined;
}

/** Credentials, and what only the proxy before the instance may say. */
function isProxysWord(name: string): boolean {
  // WSGI programs read X_Forwarded_For as X-Forwarded-For.
  const hyphenated = name.includes('_') ? name.replaceAll('_', '-') : name;
  return stripped.has(hyphenated) || hyphenated.startsWith('x-forwarded-');
}

const stripped = new Set(['authorization', 'forwarded', 'x-proxycontextpath', 'x-real-ip', 'x-scheme']);

/**
 * The headers that an instance gets: a flat list that keeps order, case and duplicates. The body's framing stays as it is: a
 * chunked body stays chunked, a counted one keeps its count. Compression of websocket frames is not offered: it costs more
 * than it saves.
 */
export function outgoingHeaders(request: RequestHead, target: ProxyTarget, options: OutgoingOptions): string[] {
  const headers = passedHeaders(request, target, options);
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined) headers.push('Transfer-Encoding', coding);
  if (options.upgrade) headers.push('Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? '');
  else if (acceptsTrailers(request)) headers.push('TE', 'trailers', 'Connection', 'TE');
  return headers;
}

function passedHeaders(request: RequestHead, target: ProxyTarget, options: OutgoingOptions): string[] {
  const ends = endsHere(request.headers.connection);
  const keepCookie = cookieFilter(target.id, options);
  const headers = mapHeaders(request, (name, value) => {
    if (ends(name) || isProxysWord(name)) return null;
    if (options.upgrade && name === 'sec-websocket-extensions') return null;
    if (name === 'trailer' && request.headers['transfer-encoding'] === undefined) return null;
    if (name === 'x-xsrftoken' && !hasOwnXsrfCookie(request, target.id, options)) return null;
    if (options.withheld.includes(name)) return null;
    if (name === 'cookie') return filterCookies(value, keepCookie);
    return name === 'referer' ? passedReferer(value, target.base, target.proxied.record.number) : value;
  });
  // HTTP/1.0 clients may leave it out; HTTP/1.1, which the instance is asked by, may not.
  if (request.headers.host === undefined) headers.unshift('Host', 'localhost');
  addForwarded(headers, request, target, options);
  return headers;
}

function cookieFilter(instanceId: string, { access }: OutgoingOptions) {
  return (pair: { name: string; value: string }): boolean =>
    !isWithheldCookie(pair.name) ||
    (!isDaemonCookie(pair.name) && access.isInstanceCookie(instanceId, pair.name, pair.value));
}

/** Jupyter's own token travels in the same header: it passes only beside an `_xsrf` cookie of the instance. */
function hasOwnXsrfCookie(request: RequestHead, instanceId: string, { access }: OutgoingOptions): boolean {
  return parseCookies(request.headers.cookie ?? '').some(
    (pair) => pair.name === '_xsrf' && access.isInstanceCookie(instanceId, pair.name, pair.value),
  );
}

function addForwarded(headers: string[], request: RequestHead, target: ProxyTarget, options: OutgoingOptions): void {
  headers.push('X-Forwarded-Proto', clientScheme(request, options.trustForwarded));
  const host = clientHost(request, options.trustForwarded);
  if (host !== '') headers.push('X-Forwarded-Host', host);
  headers.push('X-Forwarded-For', options.remoteAddress ?? '127.0.0.1');
  // An app that gets its full path must not put the prefix before it once more.
  if (target.absolute) return;
  const context = target.prefix.slice(0, -1);
  headers.push('X-Forwarded-Prefix', context, 'X-Forwarded-Context', context, 'X-ProxyContextPath', context);
}
