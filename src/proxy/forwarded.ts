import type { RequestHead } from '../wire/message-head.ts';

/**
 * The scheme that the browser used. Jupyter speaks plain http to the daemon; whoever ends TLS before it says so in
 * X-Forwarded-Proto, of which the first entry is the browser's.
 */
export function clientScheme(request: RequestHead, trustForwarded: boolean): 'http' | 'https' {
  const given = trustForwarded ? firstOf(request.headers['x-forwarded-proto']) : undefined;
  return given?.toLowerCase() === 'https' ? 'https' : 'http';
}

/** The host that the browser asked, with its port where it has one; empty when an HTTP/1.0 client named none. */
export function clientHost(request: RequestHead, trustForwarded: boolean): string {
  const given = trustForwarded ? firstOf(request.headers['x-forwarded-host']) : undefined;
  return given || request.headers.host || '';
}

// "https, http" -> "https"
function firstOf(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header[0] : header)?.split(',', 1)[0]?.trim();
}
