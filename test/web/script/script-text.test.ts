import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { writeDaemonFile } from '../../../src/adapters/daemon-file.ts';
import { CallHistory, type MadeCall } from '../../../src/web/script/call-history.ts';
import { wholeScript } from '../../../src/web/script/script-text.ts';
import { root } from '../../support/python-environment.ts';

const hostile = `it's "$(id)" \`id\` \\n $HOME ünï \u{1f600} </script> # {x}`;
/** As the history has them: the newest first. */
const calls: MadeCall[] = [
  { method: 'DELETE', path: 'instances/k3', body: undefined },
  {
    method: 'POST',
    path: "apps/it's%20%22me%22/instances",
    body: { name: hostile, parameters: { n: 0.5, on: true, off: false, none: null, list: [1, hostile], empty: {} } },
  },
  { method: 'POST', path: 'instances/k3/stop', body: undefined },
];

interface Got {
  method: string;
  url: string;
  authorization: string;
  type: string | undefined;
  body: unknown;
}

/** Runs what `run` starts against a server that notes what it is asked. */
async function heard(
  t: Tap,
  run: (base: string) => Promise<unknown>,
  answer: (asked: Got) => unknown = () => ({}),
): Promise<Got[]> {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const text = Buffer.concat(await request.toArray()).toString();
    const body = text === '' ? undefined : JSON.parse(text);
    const asked = { method, url, authorization: headers.authorization ?? '', type: headers['content-type'], body };
    got.push(asked);
    response.end(method === 'DELETE' && !url.endsWith('/connection') ? '' : JSON.stringify(answer(asked)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/user/o'neil%20b/trame-manager/`);
  return got;
}
type Tap = Pick<typeof t, 'teardown'>;

const wanted = [...calls].reverse().map(({ method, path, body }) => ({
  method,
  url: `/user/o'neil%20b/trame-manager/api/v1/${path}`,
  authorization: 'Bearer s3cret',
  body,
}));

t.test('bash sends what the page sent, whatever is in it', async (t) => {
  const got = await heard(t, (base) =>
    execa('bash', ['-e', '-c', wholeScript('curl', base, calls)], { env: { JUPYTER_TOKEN: 's3cret' } }),
  );
  t.match(got, wanted);
  t.match(
    got.map(({ type }) => type),
    [undefined, 'application/json', undefined],
  );
});

t.test('Python does the same by the client, and says no token', async (t) => {
  const state = t.testdir();
  const done: MadeCall[] = [
    { method: 'POST', path: 'apps/c%20one/instances', body: launched },
    { method: 'PATCH', path: 'instances/k3', body: { name: hostile } },
    { method: 'POST', path: 'instances/k3/stop', body: undefined },
    { method: 'POST', path: 'instances/k3/restart', body: undefined },
    { method: 'POST', path: 'instances/k3/links', body: { expires_in_seconds: 30, note: null } },
    { method: 'PUT', path: 'instances/k3/connection', body: { server_id: 'p1', when_ready: true } },
    { method: 'PUT', path: 'instances/k3/connection', body: { host: 'n1', port: 11111 } },
    { method: 'DELETE', path: 'instances/k3/connection', body: undefined },
    { method: 'DELETE', path: 'instances/k3', body: undefined },
    { method: 'POST', path: 'servers', body: { name: null, nodes: 2, 'time limit': '1h', class: hostile } },
    { method: 'POST', path: 'servers/p1/stop', body: undefined },
    { method: 'POST', path: 'servers/p1/restart', body: { after: true } },
    { method: 'DELETE', path: 'servers/p1', body: undefined },
    { method: 'POST', path: 'jobs/17_3/hold', body: undefined },
    { method: 'POST', path: 'jobs', body: { script: hostile, more: [1, null, true, { x: [], y: {} }] } },
  ];
  const text = wholeScript('python', 'http://unused/', [...done].reverse());
  const got = await heard(
    t,
    async (base) => {
      const daemon = { version: '0.0.0', socket: null, token: 's3cret', basePath: '/', jupyterPid: null };
      await writeDaemonFile(state, { ...daemon, url: base });
      const env = {
        TRAME_MANAGER_STATE_DIR: state,
        PYTHONPATH: join(root, 'launcher-entries'),
        PYTHONWARNINGS: 'ignore',
      };
      return execa(join(root, '.venv/bin/python'), ['-c', text], { env });
    },
    answerAsDaemon,
  );
  const sent = new Map<number, unknown>([
    [0, { parameters: launched.parameters, resources: launched.resources }],
    [4, { expires_in_seconds: 30 }],
    [9, { nodes: 2, 'time limit': '1h', class: hostile }],
  ]);
  t.strictSame(
    got.filter(({ method }) => method !== 'GET').map(({ type: _type, ...asked }) => asked),
    done.map(({ method, path, body }, index) => ({
      method,
      url: `/user/o'neil%20b/trame-manager/api/v1/${path}`,
      authorization: 'Bearer s3cret',
      body: sent.get(index) ?? body,
    })),
    'what has no value is left out',
  );
  t.notMatch(text, /s3cret|token/i);
  t.match(text, 'run = manager.launch(');
  t.notMatch(text, /\w=None/, 'nor what has no value');
});

/** What the page sends for a launch; two of these parameters are no keywords of Python's `launch`. */
const launched = {
  name: null,
  data_directory: null,
  parameters: { resolution: 24, shaded: false, title: hostile, class: 'a', data: 'b' },
  resources: { run_on: 'local' },
};

/** Answers of a daemon's shape, all of one instance and one server. */
function answerAsDaemon({ method, url }: { method: string; url: string }): unknown {
  const at = '2026-01-02T03:04:05.678Z';
  const one = {
    id: 'k3',
    name: 'one',
    app: 'c one',
    state: 'ready',
    host: 'n1',
    path: '/proxy/1/',
    created_at: at,
    started_at: at,
  };
  const server = {
    id: 'p1',
    name: 'pv',
    kind: 'job',
    state: 'ready',
    values: {},
    log_tail: [],
    connected_instances: [],
  };
  if (url.endsWith('/healthz')) return { status: 'ok' };
  if (method === 'GET' && url.endsWith('/apps')) return { apps: [app], problems: [], searched: [] };
  if (method === 'GET' && url.endsWith('/instances')) return { instances: [one] };
  if (method === 'GET' && url.endsWith('/servers')) return { servers: [server], form: [], can_start: true };
  if (url.endsWith('/links')) return { url: '/proxy/1/?launch_token=x', expires_at: at };
  if (url.endsWith('/connection')) return { state: 'connected' };
  // The script stops and waits until it has ended.
  return url.includes('/servers') ? { ...server, state: 'stopped' } : { ...one, state: 'stopped' };
}

const parameter = (name: string, type: string) => ({ name, label: name, type, default: null, min: null, max: null });
const app = {
  id: 'c one',
  name: 'C',
  kind: 'web',
  data_directory: 'none',
  parameters: [
    parameter('resolution', 'integer'),
    parameter('shaded', 'boolean'),
    ...['title', 'class', 'data'].map((name) => parameter(name, 'string')),
  ],
};

t.test('the history keeps what changed something, the last twenty', (t) => {
  const history = new CallHistory();
  const note = (method: string, path: string) => history.note({ method, path, body: undefined });
  for (const path of ['presets/server/a', 'servers?dry_run=true', 'favourites/apps/cone']) note('PUT', path);
  note('GET', 'system');
  t.strictSame(history.calls, []);
  for (let turn = 0; turn < 25; turn += 1) note('POST', `instances/${turn}/stop`);
  t.equal(history.calls.length, 20);
  t.equal(history.calls[0]?.path, 'instances/24/stop');
  t.end();
});
