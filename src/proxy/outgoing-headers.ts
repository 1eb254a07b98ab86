import type { IncomingMessage } from 'node:http';
import { filterCookies, isDaemonCookie, isWithheldCookie, parseCookies } from '../domain/cookies.ts';
import { removeLaunchToken } from '../domain/launch-token.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import { clientHost, clientScheme } from './forwarded.ts';
import { endsHere, headerPairs } from './header-rules.ts';
import type { ProxyTarget } from './proxy-target.ts';

export interface OutgoingOptions {
  access: Pick<AccessTokens, 'isInstanceCookie'>;
  trustForwarded: boolean;
  /** Ask for an answer without compression, because it will be changed on its way. */
  plainAnswer?: boolean;
}

/** Credentials, and what only the proxy before the instance may say. */
const stripped = new Set(['authorization', 'forwarded', 'x-proxycontextpath', 'x-real-ip', 'x-scheme']);

/**
 * The headers that an instance gets, as node:http takes them: a flat list that keeps order, case and duplicates. Framing
 * is decided here alone: a chunked body stays chunked, a counted one keeps its count.
 */
export function outgoingHeaders(request: IncomingMessage, target: ProxyTarget, options: OutgoingOptions): string[] {
  const headers = passedHeaders(request, target, options);
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined) headers.push('Transfer-Encoding', coding);
  else if (request.headers['content-length'] === undefined && !bodiless.has(request.method ?? '')) {
    // Says the same as no framing header, where node:http would otherwise add "chunked".
    headers.push('Content-Length', '0');
  }
  if (/\btrailers\b/i.test(String(request.headers.te ?? '')))
    headers.push('TE', 'trailers', 'Connection', 'keep-alive, TE');
  return headers;
}

/** The same for the request of an upgrade. Compression of websocket frames is not offered: it costs more than it saves. */
export function upgradeHeaders(request: IncomingMessage, target: ProxyTarget, options: OutgoingOptions): string[] {
  const headers = passedHeaders(request, target, options, 'sec-websocket-extensions');
  return [...headers, 'Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? ''];
}

/** True when a body may follow the head of a request. */
export function hasBody(request: IncomingMessage): boolean {
  const { 'transfer-encoding': coding, 'content-length': length } = request.headers;
  return coding !== undefined || (length !== undefined && Number(length) > 0);
}

/** Methods for which node:http adds no framing of its own. */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

function passedHeaders(
  request: IncomingMessage,
  target: ProxyTarget,
  options: OutgoingOptions,
  also?: string,
): string[] {
  const ends = endsHere(request.headers.connection);
  const keepCookie = cookieFilter(target.id, options);
  const headers: string[] = [];
  for (const [name, value, lower] of headerPairs(request.rawHeaders)) {
    if (ends(lower) || stripped.has(lower) || lower.startsWith('x-forwarded-') || lower === also) continue;
    if (lower === 'trailer' && request.headers['transfer-encoding'] === undefined) continue;
    if (lower === 'x-xsrftoken' && !hasOwnXsrfCookie(request, target.id, options)) continue;
    if (options.plainAnswer && /^(?:accept-encoding|range|if-range)$/.test(lower)) continue;
    const passed = lower === 'cookie' ? filterCookies(value, keepCookie) : value;
    if (passed !== null) headers.push(name, lower === 'referer' ? removeLaunchToken(passed) : passed);
  }
  if (options.plainAnswer) headers.push('Accept-Encoding', 'identity');
  headers.push(...forwardedHeaders(request, target, options.trustForwarded));
  return headers;
}

function cookieFilter(instanceId: string, { access }: OutgoingOptions) {
  return (pair: { name: string; value: string }): boolean =>
    !isWithheldCookie(pair.name) ||
    (!isDaemonCookie(pair.name) && access.isInstanceCookie(instanceId, pair.name, pair.value));
}

/** Jupyter's own token travels in the same header: it passes only beside an `_xsrf` cookie of the instance. */
function hasOwnXsrfCookie(request: IncomingMessage, instanceId: string, { access }: OutgoingOptions): boolean {
  return parseCookies(request.headers.cookie ?? '').some(
    (pair) => pair.name === '_xsrf' && access.isInstanceCookie(instanceId, pair.name, pair.value),
  );
}

function forwardedHeaders(request: IncomingMessage, target: ProxyTarget, trustForwarded: boolean): string[] {
  const headers = ['X-Forwarded-Proto', clientScheme(request, trustForwarded)];
  const host = clientHost(request, trustForwarded);
  if (host !== '') headers.push('X-Forwarded-Host', host);
  // A unix socket has no address; who is behind it sits on this machine.
  headers.push('X-Forwarded-For', request.socket.remoteAddress ?? '127.0.0.1');
  // An app that gets its full path must not put the prefix before it once more.
  if (target.absolute) return headers;
  const context = target.prefix.slice(0, -1);
  headers.push('X-Forwarded-Prefix', context, 'X-Forwarded-Context', context, 'X-ProxyContextPath', context);
  return headers;
}
