import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { startDaemon } from '../support/daemon.ts';
import { python } from '../support/instance-app.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);

/** A web service that tells its environment, its arguments and its directory. */
const teller = `
import http.server, json, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        environment = {os.fsencode(name).decode("latin1"): os.fsencode(value).decode("latin1") for name, value in os.environ.items()}
        body = json.dumps({"environment": environment, "arguments": sys.argv[1:], "directory": os.getcwd()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`;

const yaml = `name: Teller
kind: web
command: exec ${python} -S -E $APP_DIRECTORY/teller.py $INSTANCE_ARGS
data_directory: optional
parameters:
  - {name: text, type: string, default: ''}
  - {name: place, type: file, default: ''}
  - {name: folder, type: directory, default: ''}
`;

/** Every way in which text could become a command, where it is not kept from that. */
const payloads = (canary: string) => [
  `$(touch ${canary})`,
  `\`touch ${canary}\``,
  `'; touch ${canary}; '`,
  `"; touch ${canary}; "`,
  `x\\"; touch ${canary} #`,
  `| touch ${canary}`,
  `&& touch ${canary} &`,
  `\${PATH:?$(touch ${canary})}`,
  `$((a[$(touch ${canary})]))`,
  `a[$(touch ${canary})]=1`,
  `<(touch ${canary})`,
  `() { :; }; touch ${canary}`,
  `--help`,
  `-e system("touch ${canary}")`,
  '*',
  '~root',
  '%n%s%x',
  '{{ 7*7 }} {% include "/etc/passwd" %} <%= 1 %>',
  'it\'s "quoted" \\ and \ttabbed',
  'ünï çödé 日本 👩‍🔬',
];

const secrets = { JUPYTERHUB_API_TOKEN: 'hub-secret', JPY_API_TOKEN: 'jpy-secret', JUPYTER_TOKEN: 'jupyter-secret' };
let shared: ReturnType<typeof setUp> | null = null;

/** One daemon for all tests. */
function start() {
  shared ??= setUp({ ...secrets, TRAME_MANAGER_TOKEN: 'own-secret', CASES: '/cases' });
  return shared;
}

async function setUp(env: NodeJS.ProcessEnv) {
  const home = shortDirectory(t);
  writeApp(home, 'teller', yaml, { 'teller.py': teller });
  const daemon = await startDaemon(t, { home, env });
  const launch = (body: unknown) => daemon.call('POST', 'api/v1/apps/teller/instances', body);
  const tell = async (id: string, path: string) => {
    t.teardown(() => daemon.call('DELETE', `api/v1/instances/${id}`));
    await until(async () => (await daemon.call('GET', `api/v1/instances/${id}`)).json.state === 'ready', id);
    const { json } = await daemon.call('POST', `api/v1/instances/${id}/links`, {});
    const opened = await daemon.call('GET', json.url.slice(1));
    const cookie = opened.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const { json: told } = await daemon.call('GET', path.slice(1), undefined, { cookie });
    const decode = (text: string) => Buffer.from(text, 'latin1').toString();
    const environment: Record<string, string> = {};
    for (const [name, value] of Object.entries<string>(told.environment)) environment[name] = decode(value);
    return { environment, arguments: told.arguments as string[], directory: told.directory as string };
  };
  return { home, daemon, launch, tell };
}

t.test('what a user fills in arrives as it is, and is never run', async (t) => {
  const { home, daemon, launch, tell } = await start();
  const canary = join(home, 'canary');
  const texts = payloads('canary');
  // One field of an instance for each would take a minute.
  const rows = Array.from({ length: Math.ceil(texts.length / 4) }, (_, row) => texts.slice(4 * row, 4 * row + 4));
  await Promise.all(
    rows.map(async ([name = '', text = '', place = '', folder = '']) => {
      // A slash ends a name of a directory.
      const data = join(home, `data ${[...name].filter((character) => character !== '/').join('')}`);
      mkdirSync(data, { recursive: true });
      const { status, json } = await launch({
        name: name.replaceAll('\t', ' '),
        data_directory: data,
        parameters: { text: `${text}\n${texts.join('\n')}`, place, folder },
      });
      t.equal(status, 201, JSON.stringify(json));
      const { environment, arguments: words } = await tell(json.id, json.path);
      t.match(environment, {
        INSTANCE_NAME: name.replaceAll('\t', ' ').trim(),
        PARAM_TEXT: `${text}\n${texts.join('\n')}`,
        PARAM_PLACE: place,
        PARAM_FOLDER: folder,
        DATA_DIRECTORY: data,
      });
      t.equal(words.length, 3, 'port, data and host: no other argument');
      const [, given = ''] = words[1]?.split('=') ?? [];
      t.same(readdirSync(given), readdirSync(data), 'and the data directory is the one that is meant');
      const script = readFileSync(join(home, '.local/state/trame-manager/sessions', json.id, 'script.sh'), 'utf8');
      t.equal(script.split('\n').filter((line) => line.startsWith('#')).length, 1, 'a name adds no line to the script');
    }),
  );
  t.notOk(existsSync(canary) || existsSync(join('/', 'canary')) || existsSync('canary'), 'nothing was run');
  t.equal((await daemon.call('GET', 'healthz')).status, 200);
});

t.test('no request sets a variable of the environment but those of the form', async (t) => {
  const { launch, tell } = await start();
  const names = [
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'PYTHONPATH',
    'PYTHONSTARTUP',
    'BASH_ENV',
    'ENV',
    'NODE_OPTIONS',
    'IFS',
  ];
  const strange = ['PARAM_X', 'text\0', 'TEXT', 'te xt', 'text=x', '__proto__', 'constructor', 'toString', '', '../x'];
  for (const name of [...names, ...strange]) {
    const parameters = `{"parameters": {${JSON.stringify(name)}: "/tmp/evil.so"}}`;
    const refused = await launch(parameters);
    t.ok(refused.status === 422 || refused.status === 400, `${JSON.stringify(name)} as a parameter: ${refused.status}`);
    t.equal(
      (await launch(`{${JSON.stringify(name)}: "/tmp/evil.so"}`)).status,
      400,
      `${JSON.stringify(name)} as a field`,
    );
  }
  for (const field of [
    'environment',
    'env',
    'command',
    'working_directory',
    'app',
    'id',
    'port',
    'directory',
    'kind',
  ]) {
    t.equal((await launch({ [field]: { LD_PRELOAD: '/tmp/evil.so' } })).status, 400, field);
  }
  const { json } = await launch({ parameters: { text: 'LD_PRELOAD=/tmp/evil.so\nBASH_ENV=/tmp/evil' } });
  const { environment } = await tell(json.id, json.path);
  t.notMatch(JSON.stringify(names.map((name) => environment[name] ?? '')), 'evil');
});

t.test('a polluted object stays where it is', async (t) => {
  const { daemon, launch } = await start();
  const dirty = [
    '{"__proto__": {"polluted": 1}}',
    '{"constructor": {"prototype": {"polluted": 1}}}',
    '{"parameters": {"__proto__": {"polluted": 1}}}',
    '{"parameters": {"constructor": {"prototype": {"polluted": 1}}}}',
    '{"resources": {"__proto__": {"run_on": "job"}}}',
    '{"\\u005f_proto__": {"polluted": 1}}',
    '[{"__proto__": {"polluted": 1}}]',
  ];
  for (const body of dirty) t.ok([400, 422].includes((await launch(body)).status), body);
  const presets = 'api/v1/presets/app:teller/';
  for (const name of ['__proto__', 'constructor', 'toString']) {
    t.ok((await daemon.call('PUT', `${presets}${name}`, { values: { text: 'mine' } })).status < 500, name);
    t.ok((await daemon.call('PUT', `${presets}x`, `{"values": {"${name}": {"polluted": 1}}}`)).status < 500, name);
  }
  for (const query of [
    '?__proto__[polluted]=1',
    '?constructor.prototype.polluted=1',
    '?app=__proto__&state=constructor',
  ]) {
    t.ok((await daemon.call('GET', `api/v1/instances${query}`)).status < 500, query);
  }
  const { json } = await daemon.call('GET', 'api/v1/system');
  t.notOk('polluted' in json);
  t.ok((await daemon.call('GET', 'api/v1/presets')).status === 200);
  t.equal((await daemon.call('GET', 'api/v1/apps/__proto__')).status, 404);
  t.equal((await daemon.call('GET', 'api/v1/instances/constructor')).status, 404);
});

t.test('paths tell no secret of the daemon’s environment', async (t) => {
  const { home, daemon, launch } = await start();
  for (const name of [...Object.keys(secrets), 'TRAME_MANAGER_TOKEN']) {
    for (const path of [`/tmp/$${name}`, `\${${name}}`, `~/$${name}/x`]) {
      const { status, text } = await launch({ data_directory: path });
      t.equal(status, 422, path);
      t.notMatch(text, '-secret');
    }
  }
  t.match((await launch({ data_directory: '$CASES/x' })).text, '/cases/x', 'others are expanded');
  writeApp(home, 'curious', `${yaml}working_directory: /tmp/$JUPYTERHUB_API_TOKEN\n`);
  const { text } = await daemon.call('POST', 'api/v1/apps/curious/instances', {});
  t.match(text, 'is not set');
  t.notMatch(text + daemon.log(), 'hub-secret');
});

t.test('no name leads out of its directory', async (t) => {
  const { home, daemon } = await start();
  const outside = join(home, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'record.json'), '{}');
  writeFileSync(join(outside, 'log'), 'a log of something else');
  chmodSync(outside, 0o700);
  const ups = [
    '..',
    '../..',
    '../../outside',
    '..\\..\\outside',
    '/etc',
    'a/../../outside',
    '.',
    '',
    'a\0b',
    'ａ',
    '...',
  ];
  const ways = (text: string) => [text, encodeURIComponent(text), text.replaceAll('/', '%2F').replaceAll('.', '%2e')];
  for (const name of ups.flatMap(ways)) {
    for (const [method, path] of [
      ['GET', `api/v1/instances/${name}`],
      ['GET', `api/v1/instances/${name}/log`],
      ['DELETE', `api/v1/instances/${name}/links`],
      ['POST', `api/v1/apps/${name}/instances`],
      ['GET', `api/v1/apps/${name}/icon`],
      ['GET', `api/v1/servers/${name}/log`],
      ['GET', `api/v1/servers/${name}/pvsc`],
      ['GET', `assets/${name}/record.json`],
    ] as const) {
      const answer = await request(daemon.url, daemon.token, method, path);
      t.ok(
        !/^HTTP\/1\.1 (?:201|5)/.test(answer) && !answer.includes('something else'),
        `${method} ${path}: ${answer.slice(0, 12)}`,
      );
    }
  }
  t.same(readdirSync(outside).sort(), ['log', 'record.json']);
});

t.test('links in the state directory lead no removal out of it', async (t) => {
  const { home, daemon, launch, tell } = await start();
  const treasure = join(home, 'treasure');
  mkdirSync(treasure);
  writeFileSync(join(treasure, 'file'), 'dear');
  const { json } = await launch({});
  await tell(json.id, json.path);
  const session = join(home, '.local/state/trame-manager/sessions', json.id);
  symlinkSync(treasure, join(session, 'linked'));
  symlinkSync(join(treasure, 'file'), join(session, 'note'));
  t.equal((await daemon.call('DELETE', `api/v1/instances/${json.id}`)).status, 204);
  t.equal(readFileSync(join(treasure, 'file'), 'utf8'), 'dear');
  t.notOk(existsSync(session));
});

t.test('names that read as another one are refused', async (t) => {
  const { launch, daemon } = await start();
  for (const name of [
    'run\u202e1',
    'a\u2066b',
    'a\u2028b',
    'a\nb',
    'a\u0000b',
    'a\u001b[31mb',
    'a\u0085b',
    '\\ud800',
  ]) {
    const body = name === '\\ud800' ? '{"name": "a\\ud800"}' : { name };
    t.match(await launch(body), { status: 422, json: { errors: [{ path: '/name' }] } }, encodeURIComponent(name));
  }
  const { json } = await launch({ name: 'سلام دنیا \u200c' });
  t.teardown(() => daemon.call('DELETE', `api/v1/instances/${json.id}`));
  t.match(json.name, /سلام/, 'scripts from right to left need no marks');
  t.equal(basename(json.path), String(json.port));
});

/** One request with its target as it stands, which `fetch` would tidy up. */
async function request(url: string, token: string, method: string, path: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const target = `/${path}`.replaceAll(/[^!-~]/g, (character) => encodeURIComponent(character));
  socket.end(
    `${method} ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n${method === 'POST' ? 'Content-Length: 2\r\n' : ''}Connection: close\r\n\r\n${method === 'POST' ? '{}' : ''}`,
  );
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}
