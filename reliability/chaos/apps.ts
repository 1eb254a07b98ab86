import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How an app of the workshop behaves. */
export interface ChaosApp {
  id: string;
  /** It ends with an error soon after its start. */
  fails: boolean;
  /** It ignores TERM, so that its end takes the whole grace. */
  stubborn: boolean;
  /** Its command ends at once and leaves the server behind. */
  forksAway: boolean;
}

/** Small apps that start within milliseconds, each with a way of its own to make trouble. */
export const chaosApps: readonly ChaosApp[] = [
  { id: 'plain', fails: false, stubborn: false, forksAway: false },
  { id: 'family', fails: false, stubborn: false, forksAway: false },
  { id: 'slow', fails: false, stubborn: false, forksAway: false },
  { id: 'socket', fails: false, stubborn: false, forksAway: false },
  { id: 'stubborn', fails: false, stubborn: true, forksAway: false },
  { id: 'away', fails: false, stubborn: false, forksAway: true },
  { id: 'failing', fails: true, stubborn: false, forksAway: false },
];

/** The app with this id. @throws Error where there is none */
export function appOf(id: string): ChaosApp {
  const app = chaosApps.find((known) => known.id === id);
  if (app === undefined) throw new Error(`There is no app "${id}" here.`);
  return app;
}

/** Writes the app files below `<jupyterPath>/trame/`. `python` is the interpreter itself. */
export function writeChaosApps(jupyterPath: string, python: string): void {
  const serve = `${python} -S -E $APP_DIRECTORY/serve.py`;
  const commands: Record<string, string> = {
    plain: `exec ${serve}`,
    // One child in the group, one in a session of its own, one that was forked twice.
    family: `sleep 100000 &\nsetsid sleep 100000 &\n(setsid bash -c "sleep 100000 & exec sleep 100000" &)\n${serve}`,
    slow: `sleep 0.3; exec ${serve}`,
    socket: `exec ${serve}`,
    stubborn: `exec ${serve} stubborn`,
    away: `setsid ${serve} </dev/null >/dev/null 2>&1 &\nexit 0`,
    failing: `sleep 0.05; echo no such solver >&2; exit 3`,
  };
  for (const { id } of chaosApps) {
    const directory = join(jupyterPath, 'trame', id);
    mkdirSync(directory, { recursive: true });
    const command = (commands[id] ?? '').replaceAll('\n', '\n  ');
    const more = id === 'socket' ? 'unix_socket: true\n' : '';
    writeFileSync(
      join(directory, 'app.yml'),
      `name: ${id}\nkind: web\nworking_directory: $APP_DIRECTORY\ndata_directory: none\n${more}command: |\n  ${command}\n`,
    );
    writeFileSync(join(directory, 'serve.py'), server);
  }
}

const server = `import os, signal, socket, sys
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
path = os.environ.get("UNIX_SOCKET")
s = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
if path:
    s.bind(path)
else:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((os.environ["BIND_ADDRESS"], int(os.environ["PORT"])))
s.listen(50)
while True:
    c, _ = s.accept()
    try:
        c.recv(9999)
        c.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\nhello")
    except OSError:
        pass
    c.close()
`;
