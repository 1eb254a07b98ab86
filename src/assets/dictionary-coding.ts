import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { accepts } from '../domain/content-coding.ts';
import type { Headers } from './asset-eligibility.ts';

/**
 * RFC 9842, compression with shared dictionaries: a browser that got an asset from one instance offers it as a dictionary
 * when another instance of the app, which has other URLs, has the same. The answer is then a reference to all of it.
 */
export async function dictionaryForm(body: Buffer, hash: Buffer): Promise<Buffer> {
  const bits = Math.ceil(Math.log2(body.length));
  const params = {
    [constants.ZSTD_c_compressionLevel]: 1,
    // The whole dictionary stays in reach and is found at once.
    [constants.ZSTD_c_windowLog]: bits,
    [constants.ZSTD_c_hashLog]: Math.min(bits, 24),
  };
  return Buffer.concat([magic, hash, await compress(body, { dictionary: body, params })]);
}

const compress: (body: Buffer, options: object) => Promise<Buffer> = promisify(zstdCompress);
/** A frame that zstd skips, of 32 bytes: the dictionary's hash follows. */
const magic = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0]);

/** Whether the browser has this very content from another instance and takes zstd with a dictionary. */
export function offersDictionary(headers: Headers, hash: Buffer): boolean {
  const offered = headers['available-dictionary'];
  return (
    offered !== undefined &&
    String(offered).trim() === `:${hash.toString('base64')}:` &&
    accepts(headers['accept-encoding'], 'dcz')
  );
}

/** Chromium and its kin say so, in contexts that are secure enough for dictionaries. */
export function maySupportDictionaries(headers: Headers): boolean {
  return String(headers['sec-ch-ua'] ?? '').includes('"Chromium"');
}

// dictionaryPattern('/user/a/tm/proxy/40123/', '/vue.js?x') -> '/user/a/tm/proxy/*/vue.js?x'
/**
 * The URLs for which an asset may serve as a dictionary: the same path below any instance. Null where the path has
 * characters that mean something in such a pattern.
 */
export function dictionaryPattern(prefix: string, path: string): string | null {
  const above = prefix.slice(0, prefix.lastIndexOf('/', prefix.length - 2) + 1);
  const [file = '', query, ...more] = path.split('?');
  if (more.length > 0 || ![above, file, query ?? ''].every((part) => literal.test(part))) return null;
  return `${above}*${file}${query === undefined ? '' : `?${query}`}`;
}

const literal = /^[A-Za-z0-9/._~%@!$&',;=-]*$/;
