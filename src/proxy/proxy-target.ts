import { splitBase } from '../domain/base-path.ts';
import type { InstanceRecord } from '../domain/instance.ts';
import { removeLaunchToken } from '../domain/launch-token.ts';
import { parseProxyPath, proxyName, proxyPrefix } from '../domain/proxy-path.ts';
import type { Instances, ProxiedInstance } from '../services/ports.ts';

/** A request that means a listed instance. */
export interface ProxyTarget {
  proxied: ProxiedInstance;
  id: string;
  /** The base path as this client sees it; begins and ends with "/". */
  base: string;
  /** "40123" or "n1:40123", as the URL names the instance. */
  name: string;
  /** The instance's public path in the form of this request; ends with "/". */
  prefix: string;
  /** Whether the instance gets the full public path. */
  absolute: boolean;
  /** Path and query below the prefix, byte for byte; begins with "/". */
  rest: string;
  /** What the instance is asked for: never with a launch token. */
  upstreamPath: string;
}

/** What a request target means to the proxy. */
export type Resolved =
  | { kind: 'unknown' }
  /** The slash after the number is missing; `location` is relative. */
  | { kind: 'add_slash'; location: string }
  | { kind: 'instance'; target: ProxyTarget };

/** Finds the instance that a raw request target means; only listed ones are found. */
export function resolveTarget(url: string, basePath: string, instances: Pick<Instances, 'findByNumber'>): Resolved {
  const below = splitBase(url, basePath);
  const path = parseProxyPath(below.target);
  const proxied = path && instances.findByNumber(path.host, path.number);
  if (!proxied) return { kind: 'unknown' };
  // "n1:40123/" would be read as a scheme; "./n1:40123/" is not.
  if (path.rest === null) {
    return { kind: 'add_slash', location: `${path.host === null ? '' : './'}${path.name}/${path.query}` };
  }
  const base = below.base ?? basePath;
  const prefix = proxyPrefix(base, path);
  const asked = path.absolute ? prefix + path.rest.slice(1) : path.rest;
  const { name, absolute, rest } = path;
  const id = proxied.record.id;
  return {
    kind: 'instance',
    target: { proxied, id, base, name, prefix, absolute, rest, upstreamPath: removeLaunchToken(asked) },
  };
}

/**
 * The link that opens an instance once. Not percent-encoded further: `open_path` is part of a URL already.
 *
 * `linkUrl('/user/a/tm/', {number: 40123, absolute_url: false, open_path: '/index.html?x'}, 'T')` ->
 * `'/user/a/tm/proxy/40123/index.html?x&launch_token=T'`
 */
export function linkUrl(
  basePath: string,
  instance: Pick<InstanceRecord, 'number' | 'absolute_url' | 'open_path' | 'job'>,
  token: string,
): string {
  const prefix = proxyPrefix(basePath, { absolute: instance.absolute_url, name: proxyName(instance) });
  const [page = '', fragment] = instance.open_path.split('#', 2);
  const separator = page.includes('?') ? '&' : '?';
  return `${prefix}${page.replace(/^\//, '')}${separator}launch_token=${token}${fragment === undefined ? '' : `#${fragment}`}`;
}
