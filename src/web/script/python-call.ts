import type { MadeCall } from './call-history.ts';

/** One call as a line of the Python client, on a `manager` that `connect()` gave. */
export function pythonCall(call: MadeCall): string {
  for (const { method, path, text } of known) {
    const found = call.method === method ? path.exec(call.path) : null;
    if (found !== null) return text(decodeURIComponent(found[1] ?? ''), fieldsOf(call.body));
  }
  const words = [call.method, call.path, ...(call.body === undefined ? [] : [call.body])];
  return `manager.call(${words.map((word) => literal(word)).join(', ')})`;
}

type Fields = Record<string, unknown>;

const known: { method: string; path: RegExp; text: (id: string, fields: Fields) => string }[] = [
  { method: 'POST', path: /^apps\/([^/?]+)\/instances$/, text: launch },
  { method: 'POST', path: /^instances\/([^/?]+)\/stop$/, text: (id) => `${instance(id)}.stop()` },
  { method: 'POST', path: /^instances\/([^/?]+)\/restart$/, text: (id) => `${instance(id)}.restart()` },
  { method: 'DELETE', path: /^instances\/([^/?]+)$/, text: (id) => `${instance(id)}.remove()` },
  {
    method: 'PATCH',
    path: /^instances\/([^/?]+)$/,
    text: (id, { name }) => `${instance(id)}.rename(${literal(name)})`,
  },
  { method: 'POST', path: /^instances\/([^/?]+)\/links$/, text: (id, fields) => call(`${instance(id)}.link`, fields) },
  { method: 'PUT', path: /^instances\/([^/?]+)\/connection$/, text: connect },
  { method: 'DELETE', path: /^instances\/([^/?]+)\/connection$/, text: (id) => `${instance(id)}.disconnect()` },
  { method: 'POST', path: /^(servers)$/, text: (_path, fields) => `server = ${call('manager.servers.start', fields)}` },
  { method: 'POST', path: /^servers\/([^/?]+)\/stop$/, text: (id) => `${server(id)}.stop()` },
  {
    method: 'POST',
    path: /^servers\/([^/?]+)\/restart$/,
    text: (id, fields) => `server = ${call(`${server(id)}.restart`, fields)}`,
  },
  { method: 'DELETE', path: /^servers\/([^/?]+)$/, text: (id) => `${server(id)}.remove()` },
];

function instance(id: string): string {
  return `manager.instances[${literal(id)}]`;
}

function server(id: string): string {
  return `manager.servers[${literal(id)}]`;
}

function launch(app: string, { data_directory: data, parameters, ...rest }: Fields): string {
  const own = { data, ...rest };
  const values = Object.entries(fieldsOf(parameters));
  const keywords = values.filter(([name]) => isKeyword(name) && !launchTakes.has(name));
  const others = values.filter(([name]) => !isKeyword(name) || launchTakes.has(name));
  const more = others.length === 0 ? {} : { parameters: Object.fromEntries(others) };
  return `run = ${call('manager.launch', { ...own, ...more, ...Object.fromEntries(keywords) }, [literal(app)])}`;
}

/** What `launch` takes beside an app's parameters. */
const launchTakes = new Set(['data', 'name', 'resources', 'connect_to', 'parameters']);

function connect(id: string, { server_id: serverId, ...rest }: Fields): string {
  return call(`${instance(id)}.connect`, rest, serverId === undefined ? [] : [literal(serverId)]);
}

/** Nothing is said of what has no value; names that Python does not take as keywords come as a dictionary. */
function call(callable: string, fields: Fields, first: string[] = []): string {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  const others = given.filter(([name]) => !isKeyword(name));
  const words = [
    ...first,
    ...given.filter(([name]) => isKeyword(name)).map(([name, value]) => `${name}=${literal(value, 1)}`),
    ...(others.length === 0 ? [] : [`**${literal(Object.fromEntries(others), 1)}`]),
  ];
  const line = `${callable}(${words.join(', ')})`;
  return line.length <= 88 && !line.includes('\n')
    ? line
    : `${callable}(\n${words.map((word) => `    ${word},\n`).join('')})`;
}

function isKeyword(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !reserved.has(name);
}

/** keyword.kwlist */
const reserved = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import ' +
    'in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

function fieldsOf(body: unknown): Fields {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

/** JSON's strings and numbers are Python's, too. */
function literal(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'None';
  if (value === true || value === false) return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const indent = '    '.repeat(depth + 1);
  const lines = Array.isArray(value)
    ? value.map((entry) => `${indent}${literal(entry, depth + 1)},\n`)
    : Object.entries(value).map(([key, entry]) => `${indent}${JSON.stringify(key)}: ${literal(entry, depth + 1)},\n`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join('')}${'    '.repeat(depth)}${close}`;
}
