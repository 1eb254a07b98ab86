import type { FastifyRequest } from 'fastify';

interface Shape {
  properties?: Record<string, { type?: string }>;
}

/**
 * Makes the query what its schema describes: lists are parted by commas, and Jupyter's own token is none of ours (a request may
 * bear it, and jupyter-server-proxy passes queries on as they are).
 */
export async function readQuery(request: FastifyRequest): Promise<void> {
  const { properties = {} } = (request.routeOptions.schema?.querystring ?? {}) as Shape;
  const query = request.query as Record<string, unknown>;
  if (properties.token === undefined) delete query.token;
  for (const [name, { type = '' }] of Object.entries(properties)) {
    const given = query[name];
    if (given === undefined) continue;
    if (type === 'array') query[name] = [given].flat().flatMap(partedByCommas);
    // The validator would take "true" for the number 1, and "0" for false; of an object it makes nothing.
    else if (forms[type]?.test(String(given)) === false) query[name] = { given };
  }
}

const forms: Record<string, RegExp> = { integer: /^-?\d{1,15}$/, boolean: /^(?:true|false)$/ };

function partedByCommas(text: unknown): string[] {
  return String(text)
    .split(',')
    .map((item) => item.trim());
}
