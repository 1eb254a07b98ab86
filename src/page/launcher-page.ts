import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { chooseCoding } from '../domain/content-coding.ts';
import { ownAnswerHeaders } from '../domain/own-requests.ts';
import type { RequestHead } from '../wire/message-head.ts';
import { type OwnAnswer, ownAnswer } from '../wire/own-answer.ts';
import { withState } from './first-state.ts';
import { contentType, read, unlessKnown } from './page-file.ts';

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

/** What the launcher page and its files are sent with. */
export const launcherPageHeaders = {
  ...ownAnswerHeaders,
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

export interface LauncherPage {
  /** True for the launcher page and its files, below the base: "/", "/page.js?x", "/icons/trame-manager.svg". */
  handles(request: Pick<RequestHead, 'method'>, target: string): boolean;
  /** Null: there is no such file. */
  answer(request: Pick<RequestHead, 'headers'>, target: string): Promise<OwnAnswer | null>;
}

/** No name begins with a point, or has a slash or an escape in it. */
const pageFiles = /^\/(?:index\.html|page\.[A-Za-z0-9.]+|icons\/[A-Za-z0-9_-][A-Za-z0-9._-]*)?(?:\?|$)/;

/**
 * The launcher page, which comes with its first state so that it draws at once, and its files. They are answered here and not
 * by the routes, which take a while to be set up: whoever clicks the tile sees the page before.
 */
export function createLauncherPage({ pageDirectory, firstState }: LauncherPageOptions): LauncherPage {
  return {
    handles: ({ method }, target) => (method === 'GET' || method === 'HEAD') && pageFiles.test(target),
    async answer({ headers }, target) {
      const [path = '/'] = target.split('?');
      const name = path === '/' ? '/index.html' : path;
      const isCoded = codedTypes.has(extname(name));
      const coding = isCoded ? chooseCoding(headers['accept-encoding'], ['br', 'gzip']) : null;
      const isPage = name === '/index.html';
      const made = coding === null || isPage ? null : await read(join(pageDirectory, name + extensions[coding]));
      const content = made ?? (await read(join(pageDirectory, name)));
      if (content === null) return null;
      const state = isPage ? firstState() : null;
      if (state !== null) return ofThisMoment(withState(content.toString(), state), coding);
      return unlessKnown(headers['if-none-match'], content, {
        ...launcherPageHeaders,
        'content-type': contentType(name),
        ...(isCoded ? { vary: 'accept-encoding' } : {}),
        ...(made !== null && coding !== null ? { 'content-encoding': coding } : {}),
      });
    },
  };
}

/** The page is compressed as it is made; the build leaves scripts and style sheets in two codings as well, as `<name>.<extension>`. */
const codedTypes = new Set(['.html', '.js', '.css']);
const extensions = { br: '.br', gzip: '.gz' };

const compress = {
  // A fast level: what it saves is worth more than a tenth less of it.
  br: (text: string) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: string) => promisify(gzip)(text),
};

/** Kept nowhere: it tells what only this user may know. */
async function ofThisMoment(markup: string, coding: keyof typeof compress | null): Promise<OwnAnswer> {
  const headers = {
    ...launcherPageHeaders,
    'content-type': contentType('index.html'),
    vary: 'accept-encoding',
    'cache-control': 'no-store',
  };
  if (coding === null) return ownAnswer(200, headers, markup);
  return ownAnswer(200, { ...headers, 'content-encoding': coding }, await compress[coding](markup));
}
