import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type OwnAnswer, ownAnswer } from '../wire/own-answer.ts';

/** Of a file of our own pages, by its name. */
export function contentType(name: string): string {
  return types[extname(name)] ?? 'application/octet-stream';
}

/** Null where there is no such file. */
export function read(path: string): Promise<Buffer | null> {
  return readFile(path).catch(() => null);
}

/** The content, or a 304 for who has it. */
export function unlessKnown(
  ifNoneMatch: string | undefined,
  content: Buffer,
  headers: Record<string, string>,
): OwnAnswer {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const known = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  const all = { ...headers, etag };
  return known.includes(etag) || known.includes('*') ? ownAnswer(304, all) : ownAnswer(200, all, content);
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
};
