import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { errorCatalogue, ManagerError } from '../domain/errors.ts';
import { isLive } from '../domain/instance.ts';
import { removeLaunchToken } from '../domain/launch-token.ts';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import type { Instances } from '../services/ports.ts';

export interface OpenRouteOptions {
  instances: Pick<Instances, 'get' | 'restart'>;
  access: Pick<AccessTokens, 'createLink'>;
  linkUrl: (id: string, token: string) => string;
  basePath: string;
  /** The page that tells a person why it did not work; without, everybody gets a problem. */
  explain?: (error: ManagerError, id: string) => { headers: Record<string, string>; body: string };
}

/**
 * `POST open/{id}`, a form of the pages below `/proxy/`: makes a fresh link and leads there; an instance that ended is
 * restarted first. The form has no fields, so any body is thrown away. A GET changes nothing and leads to the instance's
 * page: browsers come by it when the hub asked for a new login in between, or when somebody reloads.
 */
export const openRoute: FastifyPluginAsyncTypebox<OpenRouteOptions> = async (app, options) => {
  const { instances, access, linkUrl, basePath, explain } = options;
  // Relative, as jupyter-server-proxy puts its prefix before a Location that starts with "/".
  const below = (url: string) => `../${url.slice(basePath.length)}`;
  const route = { schema: { hide: true, params: InstanceParamsSchema } };
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
    payload.resume().on('end', () => done(null));
  });

  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof ManagerError) || explain === undefined || !isPerson(request)) throw error;
    const { headers, body } = explain(error, (request.params as { id: string }).id);
    return reply.code(errorCatalogue[error.code].status).headers(headers).send(body);
  });

  app.post('/open/:id', route, async (request, reply) => {
    const { id } = request.params;
    const { state, job } = instances.get(id);
    // A job that nobody can say anything of now may well run.
    if (!isLive(state) && !(state === 'lost' && job != null)) await instances.restart(id);
    const { token } = await access.createLink(id, { note: null });
    return reply.redirect(below(linkUrl(id, token)), 303);
  });

  app.get('/open/:id', route, async (request, reply) => {
    const { id } = instances.get(request.params.id);
    return reply.redirect(below(removeLaunchToken(linkUrl(id, 'none'))), 303);
  });
};

function isPerson(request: FastifyRequest): boolean {
  return /text\/html/i.test(request.headers.accept ?? '');
}
