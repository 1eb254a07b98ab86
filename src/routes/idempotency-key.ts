import type { FastifyRequest } from 'fastify';
import { ManagerError } from '../domain/errors.ts';

const maximumLength = 255;

/** The `Idempotency-Key` header, or undefined. @throws ManagerError invalid_request where it is too long */
export function idempotencyKey(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (typeof header !== 'string' || header === '') return undefined;
  if (header.length > maximumLength)
    throw new ManagerError('invalid_request', `The Idempotency-Key is longer than ${maximumLength} characters.`);
  return header;
}
