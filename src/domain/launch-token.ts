const parameter = 'launch_token';

/**
 * The one-time token of a request target, or null. The first of several counts; an empty one is none.
 *
 * `"/?launch_token=abc&k=1"` -> `"abc"`
 */
export function findLaunchToken(target: string): string | null {
  for (const pair of queryPairs(target)) {
    if (isToken(pair)) return decode(pair.slice(pair.indexOf('=') + 1)) || null;
  }
  return null;
}

/**
 * The same target (or whole URL) without the token; everything else stays byte for byte.
 *
 * `"/a?x=%2F&launch_token=abc&y"` -> `"/a?x=%2F&y"`, `"/a?launch_token=abc"` -> `"/a"`, `"/a?"` -> `"/a?"`
 */
export function removeLaunchToken(target: string): string {
  const start = target.indexOf('?');
  // The usual case, and every request comes by here. An escaped letter in the name would hide it from a plain search.
  if (start === -1 || !/launch_token|%/i.test(target.slice(start))) return target;
  const end = target.indexOf('#', start);
  const fragment = end === -1 ? '' : target.slice(end);
  const pairs = queryPairs(target);
  const kept = pairs.filter((pair) => !isToken(pair));
  if (kept.length === pairs.length) return target;
  return `${target.slice(0, start)}${kept.length === 0 ? '' : `?${kept.join('&')}`}${fragment}`;
}

// "/a?b=1&c#d" -> ["b=1", "c"]
function queryPairs(target: string): string[] {
  const start = target.indexOf('?');
  if (start === -1) return [];
  const end = target.indexOf('#', start);
  return target.slice(start + 1, end === -1 ? undefined : end).split('&');
}

function isToken(pair: string): boolean {
  return decode(pair.split('=', 1)[0] ?? '') === parameter;
}

// Every URL reader decodes names as well, so "launch%5Ftoken" means the same.
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
