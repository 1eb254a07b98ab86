import type { FastifyInstance } from 'fastify';
import { once } from '../domain/once.ts';
import { type DocumentOptions, openapiDocument } from './openapi/document.ts';
import type { Call } from './openapi/operation-object.ts';
import type { Operation } from './operation.ts';

const operation: Operation = {
  id: 'getOpenapi',
  tag: 'system',
  summary: 'This description',
  description:
    'OpenAPI 3.1, made from the schemas that requests are checked with. `<base>/api/docs` shows it as a page.',
  answers: { 200: { description: 'The document', contentType: 'application/json' } },
};

/** `GET openapi.json`: OpenAPI 3.1 from the schemas that the routes validate with. Register before the routes. */
export function registerOpenapi(app: FastifyInstance, options: DocumentOptions): void {
  const calls: Call[] = [];
  app.addHook('onRoute', ({ method, url, schema }) => {
    // Fastify answers HEAD wherever there is a GET.
    if (typeof method !== 'string' || method === 'HEAD') return;
    if (schema?.operation !== undefined)
      calls.push({ method, url, schema: { ...schema, operation: schema.operation } });
    else if (url.startsWith('/api/v1/')) throw new Error(`${method} ${url} has no operation that describes it.`);
  });
  const document = once(() => JSON.stringify(openapiDocument(calls, options)));
  app.get('/api/v1/openapi.json', { schema: { operation } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document()),
  );
}
