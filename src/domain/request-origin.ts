import { splitBase } from './base-path.ts';
import { isProxyTarget } from './proxy-path.ts';

/** The headers that tell where a request comes from, as node:http gives them. */
export interface OriginHeaders {
  'sec-fetch-site'?: string | string[] | undefined;
  origin?: string | string[] | undefined;
  host?: string | string[] | undefined;
  'x-forwarded-host'?: string | string[] | undefined;
}

/** The headers that tell what a request is for. */
export interface PurposeHeaders {
  'sec-fetch-mode'?: string | string[] | undefined;
  'sec-fetch-dest'?: string | string[] | undefined;
  accept?: string | string[] | undefined;
}

/**
 * True when a browser sent the request for a page of another site. Browsers say so themselves in `Sec-Fetch-Site`, but
 * only over https and on localhost (https://www.w3.org/TR/fetch-metadata/); else `Origin` is compared with the host
 * asked. Clients that are no browsers send neither.
 *
 * @param trustForwarded whether X-Forwarded-Host is Jupyter's own word (on the unix socket it is)
 */
export function isForeign(headers: OriginHeaders, trustForwarded: boolean): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = headers.origin;
  if (origin === undefined) return false;
  const hosts = [headers.host, trustForwarded ? headers['x-forwarded-host'] : undefined];
  return typeof origin !== 'string' || !hosts.includes(hostOf(origin));
}

/** The same for a websocket, whose handshake is a GET: here a foreign `Origin` decides. */
export function isForeignSocket(headers: OriginHeaders, trustForwarded: boolean): boolean {
  return (
    isForeign({ ...headers, 'sec-fetch-site': undefined }, trustForwarded) || headers['sec-fetch-site'] === 'cross-site'
  );
}

/**
 * True when the browser goes to the address in a tab: somebody followed a link, and no script reads the answer. Frames,
 * pictures and calls of scripts are no visits. A browser that says nothing of that (plain http) is believed its `Accept`.
 */
export function isVisit(method: string, headers: PurposeHeaders): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = headers['sec-fetch-mode'];
  if (mode === undefined) return /text\/html/i.test(String(headers.accept ?? ''));
  return mode === 'navigate' && (headers['sec-fetch-dest'] ?? 'document') === 'document';
}

/**
 * True when a browser sent the request for the page of an instance, as far as it says so: by a `Referer` below the base's
 * `proxy/`. A page that does not want that to be seen can say something else.
 *
 * @param basePath begins and ends with "/"
 */
export function isFromInstance(referer: string | undefined, basePath: string): boolean {
  const target = /^https?:\/\/[^/?#]*(\/[^#]*)/i.exec(referer ?? '')?.[1];
  if (target === undefined) return false;
  const { base, target: below } = splitBase(target, basePath);
  return base !== null && isProxyTarget(below);
}

// "https://hub.example:8000" -> "hub.example:8000", "null" -> "" (a sandboxed page, which is foreign)
function hostOf(origin: string): string {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase() ?? '';
}
