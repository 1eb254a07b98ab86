import { removedMark } from './removed-mark.ts';
import { canBeSecret } from './secret-names.ts';
import { secretPatterns } from './secret-patterns.ts';
import { filterChain, type Replacement, replacingFilter, type TextFilter } from './text-filter.ts';

/** What has to be taken out of a text. */
export interface Redaction {
  /** Whatever stands around them. */
  secrets: Iterable<string>;
  /** Whether what the words before it call a secret is taken out, too (secret-patterns.ts). */
  byWords: boolean;
  /** Whether this is a token of a link or a browser, of which only digests are known. Asked of words as long as those. */
  isToken: (word: string) => boolean;
}

/**
 * A filter that takes secrets out of a text of bytes (latin1: each character is a byte, so that a log in any encoding
 * stays as it is else). Found are secrets as they are, and as they stand in URLs, JSON and shell text.
 */
export function redactingFilter({ secrets, byWords, isToken }: Redaction): TextFilter {
  const written = new Set([...secrets].flatMap(partsOf).flatMap(spellingsOf).map(asBytes));
  const exact = written.size === 0 ? [] : [exactFilter([...written])];
  const token: Replacement = { ...tokenWord, replace: ([word]) => (isToken(word) ? removedMark : word) };
  const others = [token, ...(byWords ? secretPatterns() : [])];
  return filterChain([...exact, ...others.map(replacingFilter)]);
}

/** The same for a short text of characters. */
export function redactText(text: string, redaction: Redaction): string {
  const filter = redactingFilter(redaction);
  return Buffer.from(filter.push(asBytes(text)) + filter.end(), 'latin1').toString('utf8');
}

/** A token of 256 bits (services/access-tokens.ts), standing by itself. */
const tokenWord = { pattern: /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g, longest: 44 };

/** Its lines, too, as they are indented where they are printed. No part is so long that a filter held back much. */
function partsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return [secret, ...lines].flatMap((text) => text.match(pieces) ?? []).filter(isWorthRemoving);
}
const pieces = /.{1,2000}/gs;

function isWorthRemoving(part: string): boolean {
  return canBeSecret(part) && !removedMark.includes(part);
}

/** "it's ü" -> itself, "it's%20%C3%BC", "it's \u00fc" (JSON in ASCII), "it'\''s ü" (bash), … */
function spellingsOf(part: string): string[] {
  const json = JSON.stringify(part).slice(1, -1);
  const ascii = json.replace(/[^\x00-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const url = encodeURIComponent(part.toWellFormed());
  return [part, json, ascii, url, url.replaceAll('%20', '+'), part.replaceAll("'", "'\\''")];
}

function exactFilter(texts: string[]): TextFilter {
  // One may begin with another.
  const sorted = texts.sort((a, b) => b.length - a.length);
  const filter = replacingFilter({
    pattern: new RegExp(sorted.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g'),
    longest: sorted[0]?.length ?? 0,
    replace: () => removedMark,
  });
  return { push: filter.push, end: () => withoutBegun(filter.end(), sorted) };
}

/** The end of a text that was cut off within a secret: "… key Kx9qL" -> "… key [removed]". */
function withoutBegun(end: string, secrets: string[]): string {
  const begun = secrets.map((secret) => {
    let length = Math.min(secret.length - 1, end.length);
    while (length > 0 && !end.endsWith(secret.slice(0, length))) length -= 1;
    return length;
  });
  const longest = Math.max(...begun);
  return longest < shortestBegun ? end : `${end.slice(0, -longest)}${removedMark}`;
}
/** Fewer characters give nothing away. */
const shortestBegun = 4;

function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
