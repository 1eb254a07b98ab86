import type { Instances } from '../services/ports.ts';
import type { RequestHead } from '../wire/message-head.ts';
import { type OwnAnswer, ownAnswer } from '../wire/own-answer.ts';
import { clientHost, clientScheme } from './forwarded.ts';
import type { ProxyTarget } from './proxy-target.ts';

/**
 * True for the request by which trame's client asks for its session: POST `${document.baseURI}paraview/`. The base URI is
 * that of the page, so its file name may stand before ("index.htmlparaview/").
 */
export function isLauncherRequest(request: RequestHead, target: ProxyTarget): boolean {
  return (
    request.method === 'POST' &&
    target.proxied.record.kind === 'trame' &&
    /^\/[^/?]*paraview\/(?:\?|$)/.test(target.rest)
  );
}

/**
 * Answers it with where the websocket is and the key it needs, which thus never stands in a URL. trame's own server answers
 * 405.
 */
export async function launcherAnswer(
  request: RequestHead,
  target: ProxyTarget,
  options: { instances: Pick<Instances, 'readSecret'>; trustForwarded: boolean },
): Promise<OwnAnswer> {
  const secret = await options.instances.readSecret(target.id);
  const scheme = clientScheme(request, options.trustForwarded) === 'https' ? 'wss' : 'ws';
  const sessionURL = `${scheme}://${clientHost(request, options.trustForwarded)}${target.prefix}ws`;
  return ownAnswer(
    200,
    { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' },
    JSON.stringify({ sessionURL, secret }),
  );
}
