import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionCookieName } from '../domain/access.ts';
import { findLaunchToken, removeLaunchToken } from '../domain/launch-token.ts';
import { proxyPrefix } from '../domain/proxy-path.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import { answerRefusal } from './answers.ts';
import { clientScheme } from './forwarded.ts';
import { linkNeeded } from './instance-pages.ts';
import type { ProxyTarget } from './proxy-target.ts';

export interface GateOptions {
  access: AccessTokens;
  trustForwarded: boolean;
}

/** Lets requests through that hold the instance's cookie; turns one-time tokens into that cookie. */
export function createTokenGate({ access, trustForwarded }: GateOptions) {
  const cookies = (request: IncomingMessage, target: ProxyTarget, value: string) =>
    sessionCookies(target, value, clientScheme(request, trustForwarded) === 'https');

  const redeem = async (request: IncomingMessage, response: ServerResponse, target: ProxyTarget, token: string) => {
    const redemption = await access.redeem(target.id, token, validSinceMs(target));
    if (redemption.result !== 'opened') return answerRefusal(request, response, linkNeeded(target, redemption.result));
    redirectToClean(response, target, cookies(request, target, redemption.cookie));
  };

  return {
    /** True when the request may go on; false when it was answered here (or will be, once the promise settles). */
    admit(request: IncomingMessage, response: ServerResponse, target: ProxyTarget): boolean | Promise<false> {
      const reads = request.method === 'GET' || request.method === 'HEAD';
      const token = reads ? findLaunchToken(target.rest) : null;
      if (access.hasSession(target.id, request.headers.cookie)) {
        if (token === null) return true;
        redirectToClean(response, target, []);
        return false;
      }
      if (token === null) answerRefusal(request, response, linkNeeded(target, 'missing'));
      else if (request.method === 'GET' && !isPrefetch(request)) {
        return redeem(request, response, target, token).then(() => false as const);
      } else if (!access.isFresh(target.id, token, validSinceMs(target))) {
        answerRefusal(request, response, linkNeeded(target, 'missing'));
      } else answerLooker(request, response);
      return false;
    },
  };
}

/**
 * The cookies that let a browser in: one for each form of the instance's path. A cookie is no barrier between the scripts of
 * two apps of one origin, but the apps' servers never see each other's.
 */
function sessionCookies(target: ProxyTarget, value: string, secure: boolean): string[] {
  return [false, true].map((absolute) => {
    const path = proxyPrefix(target.base, { absolute, name: target.name });
    return `${sessionCookieName(target.id)}=${value}; Path=${path}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  });
}

/** To the same URL without the token. Relative, because the hop before us would prefix a path. */
function redirectToClean(response: ServerResponse, target: ProxyTarget, cookies: string[]): void {
  response.writeHead(303, {
    Location: `./${lastSegment(removeLaunchToken(target.rest))}`,
    ...(cookies.length === 0 ? {} : { 'Set-Cookie': cookies }),
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'Content-Length': '0',
  });
  response.end();
}

/** Link checkers and prefetching browsers look without opening; what is not 2xx is not shown as a prefetched page. */
function answerLooker(request: IncomingMessage, response: ServerResponse): void {
  const status = isPrefetch(request) ? 503 : 200;
  response.writeHead(status, { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'Content-Length': '0' });
  response.end();
}

function isPrefetch(request: IncomingMessage): boolean {
  const purposes = [request.headers['sec-purpose'], request.headers.purpose, request.headers['x-purpose']];
  return purposes.some((purpose) => /prefetch|prerender|preview/i.test(String(purpose ?? '')));
}

// "/a/b.html?x=/" -> "b.html?x=/"
function lastSegment(rest: string): string {
  const path = rest.split('?', 1)[0] ?? '';
  return rest.slice(path.lastIndexOf('/') + 1);
}

/** A link dies with the run of the instance that it was made for. */
function validSinceMs({ proxied: { record } }: ProxyTarget): number {
  return Math.max(...[record.started_at, record.ended_at ?? ''].map((time) => Date.parse(time) || 0));
}
