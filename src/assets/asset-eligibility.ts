import { assetKind } from './asset-kind.ts';

/** Lower-case names, as node:http gives them. */
export type Headers = Record<string, string | string[] | undefined>;

/** What has to be known of a browser's request. */
export interface AssetRequest {
  method: string;
  /** As the browser sent them, the daemon's own cookies included. */
  headers: Headers;
  /** Whether cookies or an XSRF token go on to the app, so that the answer may be one for this user alone. */
  appCookies: boolean;
  /** Another text for each run of each instance, such as its id and start time. */
  run: string;
  /** The instance's public path; ends with "/": "/user/a/trame-manager/proxy/40123/". */
  prefix: string;
}

/** An instance's answer as the browser would get it. */
export interface AssetAnswer {
  statusCode: number;
  headers: Headers;
  /** Flat `[name, value, …]`. */
  rawHeaders: readonly string[];
}

/** Dynamic answers that are smaller go on at once. */
const minimumPersonalBytes = 1024;

/**
 * How many bytes of an answer to collect, or null where it is none of ours: no plain asset of a known length, or one that may
 * depend on who asks. In the way of every proxied answer: what rules most of them out comes first.
 */
export function assetLimit(
  request: AssetRequest,
  answer: AssetAnswer,
  path: string,
  maximumBytes: number,
): number | null {
  if (answer.statusCode !== 200 || request.method !== 'GET') return null;
  // An answer without a length may be one that is made as time goes by.
  const length = Number(answer.headers['content-length']);
  if (!(length > 0 && length <= maximumBytes)) return null;
  const kind = assetKind(answer.headers['content-type'], path);
  if (kind === null) return null;
  if (kind.personal && (request.appCookies || (length < minimumPersonalBytes && !kind.page))) return null;
  if (request.headers.range !== undefined) return null;
  return isPlain(answer.headers) ? maximumBytes : null;
}

function isPlain(headers: Headers): boolean {
  if (unchangeable.some((name) => headers[name] !== undefined)) return false;
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') return false;
  if (headers.vary === '*') return false;
  const control = headers['cache-control'];
  return control === undefined || !/\b(?:no-store|private|no-transform)\b/i.test(String(control));
}

/** Answers with these speak of one user, of a part, or of the very bytes. */
const unchangeable = [
  'set-cookie',
  'content-range',
  'digest',
  'content-digest',
  'repr-digest',
  'content-md5',
  'trailer',
];
