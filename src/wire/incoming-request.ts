import { requestFraming } from './body-framing.ts';
import type { BodyTracker } from './body-tracker.ts';
import { asksForWebsocket, keepsConnection } from './forwarding.ts';
import { MalformedMessage, parseRequestHead, type RequestHead } from './message-head.ts';
import { trackBody } from './track-body.ts';

/** A request whose head has come. */
export interface IncomingRequest {
  head: RequestHead;
  body: BodyTracker;
  /** Whether the connection can carry another request after this one. */
  isLast: boolean;
}

/** @throws MalformedMessage for what no server before an instance should pass on */
export function readRequest(text: string): IncomingRequest {
  const head = parseRequestHead(text);
  const framing = requestFraming(head);
  const websocket = asksForWebsocket(head);
  if (websocket && framing.kind !== 'none') throw new MalformedMessage('an upgrade with a body');
  if (head.method === 'CONNECT') throw new MalformedMessage('CONNECT');
  // What follows a refused upgrade was meant for another protocol.
  return { head, body: trackBody(framing), isLast: websocket || !keepsConnection(head) };
}
