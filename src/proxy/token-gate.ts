import { sessionCookieName } from '../domain/access.ts';
import { parseCookies } from '../domain/cookies.ts';
import { findLaunchToken, removeLaunchToken } from '../domain/launch-token.ts';
import { proxyName, proxyPrefix } from '../domain/proxy-path.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import type { RequestHead } from '../wire/message-head.ts';
import { type OwnAnswer, ownAnswer } from '../wire/own-answer.ts';
import { refusalAnswer } from './answers.ts';
import { clientScheme } from './forwarded.ts';
import { linkNeeded } from './instance-pages.ts';
import type { ProxyTarget } from './proxy-target.ts';

export interface GateOptions {
  access: AccessTokens;
  trustForwarded: boolean;
}

/** Lets requests through that hold the instance's cookie; turns one-time tokens into that cookie. */
export function createTokenGate({ access, trustForwarded }: GateOptions) {
  const redeem = async (request: RequestHead, target: ProxyTarget, token: string): Promise<OwnAnswer> => {
    const redemption = await access.redeem(target.id, token, validSinceMs(target));
    if (redemption.result !== 'opened') return refusalAnswer(request, linkNeeded(target, redemption.result));
    const secure = clientScheme(request, trustForwarded) === 'https';
    return redirectToClean(target, sessionCookies(target, redemption.cookie, secure));
  };

  /** The cookie that let this browser in, for the path that is the instance's own from now on. */
  const redirectToOwnPath = (request: RequestHead, target: ProxyTarget): OwnAnswer => {
    const name = proxyName(target.proxied.record);
    const secure = clientScheme(request, trustForwarded) === 'https';
    const cookie = sessionCookieName(target.id);
    const held = parseCookies(request.headers.cookie ?? '').find(
      (pair) => pair.name === cookie && access.hasSession(target.id, `${cookie}=${pair.value}`),
    );
    const location = `${'../'.repeat(depthOf(target.rest))}${name}${target.rest}`;
    return redirect(location, held ? sessionCookies({ ...target, name }, held.value, secure) : []);
  };

  return {
    /** Null when the request may go on; else what it is answered. */
    check(request: RequestHead, target: ProxyTarget): null | OwnAnswer | Promise<OwnAnswer> {
      const reads = request.method === 'GET' || request.method === 'HEAD';
      const token = reads ? findLaunchToken(target.rest) : null;
      if (access.hasSession(target.id, request.headers.cookie)) {
        if (token !== null) return redirectToClean(target, []);
        return reads && isProvisional(target) ? redirectToOwnPath(request, target) : null;
      }
      if (token === null) return refusalAnswer(request, linkNeeded(target, 'missing'));
      if (request.method === 'GET' && opens(request)) return redeem(request, target, token);
      return access.isFresh(target.id, token, validSinceMs(target))
        ? lookerAnswer(request)
        : refusalAnswer(request, linkNeeded(target, 'missing'));
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
function redirectToClean(target: ProxyTarget, cookies: string[]): OwnAnswer {
  return redirect(`./${lastSegment(removeLaunchToken(target.rest))}`, cookies);
}

/**
 * An instance that runs as a job gets its path when it runs; before that it is seen below its number alone. Whoever waited
 * there goes on at the other path, which is the one that the app knows.
 */
function isProvisional({ proxied: { record }, name }: ProxyTarget): boolean {
  return record.job != null && name !== proxyName(record);
}

// "/a/b.html?x=/" -> 2
function depthOf(rest: string): number {
  return (rest.split('?', 1)[0] ?? '').split('/').length - 1;
}

function redirect(location: string, cookies: string[]): OwnAnswer {
  const answer = ownAnswer(303, { Location: location, ...lookHeaders });
  return { ...answer, headers: [...answer.headers, ...cookies.flatMap((cookie) => ['Set-Cookie', cookie])] };
}

/** Link checkers and prefetching browsers look without opening; what is not 2xx is not shown as a prefetched page. */
function lookerAnswer(request: RequestHead): OwnAnswer {
  return ownAnswer(request.method === 'HEAD' && !isPrefetch(request) ? 200 : 503, lookHeaders);
}

const lookHeaders = { 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' };

/** Whether what is asked for may be seen: not ahead of time, and not as a picture or script within some page. */
function opens(request: RequestHead): boolean {
  return !isPrefetch(request) && !partsOfPages.has(String(request.headers['sec-fetch-dest']));
}

/** Destinations of requests (https://fetch.spec.whatwg.org/#concept-request-destination) that never show a page. */
const partsOfPages = new Set(['audio', 'font', 'image', 'manifest', 'script', 'style', 'track', 'video', 'worker']);

function isPrefetch(request: RequestHead): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => request.headers[name]);
  return purposes.some((purpose) => /prefetch|prerender|preview/i.test(String(purpose ?? '')));
}

// "/a/b.html?x=/" -> "b.html?x=/"
function lastSegment(rest: string): string {
  const path = rest.split('?', 1)[0] ?? '';
  return rest.slice(path.lastIndexOf('/') + 1);
}

/** A link dies with the run of the instance that it was made for. A run that began in the future tells nothing: the clock was set back. */
function validSinceMs({ proxied: { record } }: ProxyTarget): number {
  const times = [record.started_at, record.ended_at ?? ''].map((time) => Date.parse(time) || 0);
  return Math.max(0, ...times.filter((time) => time <= Date.now()));
}
