import type { FastifyRequest } from 'fastify';

/** The `Idempotency-Key` header, or undefined. */
export function idempotencyKey(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  return typeof header === 'string' && header !== '' ? header.slice(0, 255) : undefined;
}
