import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes `<home>/jupyter/trame/<id>/app.yml`, with other files beside it; gives the app's directory. */
export function writeApp(home: string, id: string, yaml: string, files: Record<string, string> = {}): string {
  const directory = join(home, 'jupyter', 'trame', id);
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries({ ...files, 'app.yml': yaml })) writeFileSync(join(directory, name), text);
  return directory;
}

/** A web service that answers on $PORT or $UNIX_SOCKET with its environment, and 101 to websockets. */
export const webAppYaml = `name: Web service
kind: web
command: exec python3 $APP_DIRECTORY/serve.py
working_directory: $APP_DIRECTORY
`;

export const webAppFiles = {
  'serve.py': `import http.server, json, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = json.dumps({"path": self.path, "headers": self.headers.items(), "environment": dict(os.environ)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
print("serving on", os.environ["PORT"], flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`,
};
