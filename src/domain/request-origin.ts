/** The headers that tell where a request comes from, as node:http gives them. */
export interface OriginHeaders {
  'sec-fetch-site'?: string | string[] | undefined;
  origin?: string | string[] | undefined;
  host?: string | string[] | undefined;
  'x-forwarded-host'?: string | string[] | undefined;
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

// "https://hub.example:8000" -> "hub.example:8000", "null" -> "" (a sandboxed page, which is foreign)
function hostOf(origin: string): string {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase() ?? '';
}
