import { isDaemonCookie, isWithheldCookie, parseSetCookie, rewriteSetCookie } from '../domain/cookies.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import type { Upstream } from '../services/ports.ts';
import { acceptsTrailers } from '../wire/forwarding.ts';
import { endsHere, mapHeaders } from '../wire/header-rules.ts';
import type { AnswerHead, RequestHead } from '../wire/message-head.ts';
import { clientHost } from './forwarded.ts';
import { type OwnHosts, rewriteLocation } from './location.ts';
import type { ProxyTarget } from './proxy-target.ts';

export interface AnswerOptions {
  access: Pick<AccessTokens, 'rememberInstanceCookie'>;
  trustForwarded: boolean;
}

/**
 * The headers of an instance's answer as the browser gets them: a flat list that keeps order, case and duplicates, without
 * those of the connection and those that reach beyond the instance, with Set-Cookie and Location kept below its prefix.
 */
export function answerHeaders(
  answer: AnswerHead,
  request: RequestHead,
  target: ProxyTarget,
  options: AnswerOptions,
): string[] {
  const ends = endsHere(answer.headers.connection);
  return mapHeaders(answer, (name, value) => {
    if (ends(name) || outgrowsPath.has(name)) return null;
    if (name === 'trailer' && !takesTrailers(answer, request)) return null;
    if (name === 'content-length' && isBodiless(answer)) return null;
    if (name === 'set-cookie') return takeCookie(value, target, options);
    if (name === 'location') return rewriteLocation(value, target, ownHosts(request, target.proxied.upstream, options));
    // Its worker would serve, and outlive, all pages of the origin.
    return name === 'service-worker-allowed' ? target.prefix : value;
  });
}

/**
 * What a browser keeps for the whole host or origin, however deep the path that said it: to use https only, another address,
 * where to report failures to, what to forget, which content stands for which. One app would decide for Jupyter, the hub and
 * all other apps.
 */
const outgrowsPath = new Set([
  'accept-ch',
  'alt-svc',
  'clear-site-data',
  'critical-ch',
  'expect-ct',
  'nel',
  'public-key-pins',
  'public-key-pins-report-only',
  'report-to',
  'set-login',
  'strict-transport-security',
  'use-as-dictionary',
]);

/** Whether trailers may follow: the answer goes on in chunks, and the client has said that it reads them. */
function takesTrailers(answer: AnswerHead, request: RequestHead): boolean {
  const bodiless = request.method === 'HEAD' || isBodiless(answer) || answer.statusCode === 304;
  return !bodiless && acceptsTrailers(request) && answer.headers['content-length'] === undefined;
}

/** RFC 9110, 8.6: these have no Content-Length, which a 304 may have. */
function isBodiless({ statusCode }: AnswerHead): boolean {
  return statusCode < 200 || statusCode === 204;
}

function takeCookie(header: string, target: ProxyTarget, { access }: AnswerOptions): string | null {
  const { name, value } = parseSetCookie(header);
  // An app could otherwise lock its own users out.
  if (isDaemonCookie(name)) return null;
  if (isWithheldCookie(name)) access.rememberInstanceCookie(target.id, name, value);
  return rewriteSetCookie(header, target.prefix);
}

function ownHosts(request: RequestHead, upstream: Upstream, { trustForwarded }: AnswerOptions): OwnHosts {
  const hosts = [request.headers.host ?? '', clientHost(request, trustForwarded)];
  const instance =
    upstream.kind === 'unix'
      ? []
      : [upstream.host, 'localhost', '127.0.0.1', '[::1]', '0.0.0.0'].map((host) => `${host}:${upstream.port}`);
  return { instance, public: hosts.filter((host) => host !== '').map((host) => host.toLowerCase()) };
}
