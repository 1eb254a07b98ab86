import { operationTags } from '../operation.ts';
import { type Call, operationObject, type Shared } from './operation-object.ts';

export interface DocumentOptions {
  version: string;
  /** Begins and ends with "/". */
  basePath: string;
  /** Of the cookie that stands for the token; null: whoever reaches the daemon was let in before, by Jupyter. */
  cookieName: string | null;
}

/** The OpenAPI 3.1 document of the calls. */
export function openapiDocument(calls: readonly Call[], { version, basePath, cookieName }: DocumentOptions): object {
  const shared: Shared = { schemas: {}, responses: {} };
  const paths: Record<string, Record<string, object>> = {};
  for (const call of calls) {
    const path = call.url.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [call.method.toLowerCase()]: operationObject(call, shared) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trame Manager',
      version,
      summary: 'Launch, open, watch and stop trame apps.',
      description,
      license: { name: 'BSD-3-Clause', identifier: 'BSD-3-Clause' },
    },
    // Paths are appended to it.
    servers: [{ url: basePath === '/' ? '/' : basePath.slice(0, -1), description: 'This daemon' }],
    security: cookieName === null ? [{}, { token: [] }] : [{ token: [] }, { cookie: [] }],
    tags: Object.entries(operationTags).map(([name, description]) => ({ name, description })),
    paths,
    components: { ...shared, securitySchemes: securitySchemes(cookieName) },
  };
}

const description = `JSON in snake_case, times in ISO 8601 and UTC, sizes in bytes. Ids stay the same for life.

Errors are problems (RFC 9457); scripts compare their \`code\`. An unknown field of a body or a query is refused, with the nearest known one.

\`POST\` with an \`Idempotency-Key\` can be repeated for a day. With \`Prefer: wait=30\` the answer comes when what was asked for is done, or after 30 seconds. Answers with status 503 say in \`Retry-After\` when to ask again.

In Jupyter these calls need what Jupyter needs: its token, or the cookie of a browser that is logged in. Browsers' requests from other sites and from the pages of apps are refused.`;

function securitySchemes(cookieName: string | null): object {
  if (cookieName === null) {
    return {
      token: { type: 'http', scheme: 'bearer', description: 'Jupyter’s token; a browser that is logged in needs none' },
    };
  }
  return {
    token: { type: 'http', scheme: 'bearer', description: 'The daemon’s token' },
    cookie: {
      type: 'apiKey',
      in: 'cookie',
      name: cookieName,
      description: 'What a browser is given for the token, by a visit of `<base>/?token=`',
    },
  };
}
