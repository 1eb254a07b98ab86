import type { ApiError } from '../api-error.ts';

/** Codes of calls that the daemon itself did not answer: it may have done what was asked all the same. */
const unanswered: readonly string[] = ['unreachable', 'unexpected_answer', 'unauthorized'];

let last: { request: string; key: string } | null = null;

/**
 * A key for `Idempotency-Key`: the same again for the same request until `forgetIdempotencyKey`, so that a second try
 * after a lost answer does not launch twice. `target` names what is sent to.
 */
export function idempotencyKeyFor(target: string, body: unknown): string {
  const request = JSON.stringify([target, body]);
  if (last?.request !== request) last = { request, key: randomKey() };
  return last.key;
}

/** To be called when it was done: the same values sent once more are meant as a new request. */
export function forgetIdempotencyKey(): void {
  last = null;
}

/** To be called when it failed. After a refusal of the daemon's, the same values are a new request; else they are a second try. */
export function forgetRefusedKey({ code }: ApiError): void {
  if (!unanswered.includes(code)) forgetIdempotencyKey();
}

// crypto.randomUUID is missing on plain http from another machine.
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
