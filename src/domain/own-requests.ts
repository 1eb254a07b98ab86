import type { ErrorCode } from './errors.ts';
import { isForeign, isFromInstance, isVisit, type OriginHeaders, type PurposeHeaders } from './request-origin.ts';

/** What all answers of the daemon's own are sent with, unless they say something else. */
export const ownAnswerHeaders = {
  // Nothing is run or loaded by an answer that a browser shows by itself, such as a log.
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Why a request for what is the daemon's own is refused; null: it is not. */
export interface OwnRefusal {
  code: ErrorCode;
  detail: string;
}

/**
 * Refuses what a page of another site or the page of an instance sent. A visit, which shows the answer in a tab and to no
 * script, may come from anywhere.
 *
 * @param where whether X-Forwarded-* is Jupyter's word; the base begins and ends with "/"
 */
export function refuseOwnRequest(
  { method, headers }: { method: string; headers: OriginHeaders & PurposeHeaders & { referer?: string | undefined } },
  { trustForwarded, basePath }: { trustForwarded: boolean; basePath: string },
): OwnRefusal | null {
  if (isVisit(method, headers)) return null;
  if (isForeign(headers, trustForwarded))
    return { code: 'foreign_origin', detail: 'The request came from a page of another site, so nothing was done.' };
  if (isFromInstance(headers.referer, basePath))
    return { code: 'foreign_origin', detail: 'The request came from the page of an instance, so nothing was done.' };
  return null;
}
