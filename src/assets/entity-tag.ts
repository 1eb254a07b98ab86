import type { Headers } from './asset-eligibility.ts';

/** Begins every tag of ours; an instance's own tags do not. */
const own = '"tm-';

/**
 * The ETag of a content, from its SHA-256. Weak: each coding of one content, and each level of compression, has the same.
 * @param hash 32 bytes
 */
export function entityTag(hash: Buffer): string {
  return `W/${own}${hash.toString('base64url').slice(0, 22)}"`;
}

/** Whether an If-None-Match header names this content. `*` is a question for the instance. */
export function matchesTag(condition: string | string[] | undefined, hash: Buffer): boolean {
  if (condition === undefined) return false;
  const tag = entityTag(hash).slice(2);
  return String(condition)
    .split(',')
    .some((part) => part.trim().replace(/^W\//, '') === tag);
}

/**
 * The conditions of a request that are not for the instance: those that rest on a tag of ours, which it does not know, and a
 * date beside a tag. Such a date counts for nothing (RFC 9110, 13.1.3), but a server that looks at it all the same would call
 * another app's older file unchanged; jupyter-server-proxy puts tags of its own in the place of ours.
 */
export function withheldConditions(headers: Headers): readonly string[] {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return String(tags).includes(own) ? conditional : date;
  const range = headers['if-range'];
  return range !== undefined && String(range).includes(own) ? ranged : none;
}

const none: readonly string[] = [];
const date: readonly string[] = ['if-modified-since'];
const conditional: readonly string[] = ['if-none-match', 'if-modified-since'];
const ranged: readonly string[] = ['if-range', 'range'];
