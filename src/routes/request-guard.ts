import type { FastifyInstance } from 'fastify';
import { ManagerError } from '../domain/errors.ts';
import { isForeign, isFromInstance, isVisit } from '../domain/request-origin.ts';

/** Nothing is run or loaded by an answer that a browser shows by itself, such as a log. */
const contentSecurityPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

/**
 * Headers of everything that is ours, and the refusal of requests that a page of another site or the page of an instance
 * sent. A visit, which shows the answer in a tab and to no script, may come from anywhere.
 *
 * @param basePath begins and ends with "/"
 */
export function registerRequestGuard(app: FastifyInstance, trustForwarded: boolean, basePath: string): void {
  app.addHook('onRequest', async (request, reply) => {
    // jupyter-server-proxy's client calls every empty POST a form.
    if (request.headers['content-length'] === '0') delete request.headers['content-type'];
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    if (isVisit(request.method, request.headers)) return;
    if (isForeign(request.headers, trustForwarded)) {
      throw new ManagerError('foreign_origin', 'The request came from a page of another site, so nothing was done.');
    }
    if (isFromInstance(request.headers.referer, basePath)) {
      throw new ManagerError('foreign_origin', 'The request came from the page of an instance, so nothing was done.');
    }
  });
}
