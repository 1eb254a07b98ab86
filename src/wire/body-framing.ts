import { type AnswerHead, MalformedMessage, type RequestHead, trimmed } from './message-head.ts';

/** How the end of a body is known (RFC 9112, 6.3). */
export type BodyFraming =
  | { kind: 'none' }
  | { kind: 'length'; bytes: number }
  | { kind: 'chunked' }
  /** Answers only: the end of the connection. */
  | { kind: 'until_close' };

const none: BodyFraming = { kind: 'none' };
const chunked: BodyFraming = { kind: 'chunked' };

/** @throws MalformedMessage where two readers could see different ends */
export function requestFraming({ headers, httpVersion }: RequestHead): BodyFraming {
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding !== undefined) {
    if (length !== undefined) throw new MalformedMessage('both Content-Length and Transfer-Encoding');
    if (httpVersion === '1.0') throw new MalformedMessage('Transfer-Encoding in HTTP/1.0');
    if (coding.toLowerCase() !== 'chunked') throw new MalformedMessage('Transfer-Encoding other than chunked');
    return chunked;
  }
  return length === undefined ? none : counted(length);
}

/**
 * @param method of the request that is answered
 * @throws MalformedMessage where two readers could see different ends
 */
export function answerFraming({ headers, statusCode, httpVersion }: AnswerHead, method: string): BodyFraming {
  if (method === 'HEAD' || statusCode < 200 || statusCode === 204 || statusCode === 304) return none;
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding !== undefined) {
    if (length !== undefined || httpVersion === '1.0') throw new MalformedMessage('two framings of one answer');
    const codings = coding.split(',').map((name) => trimmed(name).toLowerCase());
    const at = codings.indexOf('chunked');
    if (at !== -1 && at !== codings.length - 1) throw new MalformedMessage('something after the chunked coding');
    return at === -1 ? { kind: 'until_close' } : chunked;
  }
  return length === undefined ? { kind: 'until_close' } : counted(length);
}

function counted(length: string): BodyFraming {
  const bytes = Number(length);
  if (!/^\d+$/.test(length) || !Number.isSafeInteger(bytes)) throw new MalformedMessage('Content-Length');
  return bytes === 0 ? none : { kind: 'length', bytes };
}
