import { readdirSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import fastify from 'fastify';
import t from 'tap';
import Value from 'typebox/value';
import { errorCatalogue } from '../../src/domain/errors.ts';
import { registerOpenapi } from '../../src/routes/openapi.ts';
import { operationTags } from '../../src/routes/operation.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';

interface Schema {
  $ref?: string;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  allOf?: Schema[];
}

interface Answer {
  $ref?: string;
  description?: string;
  content?: Record<string, { schema: Schema; examples?: object }>;
  headers?: Record<string, { description?: string }>;
}

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: { name: string; description?: string; example?: unknown }[];
  requestBody?: { description?: string; content: Record<string, { schema: Schema; examples?: object }> };
  responses: Record<string, Answer>;
}

interface Document {
  openapi: string;
  servers: { url: string }[];
  security: object[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema & { examples?: unknown[] }>;
    responses: Record<string, Answer>;
    securitySchemes: object;
  };
}

const { call } = await restApi(t, shortDirectory(t));
const document: Document = (await call('GET', '/api/v1/openapi.json')).json;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method,
    operation,
  })),
);
const named = ({ $ref = '' }: { $ref?: string }): Schema & Answer => {
  const [, kind, name = ''] = /^#\/components\/(schemas|responses)\/(.+)$/.exec($ref) ?? [];
  return document.components[kind === 'responses' ? 'responses' : 'schemas'][name] ?? {};
};

t.test('the document is valid OpenAPI 3.1', async (t) => {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as unknown as string);
  t.ok(valid, JSON.stringify(errors));
  t.equal(document.openapi, '3.1.0');
});

t.test('every call says what it is, with an id of its own', (t) => {
  for (const { name, operation } of operations) {
    t.match(operation.operationId, /^[a-z][A-Za-z]+$/, name);
    t.match(operation.summary, /^[A-Z].*[^.]$/, `${name}: a summary is no sentence`);
    t.match(operation.description, /^[A-Z`].*\.$/s, `${name}: a description has whole sentences`);
    t.ok(operation.tags.length === 1 && Object.hasOwn(operationTags, operation.tags[0] ?? ''), name);
  }
  const ids = operations.map(({ operation }) => operation.operationId);
  t.same(ids, [...new Set(ids)]);
  t.end();
});

t.test('every parameter, field, body, answer and header has a description', (t) => {
  const missing = operations.flatMap(({ name, operation }) => undescribed(operation).map((what) => `${name} ${what}`));
  const ofSchemas = Object.entries(document.components.schemas).flatMap(([name, schema]) => [
    ...(schema.description ? [] : [name]),
    ...undescribedFields(schema, name),
  ]);
  t.same([...missing, ...ofSchemas], []);
  t.end();
});

t.test('amounts of time and memory name their unit', (t) => {
  const wrong = allFields().filter(({ name, schema }) => {
    const unit = /_seconds$/.test(name)
      ? /seconds/
      : /_bytes$/.test(name)
        ? /bytes/
        : /_at$/.test(name)
          ? /UTC/
          : /(?:)/;
    return !unit.test(schema.description ?? '');
  });
  t.same(wrong, []);
  t.end();
});

t.test('every call names the problems that it can be answered with, and each code stands somewhere', (t) => {
  const codes = new Set<string>();
  for (const { name, method, operation } of operations) {
    const ofCall = Object.entries(operation.responses).flatMap(([status, answer]) =>
      Number(status) < 400 ? [] : problemCodes(answer),
    );
    for (const code of ofCall) codes.add(code);
    for (const code of ['unauthorized', 'foreign_origin', 'internal_error'])
      t.ok(ofCall.includes(code), `${name} ${code}`);
    t.equal(ofCall.includes('unsupported_media_type'), method !== 'get', name);
    if (/\{/.test(name) && !/openapi/.test(name)) t.ok(ofCall.length > 7, `${name} can miss what it is about`);
  }
  const ofOthers = ['link_required', 'method_not_allowed', 'instance_unreachable'];
  const never = Object.keys(errorCatalogue).filter((code) => !codes.has(code) && !ofOthers.includes(code));
  t.same(never, []);
  t.end();
});

t.test('parameters, bodies and answers come with examples', (t) => {
  for (const { name, operation } of operations) {
    for (const parameter of operation.parameters ?? []) t.ok('example' in parameter, `${name} ${parameter.name}`);
    for (const { examples } of Object.values(operation.requestBody?.content ?? {})) t.ok(examples, `${name} body`);
  }
  const ofAnswers = operations.flatMap(({ operation }) =>
    Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
      Number(status) < 300 ? (content['application/json']?.schema.$ref?.split('/').at(-1) ?? []) : [],
    ),
  );
  for (const name of ofAnswers) t.ok(document.components.schemas[name]?.examples, `${name} has an example`);
  t.end();
});

t.test('the examples are what the schemas allow', async (t) => {
  const directory = new URL('../../src/schemas/', import.meta.url);
  const modules = readdirSync(directory).filter((name) => name.endsWith('.ts'));
  let checked = 0;
  for (const name of modules) {
    const schemas: Record<string, { examples?: unknown[] }> = await import(new URL(name, directory).href);
    for (const [exported, schema] of Object.entries(schemas)) {
      for (const example of schema.examples ?? []) {
        t.same(Value.Errors(schema, example), [], `${exported} ${JSON.stringify(example)}`);
        checked += 1;
      }
    }
  }
  t.ok(checked > 15);
});

t.test('paths are appended to the base, and the cookie of a door is named', async (t) => {
  const describe = async (basePath: string, cookieName: string | null) => {
    const app = fastify();
    t.teardown(() => app.close());
    registerOpenapi(app, { version: '1', basePath, cookieName });
    return (await app.inject('/api/v1/openapi.json')).json() as Document;
  };
  const inJupyter = await describe('/user/a%20b/trame-manager/', null);
  t.same(inJupyter.servers, [{ url: '/user/a%20b/trame-manager', description: 'This daemon' }]);
  t.same(inJupyter.security, [{}, { token: [] }]);
  const onPort = await describe('/', 'door_1');
  t.equal(onPort.servers[0]?.url, '/');
  t.match(onPort, {
    security: [{ token: [] }, { cookie: [] }],
    components: { securitySchemes: { token: { scheme: 'bearer' }, cookie: { in: 'cookie', name: 'door_1' } } },
  });
});

t.test('a route of the API that is not described cannot be registered', (t) => {
  const app = fastify();
  registerOpenapi(app, { version: '1', basePath: '/', cookieName: null });
  t.throws(() => app.get('/api/v1/things', async () => 'x'), /GET \/api\/v1\/things has no operation/);
  t.doesNotThrow(() => app.get('/things', async () => 'x'));
  t.end();
});

function undescribed({ parameters = [], requestBody, responses }: Operation): string[] {
  const bodies = [requestBody, ...Object.values(responses).map((answer) => (answer.$ref ? named(answer) : answer))];
  return [
    ...parameters.filter(({ description }) => !description).map(({ name }) => name),
    ...bodies.flatMap((body, index) => {
      if (body === undefined) return [];
      const headers = Object.entries(('headers' in body ? body.headers : undefined) ?? {});
      return [
        ...(body.description ? [] : [`body ${index}`]),
        ...headers.filter(([, { description }]) => !description).map(([name]) => name),
        ...Object.values(body.content ?? {}).flatMap(({ schema }) => undescribedFields(schema, `body ${index}`)),
      ];
    }),
  ];
}

/** Fields at all depths, but for those of schemas with names, which are looked at for themselves. */
function undescribedFields(schema: Schema, path: string): string[] {
  const own = Object.entries(schema.properties ?? {}).filter(([, field]) => !describes(field));
  return [...own.map(([name]) => `${path}/${name}`), ...parts(schema).flatMap((part) => undescribedFields(part, path))];
}

function describes(field: Schema): boolean {
  const alternatives = [...(field.anyOf ?? []), ...(field.allOf ?? [])];
  return Boolean(field.description || named(field).description || alternatives.some(describes));
}

function parts({ properties = {}, items, additionalProperties, anyOf = [], allOf = [] }: Schema): Schema[] {
  const further = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  return [...Object.values(properties), ...(items === undefined ? [] : [items]), ...further, ...anyOf, ...allOf];
}

function allFields(): { name: string; schema: Schema }[] {
  const walk = (schema: Schema): { name: string; schema: Schema }[] => [
    ...Object.entries(schema.properties ?? {}).map(([name, field]) => ({ name, schema: field })),
    ...parts(schema).flatMap(walk),
  ];
  return Object.values(document.components.schemas).flatMap(walk);
}

function problemCodes(answer: Answer): string[] {
  const { content = {} } = answer.$ref === undefined ? answer : named(answer);
  return Object.keys(content['application/problem+json']?.examples ?? {});
}
