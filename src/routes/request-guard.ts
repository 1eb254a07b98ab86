import type { FastifyInstance } from 'fastify';
import { ManagerError } from '../domain/errors.ts';
import { isForeign } from '../domain/request-origin.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Headers of everything that is ours, and the refusal of state-changing requests from other sites. */
export function registerRequestGuard(app: FastifyInstance, trustForwarded: boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    // jupyter-server-proxy's client calls every empty POST a form.
    if (request.headers['content-length'] === '0') delete request.headers['content-type'];
    reply.headers({
      'content-security-policy': "default-src 'none'; frame-ancestors 'self'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    if (!safeMethods.has(request.method) && isForeign(request.headers, trustForwarded)) {
      throw new ManagerError('foreign_origin', 'The request came from a page of another site, so nothing was done.');
    }
  });
}
