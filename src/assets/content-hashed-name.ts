/**
 * Whether a URL names its content by a hash, as bundlers do: under this name there is never another content. Strict, since
 * a name that only looks so would be shown as it once was: what could be a word, a date or a number is refused.
 *
 * ```
 * /assets/index-BdX3k9aP.js      (Vite, Rollup: 8 characters of base64url)       -> true
 * /main.3f2a9c1b.chunk.js        (webpack: 8 and more hexadecimal digits)        -> true
 * /chunk-5KJ2QZ7A.js             (esbuild: 8 characters of base32)               -> true
 * /static/main.js?v=<md5 or sha> (Tornado)                                       -> true
 * /app-20240131.js, /lib-Version2.js, /vue.global.js, /frame.00001234.png        -> false
 * ```
 */
export function isContentHashed(path: string): boolean {
  const [file = '', query = ''] = path.split('?', 2);
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (name.length > maximumNameLength || !extension.test(name)) return false;
  if (/^v=[0-9a-f]{32,128}$/.test(query) && isHexHash(query.slice(2))) return true;
  if (query !== '') return false;
  const stem = name.replace(extension, '').replace(/\.(?:chunk|bundle|min|module|worker)$/, '');
  const hex = /[.-]([0-9a-f]{8,64})$/.exec(stem)?.[1];
  if (hex !== undefined) return isHexHash(hex);
  const short = /[.-]([A-Za-z0-9_-]{8})$/.exec(stem)?.[1];
  return short !== undefined && (isBase64Hash(short) || isBase32Hash(short));
}

const maximumNameLength = 200;
const extension = /\.(?:m?js|css|wasm|ttf|otf|woff2?|svg|png|jpe?g|webp|gif|avif)$/;

function isHexHash(text: string): boolean {
  return count(text, /[a-f]/g) >= 2 && count(text, /[0-9]/g) >= 2 && changes(text) >= 2;
}

// Words in camel case, with a number behind them, change their kind of character less often.
function isBase64Hash(text: string): boolean {
  return /[0-9]/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && changes(text) >= 4;
}

function isBase32Hash(text: string): boolean {
  return /^[A-Z2-7]{8}$/.test(text) && count(text, /[2-7]/g) >= 2 && changes(text) >= 3;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** How often the kind of character (digit, upper case, lower case, other) changes. */
function changes(text: string): number {
  const kinds = [...text].map((character) => {
    if (/[0-9]/.test(character)) return 'digit';
    if (/[A-Z]/.test(character)) return 'upper';
    return /[a-z]/.test(character) ? 'lower' : 'other';
  });
  return kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
}
