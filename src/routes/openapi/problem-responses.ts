import { type ErrorCode, errorCatalogue, problemOf } from '../../domain/errors.ts';
import { retryAfterSeconds } from '../../domain/retry-after.ts';
import { ProblemSchema } from '../../schemas/problem.ts';
import type { Operation } from '../operation.ts';
import { type JsonSchema, type NamedSchemas, publishSchema } from './published-schema.ts';

/** With every call: from the connection, the door, the request's origin, and defects. */
const ofEveryCall: readonly ErrorCode[] = [
  'invalid_request',
  'unauthorized',
  'foreign_origin',
  'request_timeout',
  'head_too_large',
  'internal_error',
  'too_many_connections',
];
/** A body is looked at also where none is needed. */
const ofBodies: readonly ErrorCode[] = ['invalid_json', 'body_too_large', 'unsupported_media_type'];

/** The codes that a call can be answered with. */
export function problemCodes(method: string, { errors = [], heeds = [] }: Operation): Set<ErrorCode> {
  const ofKey: ErrorCode[] = heeds.includes('Idempotency-Key') ? ['idempotency_key_reused'] : [];
  return new Set([...ofEveryCall, ...(method === 'GET' ? [] : ofBodies), ...ofKey, ...errors]);
}

/** Responses for the codes, by status. What is the same for several calls stands once, in `shared`. */
export function problemResponses(
  codes: Iterable<ErrorCode>,
  shared: { schemas: NamedSchemas; responses: Record<string, object> },
): Record<string, JsonSchema> {
  const byStatus = Map.groupBy([...codes].sort(), (code) => errorCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => {
      const name = those.join('.');
      shared.responses[name] ??= response(status, those, publishSchema(ProblemSchema, shared.schemas));
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function response(status: number, codes: ErrorCode[], problem: JsonSchema): object {
  const headers = { ...retryHeader(codes), ...(status === 401 ? challengeHeader : {}) };
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].title}.`).join('  \n'),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            problem,
            {
              properties: {
                status: { const: status, description: 'HTTP status' },
                code: { enum: codes, description: 'One of these' },
              },
            },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { value: example(code) }])),
      },
    },
  };
}

function retryHeader(codes: ErrorCode[]): object {
  if (codes.every((code) => retryAfterSeconds(code) === null)) return {};
  return {
    'Retry-After': {
      description: 'After how many seconds it is worth to ask again',
      required: true,
      schema: { type: 'integer', minimum: 1 },
    },
  };
}

const challengeHeader = {
  'WWW-Authenticate': { description: 'How to identify oneself', required: true, schema: { const: 'Bearer' } },
};

function example(code: ErrorCode): object {
  const message = 'Resolution has to be at most 200.';
  if (code === 'invalid_parameters') return problemOf(code, message, [{ path: '/parameters/resolution', message }]);
  if (code === 'invalid_request') return problemOf(code, 'The query is not valid.', [unknownField]);
  return problemOf(code, `${errorCatalogue[code].title}.`);
}

const unknownField = { path: '/sorrt', message: 'is not a known field. Did you mean "sort"?' };
