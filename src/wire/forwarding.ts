import type { AnswerHead, RequestHead } from './message-head.ts';
import type { OwnAnswer } from './own-answer.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** What to do with a request: answer it here, or pass it on. */
export type Handling = OwnAnswer | Forwarding;

/** How one request is passed on to a server, and its answer back. */
export interface Forwarding {
  upstream: Pick<UpstreamPool, 'take' | 'give'>;
  /** Request line and headers as the server gets them, framing included. */
  head: string;
  /** Whether the request asks for another protocol: then a 101 joins the two connections. */
  upgrade: boolean;
  /** Whether the server may get the request twice: then it may go out on a kept connection, which may just be closing. */
  mayRepeat: boolean;
  /** Whether the body has to come within the time that the server allows; else it takes as long as it takes. */
  hurriesBody: boolean;
  /** How the answer is passed back; also asked for informational ones and 101. */
  answer(head: AnswerHead): AnswerPlan;
  /** What the client is told when no answer came. `reason` is for the log. */
  failed(reason: string): OwnAnswer;
  /** Called when it begins, with how to end it; the returned function when all of it, a joined connection too, is over. */
  began(exchange: { destroy(): void }): () => void;
  /** Called when the connections are joined; the returned function when they have closed. */
  joined(): () => void;
}

export interface AnswerPlan {
  /** The headers that go on to the client: a flat list without those of the connection. */
  headers: readonly string[];
  /** For an answer that is changed as a whole: read up to so many bytes, then answered instead. A larger one goes on unchanged. */
  collect: { maximumBytes: number; finish(body: Buffer): Promise<OwnAnswer> } | null;
}

export function isForwarding(handling: Handling): handling is Forwarding {
  return 'upstream' in handling;
}

/** Whether the sender keeps the connection open after this message (RFC 9112, 9.3). */
export function keepsConnection({ httpVersion, headers }: Pick<RequestHead, 'httpVersion' | 'headers'>): boolean {
  const options = headers.connection ?? '';
  return httpVersion === '1.1' ? !/\bclose\b/i.test(options) : /\bkeep-alive\b/i.test(options);
}

/** Whether the client waits for a 100 before it sends its body. */
export function expectsContinue({ httpVersion, headers }: RequestHead): boolean {
  return httpVersion === '1.1' && headers.expect?.toLowerCase() === '100-continue';
}

/** Whether the client reads trailers. Tornado, and so jupyter-server-proxy, fails on them. */
export function acceptsTrailers({ httpVersion, headers }: RequestHead): boolean {
  return httpVersion === '1.1' && /\btrailers\b/i.test(String(headers.te ?? ''));
}

/** Whether the request asks for the websocket protocol; other offers (h2c) may be ignored. */
export function asksForWebsocket({ httpVersion, headers }: RequestHead): boolean {
  return (
    httpVersion === '1.1' &&
    /(?:^|,)[ \t]*upgrade[ \t]*(?:,|$)/i.test(headers.connection ?? '') &&
    /^websocket$/i.test(headers.upgrade ?? '')
  );
}
