import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';

/** Our own page's policy: its own script and styles, nothing from elsewhere, framed by its own site only. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** The launcher page and its files. */
export const launcherPage: FastifyPluginAsync<{ pageDirectory: string }> = async (app, { pageDirectory }) => {
  await app.register(fastifyStatic, {
    root: pageDirectory,
    wildcard: false,
    etag: true,
    lastModified: true,
    cacheControl: false,
    setHeaders(reply) {
      reply.header('content-security-policy', contentSecurityPolicy);
      // Revalidated each time: a new version of the wheel shows at once, an unchanged file costs one 304.
      reply.header('cache-control', 'no-cache');
    },
  });
};
