import type { FastifySchema } from 'fastify';
import { heededHeaders, type Operation } from '../operation.ts';
import { problemCodes, problemResponses } from './problem-responses.ts';
import { type JsonSchema, type NamedSchemas, publishSchema } from './published-schema.ts';

/** A call of the API, as its route was registered. */
export interface Call {
  method: string;
  /** "/api/v1/instances/:id" */
  url: string;
  schema: FastifySchema & { operation: Operation };
}

/** What stands once in the document, by its name. */
export interface Shared {
  schemas: NamedSchemas;
  responses: Record<string, object>;
}

/** The Operation Object of a call. */
export function operationObject({ method, schema }: Call, shared: Shared): JsonSchema {
  const { operation } = schema;
  const parameters = [
    ...parametersOf('path', schema.params, shared),
    ...parametersOf('query', schema.querystring, shared),
    ...(operation.heeds ?? []).map((name) => ({ name, in: 'header', required: false, ...heededHeaders[name] })),
  ];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(schema.body === undefined ? {} : { requestBody: requestBody(schema.body as object, shared) }),
    responses: { ...answers(schema, shared), ...problemResponses(problemCodes(method, operation), shared) },
  };
}

function parametersOf(place: 'path' | 'query', schema: unknown, { schemas }: Shared): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: object; required?: string[] };
  return Object.entries(properties).map(([name, part]) => {
    const { description, examples, ...rest } = publishSchema(part, schemas) as {
      description?: string;
      examples?: unknown[];
    };
    const isList = (rest as JsonSchema).type === 'array';
    return {
      name,
      in: place,
      required: required.includes(name),
      description,
      ...(isList ? { style: 'form', explode: false } : {}),
      schema: rest,
      ...(examples === undefined ? {} : { example: examples[0] }),
    };
  });
}

/** A body that may be null may be left out as well. */
function requestBody(body: object, { schemas }: Shared): object {
  const schema = publishSchema(body, schemas);
  const parts = Array.isArray(schema.anyOf) ? (schema.anyOf as JsonSchema[]) : [schema];
  const meant = parts.map((part) => named(part, schemas)).find(({ type }) => type !== 'null') ?? schema;
  return {
    description: meant.description,
    required: !parts.some(({ type }) => type === 'null'),
    content: { 'application/json': { schema, ...examplesOf(meant) } },
  };
}

function answers({ response = {}, operation }: Call['schema'], shared: Shared): Record<string, object> {
  const bodies = response as Record<string, JsonSchema>;
  const statuses = new Set([...Object.keys(bodies), ...Object.keys(operation.answers ?? {})]);
  return Object.fromEntries([...statuses].map((status) => [status, answer(status, bodies[status], operation, shared)]));
}

function answer(status: string, body: JsonSchema | undefined, operation: Operation, { schemas }: Shared): object {
  const { description, contentType, headers = {} } = operation.answers?.[Number(status)] ?? {};
  const schema = body === undefined || body.type === 'null' ? null : publishSchema(body, schemas);
  const meant = schema === null ? {} : named(schema, schemas);
  const content =
    schema !== null
      ? { 'application/json': { schema, ...examplesOf(meant) } }
      : contentType === undefined
        ? null
        : { [contentType]: { schema: rawBody(contentType) } };
  const always = Object.entries(headers).map(([name, says]) => [name, header(says, true)]);
  const applied = operation.heeds?.includes('Prefer') && status.startsWith('2') ? [preferenceApplied] : [];
  return {
    description: description ?? meant.description ?? 'Nothing more to say.',
    ...(always.length + applied.length > 0 ? { headers: Object.fromEntries([...always, ...applied]) } : {}),
    ...(content === null ? {} : { content }),
    // A dry run makes nothing that could be asked for.
    ...(status === '201' ? links(operation) : {}),
  };
}

const preferenceApplied = [
  'Preference-Applied',
  header('`wait=30` where the answer waited, or would have', false),
] as const;

function header(description: string, required: boolean): object {
  return { description, required, schema: { type: 'string' } };
}

function rawBody(contentType: string): JsonSchema {
  if (contentType.startsWith('text/')) return { type: 'string' };
  return contentType === 'application/json' ? { type: 'object' } : { contentMediaType: contentType };
}

function links({ leadsTo = [] }: Operation): object {
  if (leadsTo.length === 0) return {};
  const link = (operationId: string) => [operationId, { operationId, parameters: { id: '$response.body#/id' } }];
  return { links: Object.fromEntries(leadsTo.map(link)) };
}

function named(schema: JsonSchema, schemas: NamedSchemas): JsonSchema {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema.$ref ?? ''))?.[1];
  return name === undefined ? schema : (schemas[name] ?? schema);
}

function examplesOf({ examples }: JsonSchema): object {
  if (!Array.isArray(examples)) return {};
  return { examples: Object.fromEntries(examples.map((value, index) => [`example ${index + 1}`, { value }])) };
}
