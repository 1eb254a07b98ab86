import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import send from '@fastify/send';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { chooseCoding } from '../domain/content-coding.ts';

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

export interface LauncherPageOptions {
  pageDirectory: string;
  /** What the page shows first, as JSON text; null: it asks for it, as what there is was not looked at yet. */
  firstState: () => string | null;
}

/** Where the first state stands in the page. */
const place = '<!-- first state -->';
const pageCodings = ['br', 'gzip'] as const;
/** The build leaves the page's larger files in these codings as well, as `<name>.<extension>`. */
const extensions = { br: '.br', gzip: '.gz' };
const builtTypes: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The launcher page, which comes with its first state so that it draws at once, and its files. */
export const launcherPage: FastifyPluginAsync<LauncherPageOptions> = async (app, { pageDirectory, firstState }) => {
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const [path = '/'] = request.url.split('?');
    const state = path === '/' || path === '/index.html' ? firstState() : null;
    if (state !== null) return sendPage(request, reply, withState(await readPage(pageDirectory), state));
    return sendFile(request, reply, path, pageDirectory);
  });
};

/** Markup with the state as data, which no script engine reads: no "</script>" or comment in it ends the element. */
export function withState(markup: string, state: string): string {
  const data = state.replaceAll('<', '\\u003c');
  return markup.replace(place, () => `<script type="application/json" id="first-state">${data}</script>`);
}

function readPage(pageDirectory: string): Promise<string> {
  return readFile(join(pageDirectory, 'index.html'), 'utf8');
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, markup: string): Promise<FastifyReply> {
  const coding = chooseCoding(request.headers['accept-encoding'], pageCodings);
  if (coding !== null) reply.header('content-encoding', coding);
  return reply
    .headers({
      ...launcherPageHeaders,
      // Of one moment, and with what only this user may know.
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      vary: 'accept-encoding',
    })
    .send(coding === null ? markup : await compress[coding](markup));
}

const compress = {
  // A fast level: what it saves is worth more than a tenth less of it.
  br: (text: string) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: string) => promisify(gzip)(text),
};

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  root: string,
): Promise<FastifyReply> {
  const type = builtTypes[extname(path)];
  const coding = type === undefined ? null : chooseCoding(request.headers['accept-encoding'], pageCodings);
  const options = { root, cacheControl: false, acceptRanges: false };
  if (type !== undefined) reply.header('vary', 'accept-encoding');
  const coded = coding === null ? null : await send(request.raw, path + extensions[coding], options);
  const found = coded?.type === 'file' ? coded : await send(request.raw, path, options);
  if (found.type !== 'file') return reply.callNotFound() as never;
  reply.code(found.statusCode).headers({ ...found.headers, ...launcherPageHeaders });
  if (found === coded && coding !== null) reply.headers({ 'content-encoding': coding, 'content-type': type });
  return reply.send(found.stream);
}
