import { decodeBytes } from '../domain/base-path.ts';
import type { ProxyTarget } from './proxy-target.ts';

/** What is known of the hosts: those of the instance itself, and those under which the browser sees all of Jupyter. */
export interface OwnHosts {
  /** "127.0.0.1:40123", "localhost:40123"; in lower case. */
  instance: string[];
  /** "hub.example"; in lower case. */
  public: string[];
}

/**
 * Rewrites a Location so that it leads below the instance's prefix, and makes it relative to the request's path:
 * jupyter-server-proxy puts its own prefix before any that begins with "/". One that leads to another site, and one that
 * is relative already, stays as it is.
 *
 * ```
 * // request /user/a/tm/proxy/40123/x/y?z
 * '/login?k=1'                      -> '../login?k=1'
 * '/user/a/tm/proxy/40123/login'    -> '../login'        (the app knows its prefix)
 * 'http://127.0.0.1:40123/login'    -> '../login'
 * 'https://other.example/login'     -> unchanged
 * ```
 */
export function rewriteLocation(location: string, target: ProxyTarget, hosts: OwnHosts): string {
  if (location.startsWith('/') && !location.startsWith('//')) return relativeTo(target, location);
  const absolute = /^(?:https?:)?\/\/([^/?#]*)(.*)$/is.exec(location);
  if (!absolute) return location;
  const authority = withoutDefaultPort((absolute[1] ?? '').toLowerCase());
  const path = (absolute[2] ?? '').startsWith('/') ? (absolute[2] ?? '') : `/${absolute[2] ?? ''}`;
  if (hosts.instance.map(withoutDefaultPort).includes(authority)) return relativeTo(target, path);
  if (!hosts.public.map(withoutDefaultPort).includes(authority)) return location;
  // Frameworks build absolute URLs from the Host header and their own root; one below the base is meant as it stands.
  return isBelow(path, target.base) && target.base !== '/' && !isBelow(path, target.prefix)
    ? location
    : relativeTo(target, path);
}

function relativeTo(target: ProxyTarget, asked: string): string {
  const path = withSlash(asked, target.prefix);
  if (isBelow(path, target.prefix)) return climb(depthOf(target.rest), cut(path, target.prefix));
  if (!target.absolute) return climb(depthOf(target.rest), path.slice(1));
  // An app that gets its full path means what it says, also outside its prefix: climb to the root of the host.
  return climb(depthOf(target.prefix) + depthOf(target.rest), path.slice(1));
}

// "/tm/proxy/1?k" -> "/tm/proxy/1/?k": the prefix without its slash means the prefix
function withSlash(path: string, prefix: string): string {
  const head = path.split(/[?#]/, 1)[0] ?? '';
  return decodeBytes(`${head}/`) === decodeBytes(prefix) ? `${head}/${path.slice(head.length)}` : path;
}

// (2, "login") -> "../../login", (0, "?k=1") -> "./?k=1": "./" keeps "a:b" from being a scheme
function climb(levels: number, path: string): string {
  return (levels === 0 ? './' : '../'.repeat(levels)) + path;
}

// Directories below the root: "/" -> 0, "/x/y?a/b" -> 1, "/user/a/" -> 2
function depthOf(path: string): number {
  return (path.split(/[?#]/, 1)[0] ?? '').split('/').length - 2;
}

function isBelow(path: string, prefix: string): boolean {
  const slashes = prefix.split('/').length - 1;
  const head = path.split(/[?#]/, 1)[0]?.split('/') ?? [];
  return head.length > slashes && decodeBytes(`${head.slice(0, slashes).join('/')}/`) === decodeBytes(prefix);
}

// ("/tm/proxy/1/a?b", "/tm/proxy/1/") -> "a?b"; the prefix may be escaped in another way
function cut(path: string, prefix: string): string {
  return path
    .split('/')
    .slice(prefix.split('/').length - 1)
    .join('/');
}

function withoutDefaultPort(authority: string): string {
  return authority.replace(/:(?:80|443)$/, '');
}
