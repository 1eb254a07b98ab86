import type { FastifyInstance } from 'fastify';
import { ManagerError } from '../domain/errors.ts';
import { ownAnswerHeaders, refuseOwnRequest } from '../domain/own-requests.ts';

/**
 * Headers of everything that is ours, and the refusal of requests that are none of ours: see refuseOwnRequest.
 *
 * @param basePath begins and ends with "/"
 */
export function registerRequestGuard(app: FastifyInstance, trustForwarded: boolean, basePath: string): void {
  app.addHook('onRequest', async (request, reply) => {
    // jupyter-server-proxy's client calls every empty POST a form.
    if (request.headers['content-length'] === '0') delete request.headers['content-type'];
    reply.headers(ownAnswerHeaders);
    const refusal = refuseOwnRequest(request, { trustForwarded, basePath });
    if (refusal !== null) throw new ManagerError(refusal.code, refusal.detail);
  });
}
