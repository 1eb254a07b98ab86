import { type ErrorCode, errorCatalogue, problemOf } from '../domain/errors.ts';
import { retryAfterSeconds } from '../domain/retry-after.ts';
import type { RequestHead } from '../wire/message-head.ts';
import { type OwnAnswer, ownAnswer } from '../wire/own-answer.ts';
import { type Page, pageHeaders, renderPage } from './page-layout.ts';

/** What the proxy itself has to say to a request: a page for people, a problem for programs. */
export interface Refusal {
  code: ErrorCode;
  /** One sentence about this occurrence; holds no secret. */
  detail: string;
  page: Page;
}

/** The refusal as its page or its problem, whichever the client wants. */
export function refusalAnswer(request: RequestHead, refusal: Refusal): OwnAnswer {
  const { status } = errorCatalogue[refusal.code];
  const asPage = wantsPage(request);
  return ownAnswer(
    status,
    {
      ...(asPage ? pageHeaders : problemHeaders),
      'Cache-Control': 'no-store',
      Vary: 'Accept, Cookie',
      ...retryHeader(refusal.code),
    },
    asPage ? renderPage(refusal.page) : JSON.stringify(problemOf(refusal.code, refusal.detail)),
  );
}

/** A problem, whatever the client accepts. */
export function problemAnswer(code: ErrorCode, detail: string): OwnAnswer {
  return ownAnswer(
    errorCatalogue[code].status,
    { ...problemHeaders, 'Cache-Control': 'no-store', ...retryHeader(code) },
    JSON.stringify(problemOf(code, detail)),
  );
}

/** True for a browser that opens a page; scripts and other programs get problems. */
export function wantsPage(request: RequestHead): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return reads && /text\/html/i.test(request.headers.accept ?? '');
}

const problemHeaders = { 'Content-Type': 'application/problem+json', 'X-Content-Type-Options': 'nosniff' };

function retryHeader(code: ErrorCode): Record<string, string> {
  const seconds = retryAfterSeconds(code);
  return seconds === null ? {} : { 'Retry-After': String(seconds) };
}
