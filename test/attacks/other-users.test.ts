import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { startDaemon, type TestDaemon } from '../support/daemon.ts';
import { python } from '../support/instance-app.ts';
import { asOtherUser, noOtherUser } from '../support/other-user.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);
const skip = noOtherUser;

/**
 * Tries all that a user of the machine can try against the processes, paths and TCP ports in argv[1] (JSON), and prints what
 * did not fail.
 */
const intruder = `
import ctypes, json, os, signal, socket, stat, sys
told = json.loads(sys.argv[1])
found = []
def attempt(name, act):
    try:
        result = act()
        found.append([name, result if isinstance(result, str) else ""])
    except OSError: pass
def read(path):
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try: return os.read(descriptor, 65536).decode("latin1")
    finally: os.close(descriptor)
def knock(path):
    with socket.socket(socket.AF_UNIX) as client: client.connect(path)
for pid in told["pids"]:
    proc = "/proc/%d/" % pid
    for name in ["environ", "mem", "maps", "smaps", "auxv", "stack", "syscall", "io", "pagemap", "cmdline", "stat", "status", "wchan"]:
        attempt("proc " + name, lambda: read(proc + name))
    for name in ["cwd", "root", "exe"]: attempt("proc " + name, lambda: os.readlink(proc + name))
    for name in ["fd", "fdinfo", "map_files", "ns"]: attempt("proc " + name, lambda: " ".join(os.listdir(proc + name)) and os.readlink(proc + name + "/" + os.listdir(proc + name)[0]))
    for task in os.listdir(proc + "task"): attempt("proc environ", lambda: read(proc + "task/" + task + "/environ"))
    for number in [0, signal.SIGTERM, signal.SIGCONT]: attempt("signal", lambda: os.kill(pid, number))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16906, pid, 0, 0) == 0: found.append(["ptrace", ""])
    attempt("limits", lambda: __import__("resource").prlimit(pid, 4))
for top in told["directories"]:
    attempt("list " + top, lambda: " ".join(os.listdir(top)))
    attempt("write " + top, lambda: os.mkdir(top + "/intruder"))
for path in told["files"]:
    attempt("read " + path, lambda: read(path))
    attempt("write " + path, lambda: os.close(os.open(path, os.O_WRONLY)))
    attempt("remove " + path, lambda: os.unlink(path))
    attempt("connect " + path, lambda: knock(path))
for line in read("/proc/net/unix").splitlines()[1:]:
    path = line.split()[-1]
    if path.startswith(told["home"]): attempt("connect " + path, lambda: knock(path))
print(json.dumps(found))
`;

/** What the kernel shows everybody of each process, whatever a program does. */
const shownByKernel = ['cmdline', 'stat', 'status', 'wchan'].map((name) => `proc ${name}`);

const environmentKeeper = `
import http.server, os, socketserver
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words): print(*words, flush=True)
    def address_string(self): return "client"
class OnSocket(socketserver.ThreadingUnixStreamServer): pass
path = os.environ.get("UNIX_SOCKET")
server = OnSocket(path, Handler) if path else http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler)
server.serve_forever()
`;

interface Scene {
  home: string;
  daemon: TestDaemon;
  pids: number[];
  files: string[];
  directories: string[];
  secrets: string[];
}

/** The same for all tests. */
let shared: Promise<Scene> | null = null;
function scene(): Promise<Scene> {
  shared ??= setScene();
  return shared;
}

/** A daemon with instances of all kinds, in a home that others can enter: nothing but our own modes protects it. */
async function setScene(): Promise<Scene> {
  const home = mkdtempSync('/tmp/tm-others-');
  chmodSync(home, 0o755);
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  const command = `command: exec ${python} -S -E $APP_DIRECTORY/serve.py\n`;
  for (const [id, kind] of Object.entries({
    web: 'kind: web\n',
    hidden: 'kind: web\nunix_socket: true\n',
    keyed: '',
  })) {
    writeApp(home, id, `name: ${id}\n${kind}${command}`, { 'serve.py': environmentKeeper });
  }
  const umask = process.umask(0);
  const starting = startDaemon(t, {
    home,
    args: ['--state-dir', join(home, 'state'), '--port', '0'],
    env: { XDG_RUNTIME_DIR: home, TRAME_MANAGER_TOKEN: 'the-token-of-the-daemon' },
  });
  process.umask(umask);
  const daemon = await starting;
  const pids = [daemon.child.pid ?? 0];
  const secrets = [daemon.token];
  for (const app of ['web', 'hidden', 'keyed']) {
    const { json } = await daemon.call('POST', `api/v1/apps/${app}/instances`, { name: `a ${app} one` });
    t.teardown(() => daemon.call('DELETE', `api/v1/instances/${json.id}`));
    await until(async () => (await daemon.call('GET', `api/v1/instances/${json.id}`)).json.state === 'ready', app);
    const session = join(home, 'state', 'sessions', json.id);
    const record = JSON.parse(readFileSync(join(session, 'record.json'), 'utf8'));
    pids.push(record.keeper.pid, record.process.pid);
    secrets.push(...['auth.key', 'remote_control'].map((name) => readFileSync(join(session, name), 'utf8').trim()));
    const { url } = (await daemon.call('POST', `api/v1/instances/${json.id}/links`, {})).json;
    secrets.push(new URL(url, daemon.url).searchParams.get('launch_token') ?? '');
  }
  const made = [join(home, 'state'), join(home, 'trame-manager')].flatMap((top) => [
    top,
    ...readdirSync(top, { recursive: true, withFileTypes: true }).map((entry) => join(entry.parentPath, entry.name)),
  ]);
  const isDirectory = (path: string) => statSync(path).isDirectory();
  const directories = made.filter(isDirectory);
  const files = made.filter((path) => !isDirectory(path));
  return { home, daemon, pids, files, directories, secrets: secrets.filter((secret) => secret !== '') };
}

t.test('another user gets at nothing but what the kernel shows of every process', { skip }, async (t) => {
  const { home, daemon, pids, files, directories, secrets } = await scene();
  t.ok(pids.length === 7 && pids.every((pid) => pid > 1) && secrets.length === 8, 'processes and secrets are known');
  t.ok(files.some((file) => file.endsWith('auth.key')) && files.some((file) => file.endsWith('app.sock')));
  const user = asOtherUser(t, intruder, [JSON.stringify({ home, pids, files, directories })]);
  const found = (await user.next()) as [string, string][];
  const opened = [...new Set(found.map(([name]) => name).filter((name) => !shownByKernel.includes(name)))];
  t.same(opened, [], 'with the widest umask, too');
  t.ok(found.filter(([name]) => name === 'proc cmdline').length === pids.length, 'the attempts were real');
  const shown = found.map(([, text]) => text).join('\n');
  t.same(
    secrets.filter((secret) => shown.includes(secret)),
    [],
    'and no key, token or secret path stands there',
  );
  t.equal((await daemon.call('GET', 'healthz')).status, 200);
  // An app makes its socket itself; the directory around it is the user's alone.
  const ours = [...files, ...directories].filter((path) => !path.endsWith('app.sock'));
  t.same(
    ours.filter((path) => (statSync(path).mode & 0o077) !== 0),
    [],
    'and the modes say so',
  );
});

/** Asks HTTP on TCP ports (argv[1], JSON) for paths and prints the answers' status lines and all that came. */
const asker = `
import json, socket, sys
answers = []
for port, request in json.loads(sys.argv[1]):
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(request.encode("latin1"))
        text = b""
        while True:
            data = client.recv(65536)
            if not data: break
            text += data
    answers.append(text.decode("latin1"))
print(json.dumps(answers))
`;

t.test('another user who finds the daemon’s port learns that it is there, and nothing else', { skip }, async (t) => {
  const { daemon } = await scene();
  const port = Number(new URL(daemon.url).port);
  const { instances } = (await daemon.call('GET', 'api/v1/instances')).json;
  const targets = [
    ...['/', '/healthz', '/api/v1/system', '/api/v1/instances', '/api/v1/openapi.json', '/api/docs', '/trame', '/user'],
    ...instances.map(({ path }: { path: string }) => path),
    ...instances.map(({ id }: { id: string }) => `/api/v1/instances/${id}/log`),
    '/?token=',
    '/?token=the-token-of-the-daemo',
    '/proxy/1/',
    '/nothing',
  ];
  const ask = (target: string, headers = '') =>
    `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n`;
  const requests = [
    ...targets.map((target) => ask(target)),
    ask('/api/v1/instances', 'Authorization: Bearer wrong\r\n'),
    ask('/api/v1/instances', 'Cookie: trame_manager=wrong\r\n'),
    ask(
      '/api/v1/events',
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n',
    ),
    'POST /api/v1/apps/web/instances HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
  ];
  const user = asOtherUser(t, asker, [JSON.stringify(requests.map((request) => [port, request]))]);
  const answers = (await user.next()) as string[];
  for (const [index, answer] of answers.entries()) {
    t.match(answer, /^HTTP\/1\.1 401 /, requests[index]?.split('\r\n', 1)[0] ?? '');
    t.notMatch(answer, /a web one|hidden|keyed|instances\//);
  }
  t.equal(answers.length, requests.length);
  t.equal((await daemon.call('GET', 'api/v1/instances')).json.instances.length, instances.length);
});
