import type { Handling } from './forwarding.ts';
import type { RequestHead } from './message-head.ts';
import type { OwnAnswer } from './own-answer.ts';

/** What a request is refused with before anybody has looked at what it asks for. */
export type RefusalStatus = 400 | 408 | 431 | 503;

/** Decides what to do with a request. */
export interface RequestHandler {
  handle(head: RequestHead, client: { remoteAddress: string | undefined }): Handling | Promise<Handling>;
  /** What a client is told whose request cannot be read, or came too slowly, or when there are too many. */
  refuse(status: RefusalStatus, reason: string): OwnAnswer;
  /** What a client is told when handling its request threw. */
  broken(error: unknown): OwnAnswer;
}

/** What the handler decides, or `broken` where it throws or rejects: never fails. */
export function decide(
  handler: RequestHandler,
  head: RequestHead,
  client: { remoteAddress: string | undefined },
): Handling | Promise<Handling> {
  try {
    const handling = handler.handle(head, client);
    return handling instanceof Promise ? handling.catch((error: unknown) => handler.broken(error)) : handling;
  } catch (error) {
    return handler.broken(error);
  }
}
