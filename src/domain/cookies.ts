/** One `name=value` of a Cookie header, byte for byte. */
export interface CookiePair {
  name: string;
  value: string;
}

/** `'a=1; b="x=y"'` -> `[{name: 'a', value: '1'}, {name: 'b', value: '"x=y"'}]`; a piece without "=" is a nameless value. */
export function parseCookies(header: string): CookiePair[] {
  const pairs: CookiePair[] = [];
  for (const part of header.split(';')) {
    const piece = part.trim();
    const equals = piece.indexOf('=');
    if (equals !== -1) pairs.push({ name: piece.slice(0, equals).trim(), value: piece.slice(equals + 1).trim() });
    else if (piece !== '') pairs.push({ name: '', value: piece });
  }
  return pairs;
}

/**
 * The header without the pairs that `keep` refuses; unchanged when it refuses none, null when nothing is left.
 *
 * `filterCookies('a=1; _xsrf=2', (pair) => pair.name !== '_xsrf')` -> `'a=1'`
 */
export function filterCookies(header: string, keep: (pair: CookiePair) => boolean): string | null {
  const pairs = parseCookies(header);
  const kept = pairs.filter(keep);
  if (kept.length === pairs.length) return header;
  if (kept.length === 0) return null;
  return kept.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ');
}

// jupyterhub-session-id, jupyterhub-user-<name> and jupyterhub-hub-login are the hub's; username-<host>-<port> and _xsrf
// Jupyter's; trame_manager_… the daemon's. A hub with `cookie_host_prefix_enabled` puts "__Host-" before its names.
const withheld = /^(?:__(?:host|secure)-)?(?:jupyterhub-|username-|_xsrf$|trame_manager)/i;
const ownNames = /^trame_manager/i;

/** True for names of cookies that are credentials of Jupyter, of the hub or of the daemon. */
export function isWithheldCookie(name: string): boolean {
  return withheld.test(name);
}

/** True for names that only the daemon itself may set. */
export function isDaemonCookie(name: string): boolean {
  return ownNames.test(name);
}

/**
 * The name and value that a Set-Cookie header sets, as the browser will send them: of a nameless cookie it sends the value
 * alone, which is read as a name and a value again.
 *
 * `parseSetCookie('=a=1; Path=/')` -> `{name: 'a', value: '1'}`
 */
export function parseSetCookie(header: string): CookiePair {
  const pair = parseCookies(header.split(';', 1)[0] ?? '')[0] ?? { name: '', value: '' };
  return pair.name === '' ? (parseCookies(pair.value)[0] ?? pair) : pair;
}

/**
 * Keeps a cookie that an instance sets to the instance's own prefix: its Path is put below the prefix, Domain is
 * dropped. Without a Path the browser takes the directory of the request, which lies below the prefix already.
 *
 * @param prefix the instance's public path; ends with "/"
 *
 * ```
 * rewriteSetCookie('a=1; Path=/x; Domain=n1; Secure', '/proxy/40123/') -> 'a=1; Path=/proxy/40123/x; Secure'
 * rewriteSetCookie('a=1; path=/proxy/40123/', '/proxy/40123/')         -> 'a=1; path=/proxy/40123/'
 * ```
 */
export function rewriteSetCookie(header: string, prefix: string): string {
  const [pair = '', ...attributes] = header.split(';');
  const kept = attributes
    .filter((attribute) => !/^\s*domain\s*(?:=|$)/i.test(attribute))
    .map((attribute) => {
      const path = /^\s*path\s*=\s*/i.exec(attribute)?.[0];
      return path === undefined ? attribute : path + cookiePath(attribute.slice(path.length).trimEnd(), prefix);
    });
  return [pair, ...kept].join(';');
}

// An app that knows its prefix sets it itself. A path that is none counts as the default, so it stays ("Path=" and "Path=x").
function cookiePath(path: string, prefix: string): string {
  if (!path.startsWith('/') || path.startsWith(prefix) || `${path}/` === prefix) return path;
  return `${prefix}${path.slice(1)}`;
}
