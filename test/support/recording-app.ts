import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeApp } from './app-files.ts';

/** What one instance of the recording app has got. */
export interface Recording {
  /** Every byte that came over HTTP and websockets, heads and bodies, one character each. */
  received(): string;
  /** Its environment and command line at the start, as JSON. */
  environment(): string;
}

/** Writes the app "recorder", a `kind: web` service that keeps all it receives, below `<home>/jupyter`. */
export function writeRecordingApp(home: string): void {
  writeApp(home, 'recorder', yaml, { 'record.py': program });
}

/** What the instance with this session directory has kept. */
export function readRecording(sessionDirectory: string): Recording {
  return {
    received: () => readFileSync(join(sessionDirectory, 'received'), 'latin1'),
    environment: () => readFileSync(join(sessionDirectory, 'environment.json'), 'utf8'),
  };
}

const yaml = `name: Recorder
kind: web
command: exec python $APP_DIRECTORY/record.py
`;

// Websocket frames of clients are masked (RFC 6455, 5.3), so messages are kept a second time as they are meant.
const program = `import asyncio, json, os, sys
from aiohttp import WSMsgType, web

session = os.environ["SESSION_DIR"]
kept = open(os.path.join(session, "received"), "ab", buffering=0)
with open(os.path.join(session, "environment.json"), "w") as file:
    json.dump({"environment": dict(os.environ), "command_line": sys.argv}, file)

async def answer(request):
    if request.headers.get("Upgrade", "").lower() == "websocket":
        socket = web.WebSocketResponse(protocols=["recorded"])
        await socket.prepare(request)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                kept.write(message.data.encode())
                await socket.send_str("kept")
        return socket
    await request.read()
    response = web.Response(text="<title>Recorder</title>", content_type="text/html")
    response.set_cookie("recorders_own", "kept", path="/")
    return response

async def relay(reader, writer, keep):
    try:
        while data := await reader.read(65536):
            if keep:
                kept.write(data)
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()

async def connected(reader, writer):
    inner_reader, inner_writer = await asyncio.open_unix_connection(inner)
    await asyncio.gather(relay(reader, inner_writer, True), relay(inner_reader, writer, False))

async def main():
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.UnixSite(runner, inner).start()
    server = await asyncio.start_server(connected, "127.0.0.1", int(os.environ["PORT"]))
    await server.serve_forever()

inner = os.path.join(session, "inner")
asyncio.run(main())
`;
