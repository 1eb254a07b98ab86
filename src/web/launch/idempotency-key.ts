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

/** To be called when an answer came, good or bad: the same values sent once more are meant as a new request. */
export function forgetIdempotencyKey(): void {
  last = null;
}

// crypto.randomUUID is missing on plain http from another machine.
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
