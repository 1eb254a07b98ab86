import { EventEmitter } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Test } from 'tap';
import { createConnectionNotes } from '../../src/adapters/connection-note-file.ts';
import { networkView } from '../../src/adapters/established-connections.ts';
import { handshakeWitness } from '../../src/adapters/paraview-handshake.ts';
import { remoteControl } from '../../src/adapters/remote-control.ts';
import { ManagerError } from '../../src/domain/errors.ts';
import type { InstanceHost } from '../../src/domain/instance-host.ts';
import type { ParaViewServer } from '../../src/domain/paraview-server.ts';
import type { TcpLink } from '../../src/domain/tcp-table.ts';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import { createConnections } from '../../src/services/connections/connections.ts';
import type { ConnectionsOptions } from '../../src/services/connections/connections-context.ts';
import type { Connections, Instances, ParaViewServers } from '../../src/services/ports.ts';
import { makeApp, python } from './instance-app.ts';

/** A connection to 10.0.0.1:11111 as the kernel shows it. */
export const sampleLink: TcpLink = {
  localAddress: '10.0.0.9',
  localPort: 50_000,
  remoteAddress: '10.0.0.1',
  remotePort: 11_111,
  inode: '77',
  uid: 1000,
};

/** A list of ParaView servers that the test fills: `put` adds or changes one, `drop` takes one away. */
export function listedServers() {
  const listed = new Map<string, ParaViewServer>();
  const logs = new Map<string, string>();
  const refuse = () => {
    throw new ManagerError('not_supported', 'The test has no such thing.');
  };
  const get = (id: string) => {
    const server = listed.get(id);
    if (server === undefined) throw new ManagerError('server_not_found', `There is no ParaView server "${id}".`);
    return server;
  };
  const events = new EventEmitter<{ change: [ParaViewServer]; remove: [string] }>();
  const put = (server: ParaViewServer) => {
    listed.set(server.id, server);
    events.emit('change', server);
  };
  const servers: ParaViewServers = Object.assign(events, {
    list: () => [...listed.values()],
    findStart: () => null,
    canStart: false,
    startsJobs: false,
    watch: () => () => undefined,
    get,
    record: refuse,
    logFile: (id: string) => logs.get(get(id).id) ?? refuse(),
    sessionDirectory: refuse,
    showConnected: (id: string, ids: string[]) => put({ ...get(id), connected_instances: ids }),
    form: refuse,
    start: refuse,
    dryRun: refuse,
    startAgain: refuse,
    stop: refuse,
    remove: refuse,
    pvsc: refuse,
    close: async () => undefined,
  });
  return {
    servers,
    put: (id: string, changes: Partial<ParaViewServer> = {}) =>
      put({ ...(listed.get(id) ?? blankServer(id)), ...changes }),
    drop(id: string) {
      listed.delete(id);
      events.emit('remove', id);
    },
    setLog: (id: string, file: string) => void logs.set(id, file),
  };
}

function blankServer(id: string): ParaViewServer {
  return {
    id,
    name: id,
    kind: 'found',
    state: 'ready',
    state_reason: null,
    hint: null,
    host: '127.0.0.1',
    port: null,
    version: null,
    values: {},
    created_at: null,
    started_at: null,
    ready_at: null,
    ended_at: null,
    ends_at: null,
    expected_start_at: null,
    exit_code: null,
    signal: null,
    log_tail: [],
    connected_instances: [],
    ends_with_last_client: true,
    is_managed: false,
    after_server_id: null,
    job: null,
    usage: null,
  };
}

/** The service on the real network, quick to look; closed with the test. */
export function makeConnections(
  t: Test,
  instances: Instances,
  servers: ParaViewServers,
  host: InstanceHost,
  changes: Partial<ConnectionsOptions> = {},
): Connections & { log: string[] } {
  const log: string[] = [];
  const note = (details: object, message: string) => void log.push(`${message} ${JSON.stringify(details)}`);
  const connections = createConnections({
    instances,
    servers,
    host,
    remoteControl,
    network: networkView,
    witness: handshakeWitness,
    notes: createConnectionNotes(),
    log: { info: note, error: note },
    takenOver: Promise.resolve(),
    pollMs: 100,
    ...changes,
  });
  t.teardown(() => connections.close());
  return Object.assign(connections, { log });
}

/**
 * An app that takes the orders of the remote control and holds a TCP connection in place of ParaView's; up within 50 ms. The
 * first bytes that come over that connection decide: "R" closes it again, and the app says "done" as ParaView apps do.
 */
export function linkingApp(changes: Partial<TrameApp> = {}): TrameApp {
  return makeApp({ id: 'linking', paraview: true, command: linkingCommand, ...changes });
}

export const linkingCommand = `exec ${python} -S -E -c '
import faulthandler, http.server, json, os, socket
class App(http.server.BaseHTTPRequestHandler):
    link = None
    def do_GET(self):
        self.answer(200)
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != os.environ["REMOTE_CONTROL_ENDPOINT"]:
            return self.answer(404)
        assert self.headers["Content-Type"] == "application/json"
        order = json.loads(body)
        if App.link:
            App.link.close()
            App.link = None
        if order["action"] == "connect":
            link = socket.create_connection((order["url"], order["port"]))
            greeting = link.recv(1)
            if greeting == b"K":
                faulthandler._sigsegv()
            if greeting == b"R":
                print("Connection failed during handshake.  The server has a different ParaView version than the client.", flush=True)
                link.close()
            else:
                App.link = link
        self.answer(200)
    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), App).serve_forever()
'`;

/** A server that greets its clients with one byte ("+": welcome), or with none at all; closed with the test. */
export async function startGreeter(t: Test, greeting: string) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined));
    if (greeting !== '') socket.write(greeting);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const end = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  t.teardown(end);
  const { port } = server.address() as { port: number };
  return { port, end, stopListening: () => void server.close(), clients: () => sockets.size };
}
