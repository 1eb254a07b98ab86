/** Whom a request target below `/proxy/` means, and what is left of it for the instance. */
export interface ProxyPath {
  /** Whether the instance gets the full public path instead of the part below its prefix. */
  absolute: boolean;
  /** Null: this machine. */
  host: string | null;
  number: number;
  /** The segment that names the instance, as it was written: "40123", "n1:40123". */
  name: string;
  /** Path and query below the prefix, byte for byte; null where the slash after the name is missing. */
  rest: string | null;
  /** The query with its "?", or "" where there is none. */
  query: string;
}

/** True for targets (below the base) that belong to the proxy, also those that name no instance. */
export function isProxyTarget(target: string): boolean {
  return target.startsWith('/proxy/');
}

// An IPv6 address stands in brackets, as in every URL.
const pattern =
  /^\/proxy\/(absolute\/)?((?:([A-Za-z0-9](?:[A-Za-z0-9._-]*)|\[[0-9A-Fa-f:.]+\]):)?([1-9][0-9]{0,4}))(?=[/?]|$)/;

/**
 * Reads a raw request target below the base; nothing is decoded or normalised. Null when it names no instance: a number
 * with leading zeros or beyond 65535, a missing one, a host that is none.
 *
 * ```
 * parseProxyPath('/proxy/40123/a%2Fb//c;d?x') -> {absolute: false, host: null, number: 40123, name: '40123', rest: '/a%2Fb//c;d?x', query: '?x'}
 * parseProxyPath('/proxy/absolute/n1:80/')    -> {absolute: true, host: 'n1', number: 80, name: 'n1:80', rest: '/', query: ''}
 * parseProxyPath('/proxy/40123?x')            -> {…, rest: null, query: '?x'}
 * parseProxyPath('/proxy/forty/')             -> null
 * ```
 */
export function parseProxyPath(target: string): ProxyPath | null {
  const match = pattern.exec(target);
  const name = match?.[2];
  if (!match || name === undefined) return null;
  const number = Number(match[4]);
  if (number > 65_535) return null;
  const rest = target.slice(match[0].length);
  return {
    absolute: match[1] !== undefined,
    host: match[3] ?? null,
    number,
    name,
    rest: rest.startsWith('/') ? rest : null,
    query: queryOf(rest),
  };
}

/**
 * The segment that names an instance: its number, after the host where it runs as a job and that host is known.
 *
 * `proxyName({number: 40123, job: {path_host: 'n1'}})` -> `'n1:40123'`
 */
export function proxyName({
  number,
  job,
}: {
  number: number;
  job?: { path_host: string | null } | null | undefined;
}): string {
  return job?.path_host ? `${job.path_host}:${number}` : String(number);
}

/**
 * The public path under which an instance is seen; ends with "/".
 *
 * `proxyPrefix('/user/a/tm/', {absolute: true, name: '40123'})` -> `'/user/a/tm/proxy/absolute/40123/'`
 */
export function proxyPrefix(basePath: string, path: Pick<ProxyPath, 'absolute' | 'name'>): string {
  return `${basePath}proxy/${path.absolute ? 'absolute/' : ''}${path.name}/`;
}

/** `"/a?b?c"` -> `"?b?c"`, `"/a?"` -> `"?"`, `"/a"` -> `""` */
export function queryOf(target: string): string {
  const start = target.indexOf('?');
  return start === -1 ? '' : target.slice(start);
}
