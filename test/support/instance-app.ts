import { execFileSync } from 'node:child_process';
import type { TrameApp } from '../../src/domain/trame-app.ts';

/** The Python itself: a version manager's stand-in takes longer than the whole server. */
export const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

/** A web server that is up within 50 ms; as a command it is the app itself. */
export const tinyServer = `exec ${python} -S -E -c '
import os, socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((os.environ["BIND_ADDRESS"], int(os.environ["PORT"])))
s.listen(50)
while True:
    c, _ = s.accept()
    c.recv(9999)
    c.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\nhello")
    c.close()
'`;

/** An app that needs nothing; `changes` say what matters to a test. */
export function makeApp(changes: Partial<TrameApp> = {}): TrameApp {
  return {
    id: 'cone',
    name: 'Cone',
    command: tinyServer,
    directory: '/tmp',
    file: '/tmp/app.yml',
    workingDirectory: null,
    description: '',
    icon: null,
    category: '',
    tags: [],
    kind: 'web',
    unixSocket: false,
    absoluteUrl: false,
    environment: {},
    parameters: [],
    dataDirectory: 'optional',
    ready: { path: '/', timeoutMs: 15_000 },
    idleTimeoutMs: 0,
    paraview: false,
    path: '/',
    runOn: 'local',
    jobDefaults: {},
    singleInstance: false,
    ...changes,
  };
}

/** A launch of an app with this command, with nothing else given. */
export function request(app: TrameApp, changes: { name?: string; dataDirectory?: string } = {}) {
  return { app, name: changes.name ?? null, dataDirectory: changes.dataDirectory ?? null, parameters: {} };
}
