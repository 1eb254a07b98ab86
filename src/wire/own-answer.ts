import { STATUS_CODES } from 'node:http';

/** An answer that the program gives itself, whole. */
export interface OwnAnswer {
  status: number;
  /** The instance's own reason phrase; else the usual one. */
  reason?: string;
  /** Names and values, one after the other, without Content-Length and without those of the connection. */
  headers: readonly string[];
  body: Buffer | string;
}

export function ownAnswer(status: number, headers: Record<string, string>, body: Buffer | string = ''): OwnAnswer {
  return { status, headers: Object.entries(headers).flat(), body };
}

/** The bytes of an answer; without the body for a HEAD. */
export function answerBytes(answer: OwnAnswer, connection: readonly string[], withBody: boolean): Buffer {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const { status, reason = STATUS_CODES[status] ?? '' } = answer;
  const length = bodiless(status) ? [] : ['Content-Length', String(body.length)];
  const head = headText(`HTTP/1.1 ${status} ${reason}`, answer.headers, length, connection);
  return withBody && !bodiless(status) ? joined(head, body) : Buffer.from(head, 'latin1');
}

/** Start line and header lists as they are sent, with the empty line. */
export function headText(startLine: string, ...lists: (readonly string[])[]): string {
  let text = `${startLine}\r\n`;
  for (const list of lists) {
    for (let index = 0; index < list.length; index += 2) text += `${list[index]}: ${list[index + 1]}\r\n`;
  }
  return `${text}\r\n`;
}

/** A head and what follows it, to be sent in one piece. */
export function joined(head: string, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(head.length + body.length);
  bytes.write(head, 0, 'latin1');
  body.copy(bytes, head.length);
  return bytes;
}

function bodiless(status: number): boolean {
  return status === 204 || status === 304;
}
