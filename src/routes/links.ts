import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { InstanceParamsSchema } from '../schemas/instance.ts';
import { LinkListSchema, LinkRequestSchema, LinkSchema } from '../schemas/link.ts';
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
const tag = 'links';

/** One-time links to instances. */
export const linkRoutes: FastifyPluginAsyncTypebox<LinkRoutesOptions> = async (app, options) => {
  const { instances, access, idempotency, linkUrl } = options;

  app.post(
    '/instances/:id/links',
    {
      schema: {
        params,
        body: Type.Union([LinkRequestSchema, Type.Null()]),
        response: { 201: LinkSchema },
        operation: {
          id: 'makeLink',
          tag,
          summary: 'Make a link that lets one browser in',
          description:
            'It works once. The session that it opens lasts until the instance ends or its links are revoked.',
          heeds: ['Idempotency-Key'],
          errors: ['instance_not_found', 'state_not_writable'],
        },
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
    {
      schema: {
        params,
        response: { 200: LinkListSchema },
        operation: {
          id: 'listLinks',
          tag,
          summary: 'List its links',
          description: 'Those made in this run, without their tokens.',
          errors: ['instance_not_found'],
        },
      },
    },
    async (request) => ({ links: await access.listLinks(instances.get(request.params.id).id) }),
  );

  app.delete(
    '/instances/:id/links',
    {
      schema: {
        params,
        response: { 204: Type.Null() },
        operation: {
          id: 'revokeLinks',
          tag,
          summary: 'Revoke all its links',
          description: 'Ends the sessions that they opened as well: browsers need a new link.',
          errors: ['instance_not_found', 'state_not_writable'],
          answers: { 204: { description: 'None lets anybody in any more' } },
        },
      },
    },
    async (request, reply) => {
      await access.revokeAll(instances.get(request.params.id).id);
      return reply.code(204).send(null);
    },
  );
};
