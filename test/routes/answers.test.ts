import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { until } from '../support/instance-fixture.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  patternProperties?: object;
  additionalProperties?: object | boolean;
  items?: Schema;
}

const app = `name: Sleeper
kind: web
command: exec sleep 600
environment: {A: b}
parameters: [{name: iso, type: number, min: 0, max: 1, default: 0.5}]
`;

// Nothing drops what the schemas do not name: what is answered has to be made of documented fields alone.
t.test('answers hold the fields of their schemas, and no others', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'sleeper', app);
  writeApp(home, 'bad', 'name: Bad\ncomand: x\n');
  const { call } = await restApi(t, home);
  const { paths, components } = (await call('GET', '/api/v1/openapi.json')).json;
  const asked = async (
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    names: Record<string, string>,
    body?: object,
  ) => {
    const url = path.replace(/\{(\w+)\}/g, (_, name) => names[name] ?? '');
    const { status, json } = await call(method, `/api/v1${url}`, body);
    const { responses } = paths[`/api/v1${path}`][method.toLowerCase()];
    const schema: Schema | undefined = responses[status]?.content?.['application/json']?.schema;
    if (schema === undefined) throw new Error(`${method} ${path} was answered ${status}, which no schema describes`);
    t.strictSame(undescribed(json, schema, components?.schemas ?? {}), [], `${method} ${path}`);
    return json;
  };

  const { id } = await asked('POST', '/apps/{app}/instances', { app: 'sleeper' }, { parameters: { iso: 0.2 } });
  await asked('POST', '/instances/{id}/links', { id }, { note: 'for Ada' });
  await asked('PATCH', '/instances/{id}', { id }, { name: 'Renamed' });
  for (const path of ['/apps', '/apps/{app}', '/instances', '/instances/{id}', '/instances/{id}/links', '/system']) {
    await asked('GET', path, { id, app: 'sleeper' });
  }
  for (const path of [
    '/servers',
    '/presets',
    '/favourites',
    '/files',
    '/jobs',
    '/job-form',
    '/instances/{id}/connection',
  ])
    await asked('GET', path, { id });
  await asked('POST', '/instances/{id}/stop', { id });
  await until(async () => (await call('GET', `/api/v1/instances/${id}`)).json.state === 'stopped');
  await asked('GET', '/instances/{id}', { id });
});

/** Paths of fields that a schema does not name. */
function undescribed(value: unknown, schema: Schema, named: Record<string, Schema>): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const meant = alternatives(schema, named);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      within(`/${index}`, undescribed(item, { anyOf: meant.flatMap(({ items }) => items ?? []) }, named)),
    );
  }
  // A record: its names are data.
  if (meant.some(({ properties }) => properties === undefined)) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const parts = meant.flatMap(({ properties }) => properties?.[name] ?? []);
    return parts.length === 0 ? [`/${name}`] : within(`/${name}`, undescribed(part, { anyOf: parts }, named));
  });
}

/** What an object or a list may be. */
function alternatives(schema: Schema, named: Record<string, Schema>): Schema[] {
  if (schema.$ref !== undefined) return alternatives(named[schema.$ref.split('/').at(-1) ?? ''] ?? {}, named);
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((part) => alternatives(part, named));
  return schema.properties || schema.items || schema.patternProperties || schema.additionalProperties ? [schema] : [];
}

function within(path: string, found: string[]): string[] {
  return found.map((deeper) => path + deeper);
}
