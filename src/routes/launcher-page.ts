import send from '@fastify/send';
import type { FastifyPluginAsync } from 'fastify';

/**
 * Our own page's policy: its own script and style sheets, nothing from elsewhere, framed by its own site only (JupyterLab may).
 * Markup is made from text by Lit and by JupyterLab's controls alone, whose policies bear these names.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // The hash of an empty <style>: JupyterLab's controls make one and fill it by CSSOM.
  "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html fast-html',
].join('; ');

/** What the launcher page and its files are sent with, beside what all answers have. */
export const launcherPageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  // A page that opens this one gets no hold on it, even from the same origin, as apps are.
  'cross-origin-opener-policy': 'noopener-allow-popups',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Revalidated each time: a new version of the wheel shows at once, an unchanged file costs one 304.
  'cache-control': 'no-cache',
};

/** The launcher page and its files. */
export const launcherPage: FastifyPluginAsync<{ pageDirectory: string }> = async (app, { pageDirectory }) => {
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const [path = '/'] = request.url.split('?');
    const found = await send(request.raw, path, { root: pageDirectory, cacheControl: false, acceptRanges: false });
    if (found.type !== 'file') return reply.callNotFound();
    return reply
      .code(found.statusCode)
      .headers({ ...found.headers, ...launcherPageHeaders })
      .send(found.stream);
  });
};
