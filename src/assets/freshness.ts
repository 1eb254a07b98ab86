import type { AssetAnswer, AssetRequest, Headers } from './asset-eligibility.ts';
import type { AssetKind } from './asset-kind.ts';
import { isContentHashed } from './content-hashed-name.ts';
import { dictionaryPattern, maySupportDictionaries } from './dictionary-coding.ts';
import { without, withVary } from './header-list.ts';
import { carriesRunMark, newRunMark } from './run-mark.ts';

/** What is known of an answer that was collected. */
export interface Asset {
  /** Path and query below the instance's prefix. */
  path: string;
  kind: AssetKind;
  /** Bytes of the plain content. */
  length: number;
  /** The ETag. */
  tag: string;
}

/** A content that travels only once for all instances of an app is worth a longer header. */
const minimumDictionaryBytes = 4096;

/**
 * The headers of a collected answer, without its coding: ETag, and how long it holds. The instance's own word on that stands.
 * Else browsers ask each time whether there is something new, except for names that hold a hash of the content.
 */
export function presentedHeaders(request: AssetRequest, answer: AssetAnswer, asset: Asset): string[] {
  const { headers, rawHeaders } = answer;
  const own = without(rawHeaders, (name) => name === 'etag');
  const list = asset.kind.page ? marked(own, request) : own;
  list.push('ETag', asset.tag);
  const vary = asset.kind.compresses ? ['Accept-Encoding'] : [];
  if (!speaksOfFreshness(headers)) return withFreshness(list, vary, request, asset);
  return withVary(list, holdsUnasked(headers) ? [...vary, 'Cookie'] : vary);
}

function withFreshness(headers: string[], vary: string[], request: AssetRequest, asset: Asset): string[] {
  const dictionary = dictionaryOf(request, asset);
  const list = dictionary === null ? headers : [...headers, 'Use-As-Dictionary', `match="${dictionary}"`];
  if (isContentHashed(asset.path) && carriesRunMark(request)) {
    return withVary([...list, 'Cache-Control', 'private, max-age=31536000, immutable'], [...vary, 'Cookie']);
  }
  if (dictionary === null) return withVary([...list, 'Cache-Control', 'no-cache'], vary);
  // "Vary: *" makes every browser ask before it shows this; the age only says how long it serves as a dictionary.
  const asking = without(list, (name) => name === 'vary');
  return [...asking, 'Cache-Control', 'private, max-age=2592000', 'Vary', '*'];
}

function dictionaryOf(request: AssetRequest, { kind, length, path }: Asset): string | null {
  if (kind.personal || length < minimumDictionaryBytes || !maySupportDictionaries(request.headers)) return null;
  return dictionaryPattern(request.prefix, path);
}

/**
 * The headers of an answer that goes on as a stream. Where the instance says nothing, a browser would guess how long it
 * holds; what it may keep without asking is kept for this run of this instance only.
 */
export function amendedHeaders(request: AssetRequest, answer: AssetAnswer): readonly string[] {
  const { headers, statusCode, rawHeaders } = answer;
  if (request.method !== 'GET' && request.method !== 'HEAD') return rawHeaders;
  const type = headers['content-type'];
  const isPage = statusCode === 200 && typeof type === 'string' && /^text\/html\b/i.test(type);
  const list = isPage ? marked(rawHeaders, request) : rawHeaders;
  if (speaksOfFreshness(headers)) return holdsUnasked(headers) ? withVary(list, ['Cookie']) : list;
  if (heldForEver.has(statusCode)) return [...list, 'Cache-Control', 'no-cache'];
  if (!guessed.has(statusCode) || headers['last-modified'] === undefined) return list;
  const asking = [...list, 'Cache-Control', 'no-cache'];
  // By its date alone, another app's older file would count as unchanged.
  return headers.etag === undefined ? withVary(asking, ['Cookie']) : asking;
}

/** Statuses that browsers keep for ever, respectively for a share of the age, where no header says how long. */
const heldForEver = new Set([300, 301, 308, 410]);
const guessed = new Set([200, 203, 206]);

function marked(page: readonly string[], request: AssetRequest): string[] {
  const mark = newRunMark(request);
  return mark === null ? [...page] : [...page, 'Set-Cookie', mark];
}

function speaksOfFreshness(headers: Headers): boolean {
  return headers['cache-control'] !== undefined || headers.expires !== undefined || headers.pragma !== undefined;
}

/** Whether the instance lets browsers show the answer again without asking. */
function holdsUnasked(headers: Headers): boolean {
  if (headers.vary === '*') return false;
  const control = headers['cache-control'];
  if (control !== undefined) return !/\bno-(?:cache|store)\b|\bmax-age\s*=\s*"?0\b/i.test(String(control));
  return headers.expires !== undefined && headers.expires !== '0' && headers.expires !== '-1';
}
