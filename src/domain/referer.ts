import { splitBase } from './base-path.ts';
import { removeLaunchToken } from './launch-token.ts';
import { parseProxyPath } from './proxy-path.ts';

/**
 * What an instance gets of a Referer, or null for nothing. Its own pages' addresses it knows already; of any other page it
 * gets the origin, which is what checks against forged requests (Django's) look at. The addresses of Jupyter's and the
 * hub's pages hold tokens (`lab?token=…`, the login's `?next=…state…`), and a browser sends them whole within one origin.
 *
 * @param basePath begins and ends with "/"
 * @param number the instance's, as in its URL
 *
 * ```
 * passedReferer('http://h/tm/proxy/40123/a?launch_token=T&b', '/tm/', 40123) -> 'http://h/tm/proxy/40123/a?b'
 * passedReferer('http://h/lab?token=T', '/tm/', 40123)                       -> 'http://h/'
 * passedReferer('about:blank', '/tm/', 40123)                                -> null
 * ```
 */
export function passedReferer(referer: string, basePath: string, number: number): string | null {
  const [, scheme = '', authority = '', target = ''] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/i.exec(referer) ?? [];
  if (scheme === '') return null;
  const path = parseProxyPath(splitBase(target, basePath).target);
  // Browsers leave a user and password out; others may not.
  const origin = `${scheme}${authority.slice(authority.lastIndexOf('@') + 1)}`;
  return path?.number === number ? `${origin}${removeLaunchToken(target)}` : `${origin}/`;
}
