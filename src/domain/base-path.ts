/** A request target split at the daemon's base path. */
export interface BelowBase {
  /** The base as the client wrote it, or null when the target does not begin with it (Jupyter strips it). */
  base: string | null;
  /** What follows, byte for byte; begins with "/". */
  target: string;
}

/**
 * Takes the base path off a raw request target. jupyter-server-proxy has removed it already, a browser that comes
 * directly has not, so a target without it is taken as it is. Segments are compared percent-decoded, because each hop
 * may write an escape in another way ("%40" and "@", "%c3" and "%C3"); letters keep their case.
 *
 * @param basePath begins and ends with "/"
 *
 * ```
 * splitBase('/hubs/alice%20b/tm/proxy/40123/?x', '/hubs/alice%20b/tm/') -> {base: '/hubs/alice%20b/tm/', target: '/proxy/40123/?x'}
 * splitBase('/proxy/40123/?x', '/hubs/alice%20b/tm/')                    -> {base: null, target: '/proxy/40123/?x'}
 * ```
 */
export function splitBase(target: string, basePath: string): BelowBase {
  if (target.startsWith(basePath)) return splitAt(target, basePath.length);
  if (basePath === '/' || !target.startsWith('/')) return { base: null, target };
  const end = endOfSegments(pathOf(target), countSlashes(basePath));
  if (end === null || decodeBytes(target.slice(0, end)) !== decodeBytes(basePath)) return { base: null, target };
  return splitAt(target, end);
}

// ("/a/proxy/1/", 3) -> {base: "/a/", target: "/proxy/1/"}
function splitAt(target: string, end: number): BelowBase {
  return { base: target.slice(0, end), target: target.slice(end - 1) };
}

// "/a/b?c/d" -> "/a/b"
function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}

function countSlashes(path: string): number {
  return path.split('/').length - 1;
}

// ("/a/b/c", 3) -> 5, the place after the third slash; null where there are fewer
function endOfSegments(path: string, slashes: number): number | null {
  let position = 0;
  for (let count = 0; count < slashes; count += 1) {
    position = path.indexOf('/', position) + 1;
    if (position === 0) return null;
  }
  return position;
}

/**
 * Percent-decodes into bytes, one character each; never fails ("%zz" stays). An escaped slash stays escaped, since it
 * separates nothing. Plain characters beyond ASCII, which a configured base may hold, count as their UTF-8 bytes.
 *
 * `"/caf%C3%A9"`, `"/caf%c3%a9"` and `"/café"` -> `"/caf\xc3\xa9"`, `"/a%2fb"` -> `"/a%2Fb"`
 */
export function decodeBytes(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) =>
      hex.toLowerCase() === '2f' ? '%2F' : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
