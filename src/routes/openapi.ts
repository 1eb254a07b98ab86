import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** OpenAPI 3.1 from the schemas that the routes validate with. Register before the routes. */
export async function registerOpenapi(app: FastifyInstance, version: string, basePath: string): Promise<void> {
  await app.register(swagger, {
    stripBasePath: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Trame Manager',
        version,
        description: 'Launch, open, watch and stop trame apps. Errors are RFC 9457 problems.',
        license: { name: 'BSD-3-Clause', identifier: 'BSD-3-Clause' },
      },
      servers: [{ url: basePath }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
  });
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
