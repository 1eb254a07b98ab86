import t, { type Test } from 'tap';
import { probeHttp } from '../../src/adapters/http-probe.ts';
import { whoListens } from '../../src/adapters/listening-sockets.ts';
import { remoteControl } from '../../src/adapters/remote-control.ts';
import { writeApp } from '../support/app-files.ts';
import { startDaemon } from '../support/daemon.ts';
import { python } from '../support/instance-app.ts';
import { asOtherUser, noOtherUser } from '../support/other-user.ts';
import { ask, handshake, RawClient } from '../support/proxy-client.ts';
import { anInstance, startProxy, startServer } from '../support/proxy-fixture.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { until } from '../support/until.ts';

const skip = noOtherUser;

/**
 * Takes a port (argv[1]; 0: any) of an address (argv[2]) and prints it. Answers as soon as somebody connects, without
 * waiting for a request; at the line "show" prints all that it was sent, as JSON.
 */
const squatter = `
import json, socket, sys, threading
family = socket.AF_INET6 if ":" in sys.argv[2] else socket.AF_INET
listener = socket.socket(family)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if family == socket.AF_INET6:
    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(sys.argv[3]))
listener.bind((sys.argv[2], int(sys.argv[1])))
listener.listen(50)
got = []
def serve(connection):
    try:
        connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 6\\r\\n\\r\\nstolen")
        while True:
            data = connection.recv(65536)
            if not data: break
            got.append(data.decode("latin1"))
    except OSError: pass
def accept():
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
threading.Thread(target=accept, daemon=True).start()
print(json.dumps(listener.getsockname()[1]))
for line in sys.stdin:
    print(json.dumps(got))
`;

/** A web service that at GET /leave stops listening and goes on to run. */
const leavingApp = `
import os, signal, socket
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(os.environ["PORT"])))
listener.listen(50)
while True:
    connection, _ = listener.accept()
    head = connection.recv(65536)
    connection.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\nhello")
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)
    connection.close()
    if b"GET /leave" in head: break
listener.close()
signal.pause()
`;

async function squat(t: Test, port: number, address = '127.0.0.1', v6only = 0) {
  const user = asOtherUser(t, squatter, [String(port), address, String(v6only)]);
  const taken = (await user.next()) as number;
  return {
    port: taken,
    async got() {
      user.tell('show');
      return ((await user.next()) as string[]).join('');
    },
  };
}

t.test(
  'who took the port that an app left gets no request, and nothing of what it says is passed on',
  { skip },
  async (t) => {
    const proxy = await startProxy(t);
    const { port, got } = await squat(t, 0);
    await proxy.add(anInstance(40_001, { kind: 'tcp', host: '127.0.0.1', port }, { record: { kind: 'trame' } }));
    const cookie = await proxy.letIn('id40001');
    const headers = { Cookie: `${cookie}; app-login=secret-cookie` };
    for (const method of ['GET', 'POST']) {
      const answer = await ask(proxy.port, '/proxy/40001/x?secret-query', { method, headers, body: 'secret-body' });
      t.equal(answer.status, 502, method);
      t.notMatch(answer.text, 'stolen');
    }
    const client = new RawClient(t, proxy.port).send(handshake('/proxy/40001/ws', headers));
    await until(() => client.received.includes('\r\n\r\n'), 'an answer to the handshake');
    t.match(client.received, /^HTTP\/1\.1 502 /, 'websockets too');
    t.equal(await got(), '');
    t.match(proxy.logged(), 'belongs to nobody or to another user');
  },
);

t.test('an app whose port was taken in the middle of its life keeps its cookies', { skip }, async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'leaver', `name: Leaver\nkind: web\ncommand: exec ${python} -S -E $APP_DIRECTORY/leave.py\n`, {
    'leave.py': leavingApp,
  });
  const daemon = await startDaemon(t, { home });
  const { json } = await daemon.call('POST', 'api/v1/apps/leaver/instances', {});
  t.teardown(() => daemon.call('DELETE', `api/v1/instances/${json.id}`));
  const now = async () => (await daemon.call('GET', `api/v1/instances/${json.id}`)).json;
  await until(async () => (await now()).state === 'ready', 'the app');
  const link = await daemon.call('POST', `api/v1/instances/${json.id}/links`, {});
  const first = await fetch(new URL(link.json.url, daemon.url), {
    redirect: 'manual',
    headers: { authorization: `Bearer ${daemon.token}` },
  });
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const open = () => daemon.call('GET', `proxy/${json.port}/`, undefined, { cookie });
  t.equal((await open()).text, 'hello');
  await daemon.call('GET', `proxy/${json.port}/leave`, undefined, { cookie });
  await until(async () => (await whoListens(json.port, 0)) === 'none', 'the app to leave its port');
  const { got } = await squat(t, json.port);
  t.equal((await now()).state, 'ready', 'its process runs on, so nothing else has shown it yet');
  const answer = await open();
  t.equal(answer.status, 502);
  t.notMatch(answer.text, 'stolen');
  t.equal(await got(), '');
});

t.test('neither probes nor orders reach another user', { skip }, async (t) => {
  const { port, got } = await squat(t, 0);
  t.same(await probeHttp({ kind: 'tcp', host: '127.0.0.1', port }, '/secret', 5000), { kind: 'foreign' });
  const order = { action: 'disconnect' } as const;
  const path = '/AbCdEfGhIjKlMnOpQrStUvWxYz012345';
  t.same(await remoteControl.send({ kind: 'tcp', host: '127.0.0.1', port }, path, order, 5000), { kind: 'gone' });
  t.equal(await got(), '');
});

t.test('another user who listens beside an app, where nobody comes, does not get in its way', { skip }, async (t) => {
  const proxy = await startProxy(t);
  const { port, upstream } = await startServer(t, (_request, response) => response.end('hello'));
  await proxy.add(anInstance(40_001, upstream));
  const cookie = await proxy.letIn('id40001');
  await squat(t, port, '::', 1);
  t.equal(await whoListens(port, 0), 'own');
  t.same(await probeHttp({ kind: 'tcp', host: '127.0.0.1', port }, '/', 5000), { kind: 'answered', status: 200 });
  t.equal((await ask(proxy.port, '/proxy/40001/', { cookie })).text, 'hello');
});
