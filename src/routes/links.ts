import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { InstanceParamsSchema, LinkListSchema, LinkRequestSchema, LinkSchema } from '../schemas/instance.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import type { IdempotencyStore } from '../services/idempotency.ts';
import type { Instances } from '../services/ports.ts';
import { idempotencyKey } from './idempotency-key.ts';

export interface LinkRoutesOptions {
  instances: Instances;
  access: AccessTokens;
  idempotency: IdempotencyStore;
  /** The public URL of an instance with a fresh token in it. */
  linkUrl: (id: string, token: string) => string;
}

const params = InstanceParamsSchema;
const tags = ['links'];

/** One-time links to instances. */
export const linkRoutes: FastifyPluginAsyncTypebox<LinkRoutesOptions> = async (app, options) => {
  const { instances, access, idempotency, linkUrl } = options;

  app.post(
    '/instances/:id/links',
    {
      schema: {
        tags,
        summary: 'Make a link that lets one browser in',
        params,
        body: Type.Union([LinkRequestSchema, Type.Null()]),
        response: { 201: LinkSchema },
      },
    },
    async (request, reply) => {
      const { id } = instances.get(request.params.id);
      const body = request.body ?? {};
      const link = await idempotency.once(idempotencyKey(request), [request.url, body], async () => {
        const { token, expiresAt } = await access.createLink(id, {
          expiresInSeconds: body.expires_in_seconds,
          note: body.note ?? null,
        });
        return { url: linkUrl(id, token), expires_at: expiresAt };
      });
      return reply.code(201).send(link);
    },
  );

  app.get(
    '/instances/:id/links',
    { schema: { tags, summary: 'List its links, without their tokens', params, response: { 200: LinkListSchema } } },
    async (request) => ({ links: await access.listLinks(instances.get(request.params.id).id) }),
  );

  app.delete(
    '/instances/:id/links',
    {
      schema: {
        tags,
        summary: 'Revoke all its links and end the sessions they opened',
        params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await access.revokeAll(instances.get(request.params.id).id);
      return reply.code(204).send(null);
    },
  );
};
