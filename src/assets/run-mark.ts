import { createHash } from 'node:crypto';
import { parseCookies } from '../domain/cookies.ts';
import type { AssetRequest } from './asset-eligibility.ts';

/** Never passed to an instance, nor may one set it: see isDaemonCookie. */
const cookieName = 'trame_manager_run';

/**
 * The Set-Cookie header by which every page of an instance tells the browser which run it belongs to; null where the browser
 * knows, or the client is none. An answer that may be kept for long varies by Cookie, so a browser asks for it anew as soon
 * as the number belongs to another app, or the app was started again.
 */
export function newRunMark(request: AssetRequest): string | null {
  if (carriesRunMark(request) || !/text\/html/i.test(String(request.headers.accept ?? ''))) return null;
  return `${cookieName}=${runMark(request.run)}; Path=${request.prefix}; HttpOnly; SameSite=Lax`;
}

/** Whether the page that asks belongs to this run. */
export function carriesRunMark({ headers, run }: AssetRequest): boolean {
  const { cookie } = headers;
  if (cookie === undefined) return false;
  const marks = parseCookies(String(cookie)).filter(({ name }) => name === cookieName);
  // The longest path comes first; a second one would be that of a base further up.
  return marks[0]?.value === runMark(run);
}

function runMark(run: string): string {
  let mark = marks.get(run);
  if (mark === undefined) {
    if (marks.size >= maximumMarks) marks.clear();
    mark = createHash('sha256').update(run).digest('base64url').slice(0, 16);
    marks.set(run, mark);
  }
  return mark;
}

const marks = new Map<string, string>();
const maximumMarks = 1000;
