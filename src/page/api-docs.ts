import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { chooseCoding } from '../domain/content-coding.ts';
import type { RequestHead } from '../wire/message-head.ts';
import { type OwnAnswer, ownAnswer } from '../wire/own-answer.ts';
import { launcherPageHeaders } from './launcher-page.ts';
import { contentType, read, unlessKnown } from './page-file.ts';

/**
 * As the launcher page's own policy, without trusted types: Swagger UI makes markup from text. Its scripts are files of ours
 * all the same, and nothing comes from elsewhere.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const headers = { ...launcherPageHeaders, 'content-security-policy': contentSecurityPolicy };

/** The page, its files, and nothing else. */
const docsFiles = /^\/api\/docs(?:\/((?:docs\.(?:js|css|LEGAL\.txt))?))?(?:\?|$)/;

/**
 * `<base>/api/docs`: the REST API as a page in which calls can be tried. Like the launcher page it is answered without the
 * routes, from files; scripts and style sheets are there as gzip alone.
 */
export function createApiDocs({ pageDirectory }: { pageDirectory: string }) {
  return {
    handles: ({ method }: Pick<RequestHead, 'method'>, target: string) =>
      (method === 'GET' || method === 'HEAD') && docsFiles.test(target),
    async answer({ headers: asked }: Pick<RequestHead, 'headers'>, target: string): Promise<OwnAnswer | null> {
      const file = docsFiles.exec(target)?.[1];
      // The page's own links begin at "api/".
      if (file === '') return ownAnswer(308, { ...headers, location: '../docs' });
      const name = file ?? 'index.html';
      const path = join(pageDirectory, 'docs', name);
      if (!/\.(?:js|css)$/.test(name)) return found(asked, name, await read(path));
      const packed = await read(`${path}.gz`);
      const takesGzip = chooseCoding(asked['accept-encoding'], ['gzip']) !== null;
      const content = packed === null || takesGzip ? packed : await promisify(gunzip)(packed);
      return found(asked, name, content, {
        vary: 'accept-encoding',
        ...(takesGzip ? { 'content-encoding': 'gzip' } : {}),
      });
    },
  };
}

function found(
  asked: RequestHead['headers'],
  name: string,
  content: Buffer | null,
  more: Record<string, string> = {},
): OwnAnswer | null {
  if (content === null) return null;
  return unlessKnown(asked['if-none-match'], content, { ...headers, 'content-type': contentType(name), ...more });
}
