import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeApp } from './app-files.ts';

/** Writes the app "open-book" below `<home>/jupyter`: it keeps what it is asked for, and answers as it is told. */
export function writeBrowserApp(home: string): void {
  writeApp(home, 'open-book', yaml, { 'serve.py': program });
}

/** The request heads that the instance with this session directory got. */
export function readRequests(sessionDirectory: string): string {
  return readFileSync(join(sessionDirectory, 'requests'), 'latin1');
}

const yaml = `name: Open book
kind: web
command: exec python3 $APP_DIRECTORY/serve.py
`;

// `?header=<JSON>` sets headers; a path that ends with .js is a script, all else a page.
const program = `import http.server, json, os, urllib.parse
kept = open(os.path.join(os.environ["SESSION_DIR"], "requests"), "ab", buffering=0)
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self):
        kept.write((self.requestline + "\\n" + str(self.headers)).encode("latin1"))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urllib.parse.urlsplit(self.path)
        script = address.path.endswith(".js")
        body = b"onfetch = event => event.respondWith(new Response('<title>taken over</title>', {headers: {'Content-Type': 'text/html'}}))" if script else b"<!doctype html><title>The app</title><link rel=icon href=data:,>"
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        for name, value in json.loads(urllib.parse.parse_qs(address.query).get("header", ["{}"])[0]).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`;
