import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { isLive } from '../domain/instance.ts';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import type { Instances } from '../services/ports.ts';

export interface OpenRouteOptions {
  instances: Instances;
  access: AccessTokens;
  linkUrl: (id: string, token: string) => string;
  basePath: string;
}

/**
 * `POST open/{id}`, a form of the pages below `/proxy/`: makes a fresh link and leads there; an instance that ended is
 * restarted first. The form has no fields, so any body is thrown away.
 */
export const openRoute: FastifyPluginAsyncTypebox<OpenRouteOptions> = async (app, options) => {
  const { instances, access, linkUrl, basePath } = options;
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
    payload.resume().on('end', () => done(null));
  });

  app.post('/open/:id', { schema: { hide: true, params: InstanceParamsSchema } }, async (request, reply) => {
    const { id } = request.params;
    if (!isLive(instances.get(id).state)) await instances.restart(id);
    const { token } = await access.createLink(id, { note: null });
    // Relative, as jupyter-server-proxy puts its prefix before a Location that starts with "/".
    return reply.redirect(`../${linkUrl(id, token).slice(basePath.length)}`, 303);
  });
};
