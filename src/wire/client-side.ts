import type { OwnAnswer } from './own-answer.ts';
import type { Wire } from './wire.ts';

/** What an exchange needs of its client. */
export interface ClientSide {
  readonly wire: Wire;
  /** To be set where the end of the connection is the end of the answer. */
  closesAfterAnswer: boolean;
  /** Called once for each answer, just before its head is sent. */
  connectionHeaders(): readonly string[];
  writeContinue(): void;
  /** Answers instead of passing an answer on. */
  answer(answer: OwnAnswer): void;
  /** The answer has been passed on, all of it. */
  answered(): void;
  /** Hands the wire over; gives what the client sent already. */
  becomeTunnel(): Buffer | null;
  destroy(): void;
}
